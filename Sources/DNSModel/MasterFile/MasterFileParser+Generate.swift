// $GENERATE as BIND has it (BIND 9 Administrator Reference Manual, "The $GENERATE Directive"):
// $GENERATE start-stop[/step] owner [TTL] [class] type data

extension MasterFileParser {
    mutating func readGenerate(_ text: Octets, file: UInt32) throws(DNSParseError) {
        guard entry.tokens.count >= 5 else {
            throw DNSParseError(
                .badMasterFile,
                "write $GENERATE, a range, an owner, a type and data, as in '$GENERATE 1-9 h$ A 10.0.0.$'",
                offset: entry.tokens[0].start)
        }
        let rangeToken = entry.tokens[1]
        let range = try moved(to: rangeToken.start) { () throws(DNSParseError) in
            try GenerateRange(octets(text, rangeToken), limit: limits.generatedByOneLine)
        }
        generated += range.count
        if generated > limits.generated {
            throw DNSParseError(
                .badMasterFile, "all $GENERATE lines make over \(limits.generated) records; write fewer",
                offset: rangeToken.start)
        }
        let ownerToken = entry.tokens[2]
        if text[ownerToken.start] == UInt8(ascii: "\"") {
            throw DNSParseError(.badName, "a name in quotes; write it without them", offset: ownerToken.start)
        }
        let fields = try readFields(text, from: 3, record: ownerToken.start)
        let type = octets(text, entry.tokens[fields.typeIndex])
        let owner = try moved(to: ownerToken.start) { () throws(DNSParseError) in
            try GenerateTemplate(Array(octets(text, ownerToken)))
        }
        let dataTokens = entry.tokens[(fields.typeIndex + 1)...]
        guard let firstData = dataTokens.first else {
            throw DNSParseError(.badMasterFile, "$GENERATE has no data", offset: entry.tokens[fields.typeIndex].start)
        }
        let data = try moved(to: firstData.start) { () throws(DNSParseError) in
            try GenerateTemplate(generateData(text, dataTokens))
        }
        for value in range.values {
            do {
                try addGenerated(value, owner: owner, fields, type: type, data: data, file: file)
            } catch {
                // The text is not in the file: the error stands at the directive.
                throw DNSParseError(error.code, "at \(value): \(error.message)", offset: entry.tokens[0].start)
            }
        }
    }

    /// The data's text: the tokens, or what is inside a single quoted one, as BIND wants data with spaces.
    private func generateData(_ text: Octets, _ tokens: ArraySlice<MasterFileEntry.Token>) -> [UInt8] {
        if tokens.count == 1, let token = tokens.first, text[token.start] == UInt8(ascii: "\"") {
            var data: [UInt8] = []
            for octet in text[(token.start + 1)..<(token.end - 1)] {
                if octet == UInt8(ascii: "\""), data.last == UInt8(ascii: "\\") { data.removeLast() }
                data.append(octet)
            }
            return data
        }
        var data: [UInt8] = []
        for token in tokens {
            if !data.isEmpty { data.append(UInt8(ascii: " ")) }
            data.append(contentsOf: text[token.start..<token.end])
        }
        return data
    }

    private mutating func addGenerated(
        _ value: Int, owner: GenerateTemplate, _ fields: RecordFields, type: Octets, data: GenerateTemplate,
        file: UInt32
    ) throws(DNSParseError) {
        let ownerText = try owner.text(for: value)
        let dataText = try data.text(for: value)
        octets += ownerText.count + dataText.count
        if octets > limits.octets {
            throw DNSParseError(.badMasterFile, "$GENERATE makes over \(limits.octets) octets; write fewer records")
        }
        let parsed = ownerText.withUnsafeBufferPointer { text in
            Result { () throws(DNSParseError) in try parseOwner(text) }
        }
        let name = try parsed.get()
        let asWritten: [UInt8]? = ownerText.withUnsafeBufferPointer { self.written($0, name) }
        let result = dataText.withUnsafeBufferPointer { data in
            Result { () throws(DNSParseError) in
                try add(name: name, owner: asWritten, fields, type: type, data: data, file: file)
            }
        }
        try result.get()
    }
}

/// The numbers of a `$GENERATE` line: `start-stop` or `start-stop/step`.
struct GenerateRange {
    let values: StrideThrough<Int>
    let count: Int

    init(_ text: Octets, limit: Int) throws(DNSParseError) {
        var index = 0
        func number() throws(DNSParseError) -> Int {
            let start = index
            var value = 0
            while index < text.count, text[index] &- UInt8(ascii: "0") < 10 {
                value = value * 10 + Int(text[index] &- UInt8(ascii: "0"))
                if value > Int(Int32.max) {
                    throw DNSParseError(.badMasterFile, "a number over \(Int32.max)", offset: start)
                }
                index += 1
            }
            if index == start { throw Self.malformed(at: start) }
            return value
        }
        let start = try number()
        guard index < text.count, text[index] == UInt8(ascii: "-") else { throw Self.malformed(at: index) }
        index += 1
        let stop = try number()
        var step = 1
        if index < text.count, text[index] == UInt8(ascii: "/") {
            index += 1
            step = try number()
        }
        guard index == text.count else { throw Self.malformed(at: index) }
        guard step > 0 else { throw DNSParseError(.badMasterFile, "the step is 0; write 1 or more") }
        guard start <= stop else { throw DNSParseError(.badMasterFile, "the range ends before it starts") }
        count = (stop - start) / step + 1
        guard count <= limit else {
            throw DNSParseError(
                .badMasterFile, "the range has \(count) numbers; one $GENERATE line may have \(limit)")
        }
        values = stride(from: start, through: stop, by: step)
    }

    private static func malformed(at offset: Int) -> DNSParseError {
        DNSParseError(.badMasterFile, "write the range as 'start-stop' or 'start-stop/step'", offset: offset)
    }
}

/// A text of a `$GENERATE` line with places for the number: `$` and `${offset,width,base}`; `$$` and `\$` are a dollar
/// sign.
struct GenerateTemplate {
    private enum Part {
        case text([UInt8])
        case number(offset: Int, width: Int, base: UInt8)
    }

    private var parts: [Part] = []

    /// The widest a number may be padded.
    private static let maximumWidth = 255

    init(_ text: [UInt8]) throws(DNSParseError) {
        var literal: [UInt8] = []
        var index = 0
        while index < text.count {
            let octet = text[index]
            index += 1
            if octet == UInt8(ascii: "\\") {
                literal.append(octet)
                if index < text.count {
                    literal.append(text[index])
                    index += 1
                }
                continue
            }
            guard octet == UInt8(ascii: "$") else {
                literal.append(octet)
                continue
            }
            if index < text.count, text[index] == UInt8(ascii: "$") {
                // Escaped, so that the name or data is read with a dollar sign in it.
                literal.append(UInt8(ascii: "\\"))
                literal.append(UInt8(ascii: "$"))
                index += 1
                continue
            }
            parts.append(.text(literal))
            literal = []
            if index < text.count, text[index] == UInt8(ascii: "{") {
                guard let end = text[index...].firstIndex(of: UInt8(ascii: "}")) else {
                    throw DNSParseError(.badMasterFile, "'${' without '}'", offset: index - 1)
                }
                parts.append(try Self.number(text[(index + 1)..<end], at: index - 1))
                index = end + 1
            } else {
                parts.append(.number(offset: 0, width: 0, base: UInt8(ascii: "d")))
            }
        }
        parts.append(.text(literal))
    }

    private static func number(_ text: ArraySlice<UInt8>, at offset: Int) throws(DNSParseError) -> Part {
        let malformed = DNSParseError(
            .badMasterFile, "write '${offset,width,base}', as in '${0,3,d}'; base is one of d o x X n N",
            offset: offset)
        let fields = text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard (1...3).contains(fields.count),
            let shift = Int(String(decoding: fields[0], as: UTF8.self)), abs(shift) <= Int(Int32.max),
            let width = fields.count > 1 ? Int(String(decoding: fields[1], as: UTF8.self)) : 0,
            (0...maximumWidth).contains(width)
        else { throw malformed }
        guard fields.count == 3 else { return .number(offset: shift, width: width, base: UInt8(ascii: "d")) }
        guard fields[2].count == 1, let base = fields[2].first, "doxXnN".utf8.contains(base) else { throw malformed }
        return .number(offset: shift, width: width, base: base)
    }

    /// The text with a number put in.
    ///
    /// - Throws: ``DNSParseError`` where the number is below zero in another base than ten.
    func text(for value: Int) throws(DNSParseError) -> [UInt8] {
        var out: [UInt8] = []
        for part in parts {
            switch part {
            case .text(let text): out += text
            case .number(let offset, let width, let base):
                try Self.append(value + offset, width: width, base: base, to: &out)
            }
        }
        return out
    }

    private static func append(_ value: Int, width: Int, base: UInt8, to out: inout [UInt8]) throws(DNSParseError) {
        if base == UInt8(ascii: "d") {
            appendPadded(String(value.magnitude), isNegative: value < 0, width: width, to: &out)
            return
        }
        if value < 0 {
            throw DNSParseError(.badMasterFile, "\(value) is below zero; only base d can write it")
        }
        switch base {
        case UInt8(ascii: "o"): appendPadded(String(value, radix: 8), isNegative: false, width: width, to: &out)
        case UInt8(ascii: "x"): appendPadded(String(value, radix: 16), isNegative: false, width: width, to: &out)
        case UInt8(ascii: "X"):
            appendPadded(String(value, radix: 16, uppercase: true), isNegative: false, width: width, to: &out)
        default: appendNibbles(value, width: width, upper: base == UInt8(ascii: "N"), to: &out)
        }
    }

    private static func appendPadded(_ digits: String, isNegative: Bool, width: Int, to out: inout [UInt8]) {
        if isNegative { out.append(UInt8(ascii: "-")) }
        let length = digits.utf8.count + (isNegative ? 1 : 0)
        for _ in 0..<max(0, width - length) { out.append(UInt8(ascii: "0")) }
        out += digits.utf8
    }

    /// Hexadecimal digits from the lowest up, a dot between two; the width counts digits and dots, as in BIND.
    private static func appendNibbles(_ value: Int, width: Int, upper: Bool, to out: inout [UInt8]) {
        let digits = Array((upper ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
        var value = value
        var width = width
        repeat {
            out.append(digits[value & 15])
            value >>= 4
            width = max(0, width - 1)
            if width > 0 || value != 0 {
                out.append(UInt8(ascii: "."))
                width = max(0, width - 1)
            }
        } while value != 0 || width > 0
    }
}
