internal import DNSModel
internal import ZonePlanning

// Warnings of what is read as it is written, and was likely meant otherwise.

extension ZoneBuilder {
    /// Warns of a scalar without quotes that octoDNS reads as something else.
    @inline(__always)
    mutating func warnIfOtherwise(_ tree: borrowing YAMLTree, _ node: Int) {
        guard tree[node].kind == .plain, let reading = OctoDNSScalar.reading(of: tree.octets(of: node)) else { return }
        warnOfReading(reading, tree.octets(of: node), at: mark(tree[node]))
    }

    private mutating func warnOfReading(_ reading: String, _ text: Octets, at mark: SourceMark) {
        let shown = Shown.text(text)
        warning(
            "octodns-reads-otherwise",
            "octoDNS reads \(shown) without quotes as \(reading); write it as '\(shown)', in quotes, or as what is meant",
            at: mark)
    }

    /// Warns of a number that octoDNS reads as another one.
    @inline(__always)
    mutating func warnIfOtherNumber(_ tree: borrowing YAMLTree, _ node: Int) {
        guard tree[node].kind == .plain, let reading = OctoDNSScalar.reading(of: tree.octets(of: node)) else { return }
        warnOfNumber(reading, tree.octets(of: node), at: mark(tree[node]))
    }

    private mutating func warnOfNumber(_ reading: String, _ text: Octets, at mark: SourceMark) {
        let isDecimal = text.allSatisfy { 0x2B...0x39 ~= $0 && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ",") }
        // 01 and 1.10 are the numbers that they seem to be.
        if isDecimal, let own = Double(String(decoding: text, as: UTF8.self)), own == Double(reading) { return }
        let advice =
            isDecimal
            ? "write it without zeros in front"
            : Double(reading) == nil
                ? "write the number that is meant" : "write it so, or write the number that is meant"
        warning(
            "octodns-reads-otherwise", "octoDNS reads the number \(Shown.text(text)) as \(reading); \(advice)", at: mark
        )
    }

    // MARK: - Characters

    /// Warns of characters in a text that were likely not meant.
    @inline(__always)
    mutating func warnOfCharacters(in text: [UInt8], at mark: SourceMark) {
        var isOdd = false
        for octet in text where !(0x20...0x7E ~= octet) { isOdd = true }
        if isOdd { reportCharacters(in: text, at: mark) }
    }

    private mutating func reportCharacters(in text: [UInt8], at mark: SourceMark) {
        if text.last == UInt8(ascii: "\n") {
            warning(
                "odd-character",
                "the text ends with a line feed, which is part of the data; leave out the '\\n' at its end, or write '|-' or "
                    + "'>-' in place of '|' or '>'", at: mark)
            return
        }
        guard let valid = String(validating: text, as: UTF8.self) else { return }
        for scalar in valid.unicodeScalars where !scalar.isASCII || scalar.value < 0x20 || scalar.value == 0x7F {
            guard let remedy = UnmeantCharacter.remedy(for: scalar) else { continue }
            let digits = String(scalar.value, radix: 16, uppercase: true)
            let number = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            warning(
                "odd-character", "the text has the character U+\(number)\(remedy.name); \(remedy.advice)", at: mark)
            return
        }
    }

    /// Warns of characters in the texts of a value in presentation format.
    mutating func warnOfCharacters(in data: RecordData, written text: Octets, at mark: SourceMark) {
        switch data {
        case .txt(let strings), .spf(let strings): warnOfCharacters(in: strings.octets, at: mark)
        case .caa(let caa): warnOfCharacters(in: caa.value, at: mark)
        case .uri(let uri): warnOfCharacters(in: uri.target, at: mark)
        case .naptr(let naptr): warnOfCharacters(in: naptr.services + naptr.regexp, at: mark)
        case .fields, .svcb, .https:
            if text.contains(where: { $0 >= 0x80 }) { warnOfCharacters(in: Array(text), at: mark) }
        case .a, .aaaa, .cname, .dname, .ds, .loc, .mx, .ns, .openpgpkey, .ptr, .soa, .srv, .sshfp, .tlsa, .unknown:
            break
        }
    }

    /// Warns of a text of several strings whose quotes do not part them, as octoDNS looks for `" "` alone.
    mutating func warnOfQuotes(in text: Octets, at mark: SourceMark) {
        guard text.count > 4, text.first == UInt8(ascii: "\""), text.last == UInt8(ascii: "\"") else { return }
        var start: Int?
        var isEscaped = false
        for index in 1..<text.count {
            let octet = text[index]
            if octet == UInt8(ascii: "\""), !isEscaped {
                if let start, index > start + 1, index - start != 2 || text[start + 1] != UInt8(ascii: " ") {
                    warning(
                        "odd-quotes",
                        "the quotes inside the text are part of it; between two strings stands one space, as in '\"a\" \"b\"', "
                            + "and a quote that is meant is written '\\\"'", at: mark)
                    return
                }
                start = index
            } else if !PresentationFields.isSpace(octet) && octet != UInt8(ascii: "\n") {
                start = nil
            }
            isEscaped = octet == UInt8(ascii: "\\") && !isEscaped
        }
    }

    // MARK: - Names

    /// Warns of a name with `\DDD` where the character itself can stand.
    mutating func warnOfEscapes(in text: Octets, _ name: DomainName, at mark: SourceMark) {
        guard let found = NeedlessEscape(in: text) else { return }
        warning("needless-escape", "'\(Shown.text(text))' is the name \(name), as \(found.sentence)", at: mark)
    }
}
