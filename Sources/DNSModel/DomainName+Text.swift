// Presentation form (RFC 1035 section 5.1, RFC 4343 section 2.1).

extension DomainName {
    /// Reads a name in presentation form.
    ///
    /// A name without a final dot is relative and taken to be below `origin`. `\DDD` is the octet with that decimal
    /// value and `\X` the character X itself. Labels with letters beyond ASCII are turned into A-labels (RFC 5891); in
    /// such names the ideographic full stops U+3002, U+FF0E and U+FF61 are dots too. A label that starts with `xn--` is
    /// taken as it is: DNS allows it even where it stands for no letters.
    ///
    /// - Parameters:
    ///   - text: the name, as UTF-8.
    ///   - origin: what a relative name is below; without it a relative name is an error.
    ///   - keepsOctets: whether octets beyond ASCII stand for themselves, as name servers read master files.
    /// - Throws: ``DNSParseError`` with code `bad-name` or `name-not-absolute`.
    package init(
        parsing text: Octets, origin: DomainName? = nil, keepsOctets: Bool = false
    ) throws(DNSParseError) {
        if text.isEmpty {
            throw DNSParseError(.badName, "the name is empty; write '.' for the root")
        }
        if text.count == 1 && text[0] == UInt8(ascii: ".") {
            self = .root
            return
        }
        var plain = true
        for octet in text where octet <= 0x20 || octet >= 0x7F || octet == UInt8(ascii: "\\") { plain = false }
        if plain {
            self = try Self.plain(text, origin: origin)
        } else {
            self = try Self.escaped(text, origin: origin, keepsOctets: keepsOctets)
        }
    }

    /// Reads a name in presentation form; see ``init(parsing:origin:)-(Octets,_)``.
    package init(parsing text: some StringProtocol, origin: DomainName? = nil) throws(DNSParseError) {
        let octets = Array(text.utf8)
        let result = octets.withUnsafeBufferPointer { octets in
            Result { () throws(DNSParseError) in try DomainName(parsing: octets, origin: origin) }
        }
        self = try result.get()
    }

    /// A name of printable ASCII without escapes: nearly all of them.
    private static func plain(_ text: Octets, origin: DomainName?) throws(DNSParseError) -> DomainName {
        let dot = UInt8(ascii: ".")
        let isAbsolute = text[text.count - 1] == dot
        let count = isAbsolute ? text.count - 1 : text.count
        guard isAbsolute || origin != nil else {
            throw DNSParseError(
                .nameNotAbsolute,
                "\(DNSParseError.shown(text)) has no final dot; write the whole name with a dot at its end",
                offset: text.count)
        }
        let suffix = isAbsolute ? [] : origin?.sortKey ?? []
        var labelStart = 0
        for index in 0...count where index == count || text[index] == dot {
            try check(labelLength: index - labelStart, at: labelStart)
            labelStart = index + 1
        }
        let length = suffix.count + count + 1
        if length >= maximumWireLength { try checkWireLength(of: suffix, count: count) }
        let key = [UInt8](unsafeUninitializedCapacity: length) { key, initialized in
            var next = 0
            suffix.withUnsafeBufferPointer { suffix in
                for octet in suffix {
                    key[next] = octet
                    next += 1
                }
            }
            var end = count
            var index = count
            while index > 0 {
                index -= 1
                let isStart = index == 0
                if isStart || text[index] == dot {
                    for position in (isStart ? 0 : index + 1)..<end {
                        let octet = text[position]
                        key[next] = octet &- UInt8(ascii: "A") < 26 ? octet | 0x20 : octet
                        next += 1
                    }
                    key[next] = 0
                    next += 1
                    end = index
                }
            }
            initialized = next
        }
        return DomainName(sortKey: key)
    }

    private static func check(labelLength: Int, at offset: Int) throws(DNSParseError) {
        if labelLength == 0 {
            throw DNSParseError(
                .badName, "a label is empty; write one dot between two labels and none in front", offset: offset)
        }
        if labelLength > maximumLabelLength {
            throw DNSParseError(
                .badName, "a label has \(labelLength) octets; the longest allowed is \(maximumLabelLength)",
                offset: offset)
        }
    }

    private static func checkWireLength(of suffix: [UInt8], count: Int) throws(DNSParseError) {
        let wireLength = DomainName(sortKey: suffix).wireLength + count + 1
        if wireLength > maximumWireLength {
            throw DNSParseError(
                .badName, "the name has \(wireLength) octets; the longest allowed is \(maximumWireLength)")
        }
    }

    /// A name with escapes or letters beyond ASCII.
    private static func escaped(
        _ text: Octets, origin: DomainName?, keepsOctets: Bool
    ) throws(DNSParseError) -> DomainName {
        var labels: [[UInt8]] = []
        var label: [UInt8] = []
        var labelStart = 0
        var hasUnicode = false
        var isAbsolute = false
        var index = 0
        func finish(_ label: [UInt8], at offset: Int) throws(DNSParseError) -> [UInt8] {
            let octets = hasUnicode ? try InternationalLabel.toASCII(label, offset: offset) : label
            try check(labelLength: octets.count, at: offset)
            return octets
        }
        while index < text.count {
            let octet = text[index]
            let dotLength =
                keepsOctets
                ? (octet == UInt8(ascii: ".") ? 1 : 0) : InternationalLabel.dotLength(text, at: index)
            if dotLength > 0 {
                labels.append(try finish(label, at: labelStart))
                label = []
                hasUnicode = false
                index += dotLength
                labelStart = index
                isAbsolute = index == text.count
                continue
            }
            switch octet {
            case UInt8(ascii: "\\"):
                let (value, length) = try MasterFileEscape.decode(text, at: index)
                label.append(value)
                index += length - 1
            case 0...0x20, 0x7F:
                throw DNSParseError(
                    .badName,
                    "a name has a space or control character; leave it out, or write it as \\\(decimal(octet)) where it is "
                        + "part of the name", offset: index)
            default:
                if octet >= 0x80, !keepsOctets { hasUnicode = true }
                label.append(octet)
            }
            index += 1
        }
        if !isAbsolute { labels.append(try finish(label, at: labelStart)) }
        if isAbsolute { return try DomainName(labels: labels) }
        guard let origin else {
            throw DNSParseError(
                .nameNotAbsolute,
                "\(DNSParseError.shown(text)) has no final dot; write the whole name with a dot at its end",
                offset: text.count)
        }
        return try DomainName(labels: labels + origin.labels)
    }

    private static func decimal(_ octet: UInt8) -> String {
        let digits = String(octet)
        return String(repeating: "0", count: 3 - digits.count) + digits
    }
}

// MARK: - Printing

extension DomainName: CustomStringConvertible {
    /// The name in presentation form with a final dot, escaped where RFC 1035 wants it; ASCII only.
    package var description: String { text(relativeTo: nil) }

    /// The name in presentation form.
    ///
    /// - Parameter origin: where given and at or above this name, the text is relative to it and has no final dot; the
    ///   origin itself is `@`.
    /// - Returns: the text.
    package func text(relativeTo origin: DomainName?) -> String {
        var out: [UInt8] = []
        appendText(to: &out, relativeTo: origin)
        return String(decoding: out, as: UTF8.self)
    }

    /// Appends what ``text(relativeTo:)`` gives.
    package func appendText(to out: inout [UInt8], relativeTo origin: DomainName? = nil) {
        var floor = 0
        if let origin, isAtOrBelow(origin) { floor = origin.sortKey.count }
        let isRelative = origin.map { isAtOrBelow($0) } ?? false
        if sortKey.count == floor {
            out.append(isRelative ? UInt8(ascii: "@") : UInt8(ascii: "."))
            return
        }
        sortKey.withUnsafeBufferPointer { key in
            var end = key.count - 1
            while true {
                var start = end
                while start > floor && key[start - 1] != 0 { start -= 1 }
                Self.appendLabel(UnsafeBufferPointer(rebasing: key[start..<end]), to: &out)
                if start == floor { break }
                out.append(UInt8(ascii: "."))
                end = start - 1
            }
        }
        if !isRelative { out.append(UInt8(ascii: ".")) }
    }

    private static func appendLabel(_ label: Octets, to out: inout [UInt8]) {
        var index = 0
        while index < label.count {
            var octet = label[index]
            if octet == 1 {
                index += 1
                octet = label[index] - 1
            }
            switch octet {
            case UInt8(ascii: "."), UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: ";"), UInt8(ascii: "("),
                UInt8(ascii: ")"), UInt8(ascii: "@"), UInt8(ascii: "$"):
                out.append(UInt8(ascii: "\\"))
                out.append(octet)
            case 0x21...0x7E:
                out.append(octet)
            default:
                MasterFileEscape.appendDecimal(octet, to: &out)
            }
            index += 1
        }
    }
}
