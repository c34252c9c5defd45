package import DNSModel

/// Which record sets a setting is about: a pattern on the name in the zone, and types.
///
/// In the name pattern `*` stands for any run of characters within one label, `**` for any run across labels, `?` for
/// one character of a label; `\*` is the wildcard label itself and `@` the apex. No name pattern means any name, no
/// types mean any type.
package struct RecordPattern: Hashable, Sendable {
    /// The pattern as written.
    package var name: String?
    package var types: [RecordType]

    package init(name: String? = nil, types: [RecordType] = []) {
        self.name = name
        self.types = types
    }

    /// Whether a set in the zone of `apex` is meant.
    package func matches(_ key: RecordSet.Key, apex: DomainName) -> Bool {
        guard types.isEmpty || types.contains(key.type) else { return false }
        guard let name else { return true }
        return Self.matches(Array(key.name.text(relativeTo: apex).utf8)[...], Array(name.lowercased().utf8)[...])
    }

    private static func matches(_ text: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        let rest = pattern.dropFirst()
        switch first {
        case UInt8(ascii: "*"):
            let crossesDots = rest.first == UInt8(ascii: "*")
            let after = crossesDots ? rest.dropFirst() : rest
            var tail = text
            while true {
                if matches(tail, after) { return true }
                guard let octet = tail.popFirst(), crossesDots || octet != UInt8(ascii: ".") else { return false }
            }
        case UInt8(ascii: "?"):
            guard let octet = text.first, octet != UInt8(ascii: ".") else { return false }
            return matches(text.dropFirst(), rest)
        case UInt8(ascii: "\\") where rest.first != nil:
            return text.first == rest.first && matches(text.dropFirst(), rest.dropFirst())
        default:
            return text.first == first && matches(text.dropFirst(), rest)
        }
    }
}
