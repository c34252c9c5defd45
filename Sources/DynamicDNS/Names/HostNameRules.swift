package import DNSModel
package import ZonePlanning

/// Which names people can have.
package enum HostNameRules {
    /// Labels at which software looks for servers without being told to. Whoever has one gets the traffic of others, so
    /// they are reserved whatever the settings say.
    static let found: Set<String> = [
        "autoconfig", "autodiscover", "broadcasthost", "isatap", "localdomain", "localhost", "mta-sts", "wpad",
    ]

    /// The name of a host that somebody wants.
    ///
    /// - Parameters:
    ///   - text: the label, or the whole name, as the person wrote it.
    ///   - suffix: the suffix below which it shall be.
    ///   - rules: the rules in force.
    ///   - isAdministrator: whether reserved labels may be given away.
    /// - Returns: the name.
    /// - Throws: ``HostNameRefusal``.
    package static func name(
        _ text: String, below suffix: DynamicSuffix, rules: DynamicRules, isAdministrator: Bool = false
    ) throws(HostNameRefusal) -> DomainName {
        let label = try self.label(text, below: suffix)
        let octets = try ascii(label)
        try checkForm(octets)
        let shown = try shown(octets)
        if let shown { try checkScripts(shown) }
        try checkWords(String(decoding: octets, as: UTF8.self), shown, suffix, isAdministrator: isAdministrator)
        let name: DomainName
        do { name = try DomainName(labels: [octets] + suffix.name.labels) } catch {
            throw .badLabel(error.message)
        }
        // The challenges of the host must have a name too.
        guard name.challengeName != nil else { throw .tooLong(octets.count) }
        if rules.leadsToSuffix(name) { throw .isSuffix }
        if rules.declared.contains(name) { throw .declared }
        return name
    }

    /// The label of what somebody wrote.
    private static func label(_ text: String, below suffix: DynamicSuffix) throws(HostNameRefusal) -> Substring {
        guard text.utf8.count <= 1_000 else { throw .tooLong(text.unicodeScalars.count) }
        var label = text[...]
        while label.last == "." { label = label.dropLast() }
        if label.isEmpty { throw .empty }
        guard let dot = label.firstIndex(of: ".") else { return label }
        let rest = String(label[label.index(after: dot)...])
        let above = (try? DomainName(parsing: rest, origin: .root)) ?? .root
        guard above != suffix.name else { return label[..<dot] }
        if above != .root, above.isAtOrBelow(suffix.name) { throw .severalLabels }
        throw .unknownSuffix(Printable.cut(rest, to: 100))
    }

    /// The label as DNS has it: an A-label where it has letters beyond ASCII.
    private static func ascii(_ label: Substring) throws(HostNameRefusal) -> [UInt8] {
        if label.utf8.allSatisfy({ $0 < 0x80 }) { return Array(label.lowercased().utf8) }
        do { return try InternationalLabel.toASCII(Array(label.utf8), offset: 0) } catch {
            throw .badLabel(error.message)
        }
    }

    /// Letters, digits and hyphens (RFC 1123 section 2.1), at most 63.
    private static func checkForm(_ octets: [UInt8]) throws(HostNameRefusal) {
        if octets.isEmpty { throw .empty }
        if octets.count > DomainName.maximumLabelLength { throw .tooLong(octets.count) }
        for octet in octets {
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                continue
            case UInt8(ascii: "_"): throw .underscore
            case UInt8(ascii: " "): throw .character("a space")
            case 0x21...0x7E: throw .character("'\(UnicodeScalar(octet))'")
            default: throw .character("a control character")
            }
        }
        if octets.first == UInt8(ascii: "-") || octets.last == UInt8(ascii: "-") { throw .hyphen }
    }

    /// The letters that an A-label stands for; `nil` for a plain label.
    private static func shown(_ octets: [UInt8]) throws(HostNameRefusal) -> String? {
        guard octets.count >= 4, octets[2] == UInt8(ascii: "-"), octets[3] == UInt8(ascii: "-") else { return nil }
        guard octets.starts(with: "xn--".utf8) else { throw .hyphensInside }
        guard let shown = InternationalLabel.toUnicode(octets) else { throw .badPunycode }
        return shown
    }

    private static func checkScripts(_ shown: String) throws(HostNameRefusal) {
        guard Script.isUniform(shown) else { throw .mixedScripts }
        if let plain = Lookalikes.plain(shown) { throw .looksLike(plain) }
    }

    /// Reserved labels and forbidden patterns, also in what only looks like them.
    private static func checkWords(
        _ label: String, _ shown: String?, _ suffix: DynamicSuffix, isAdministrator: Bool
    ) throws(HostNameRefusal) {
        var forms: Set<String> = [label]
        if let shown { forms.insert(shown) }
        for form in [label, shown ?? label] { forms.formUnion(Lookalikes.skeletons(of: form)) }
        for pattern in suffix.forbidden {
            let pattern = pattern.lowercased()
            if forms.contains(where: { Glob.matches($0, pattern: pattern) }) { throw .forbidden(pattern) }
        }
        guard !isAdministrator else { return }
        let words = suffix.reserved.union(found)
        if let word = forms.sorted().first(where: { words.contains($0) }) { throw .reserved(word) }
    }
}

/// Patterns in which `*` stands for any run of characters.
enum Glob {
    /// Whether a text matches. Takes at most the product of both lengths.
    static func matches(_ text: String, pattern: String) -> Bool {
        let (text, pattern) = (Array(text.unicodeScalars), Array(pattern.unicodeScalars))
        var (index, place) = (0, 0)
        var retry: (index: Int, place: Int)?
        while index < text.count {
            if place < pattern.count, pattern[place] == "*" {
                retry = (index, place)
                place += 1
            } else if place < pattern.count, pattern[place] == text[index] {
                index += 1
                place += 1
            } else if let last = retry {
                retry = (last.index + 1, last.place)
                index = last.index + 1
                place = last.place + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == "*" }
    }
}
