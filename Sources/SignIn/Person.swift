internal import DNSModel

/// What a service says of a person, as far as it can be used.
enum Person {
    /// The first name that says something.
    static func name(_ names: String?..., subject: String) -> String {
        for name in names {
            if let name, name.contains(where: { !$0.isWhitespace }) { return Printable.cut(name, to: 100) }
        }
        return Printable.cut(subject, to: 100)
    }

    /// An address that mail can be sent to, without anything that could steer a mail program; `nil` for any other.
    static func mail(_ text: String?) -> String? {
        guard let text, text.utf8.count <= 254 else { return nil }
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty,
            text.utf8.allSatisfy({ 0x21...0x7E ~= $0 && !"<>()[],;:\\\"".utf8.contains($0) })
        else { return nil }
        return text
    }
}
