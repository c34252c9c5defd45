package import DNSModel

/// The names of master files.
///
/// A zone's name is written in lower case without its final dot. Letters, digits, `-`, `_` and the dots between labels
/// stand for themselves; any other octet is `%` and two hexadecimal digits, so that no zone's name leads to another
/// folder: `0/25.2.0.192.in-addr.arpa` is in `0%2F25.2.0.192.in-addr.arpa.zone`. The root zone is `%root`. A name that
/// would have over 255 octets is refused.
///
/// The file of a zone is the one named as the settings say (`<zone>.zone` without them). Where that is not there, it is
/// the one of `<zone>.zone`, `db.<zone>`, `<zone>.db` and `<zone>` that is there; two of them are a mistake. Where none
/// is there, the zone has no file yet, and its first apply makes one as the settings say.
package enum MasterFileName {
    /// The pattern without settings.
    package static let standardPattern = "<zone>.zone"
    private static let knownPatterns = [standardPattern, "db.<zone>", "<zone>.db", barePattern]
    /// A file with nothing but the zone's name for its name.
    static let barePattern = placeholder
    private static let placeholder = "<zone>"
    /// What the names of our own files in the folder start with.
    static let ownPrefix = ".gate53"
    /// The longest file name, in octets.
    private static let maximumLength = 255

    /// What is wrong with a pattern for file names; nothing where it is good.
    package static func mistake(in pattern: String) -> String? {
        if pattern.split(separator: placeholder, omittingEmptySubsequences: false).count != 2 {
            return "the file name '\(pattern)' needs '<zone>' once, as in '<zone>.zone'"
        }
        if pattern.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 < 0x20 || $0 == 0x7F }) {
            return "the file name is a name in the provider's directory; write it without '/' and control characters"
        }
        if pattern.hasPrefix(ownPrefix) { return "file names with '\(ownPrefix)' in front are for gate53 itself" }
        return nil
    }

    /// The name of a zone's file.
    package static func name(of apex: DomainName, pattern: String) -> String {
        pattern.replacing(placeholder, with: encoded(apex))
    }

    /// The names under which a zone's file may be, the one of the settings first, each once.
    static func candidates(for apex: DomainName, pattern: String) -> [String] {
        var names: [String] = []
        for pattern in [pattern] + knownPatterns {
            let name = name(of: apex, pattern: pattern)
            if !names.contains(name), name.utf8.count <= maximumLength { names.append(name) }
        }
        return names
    }

    /// The zone that a file of the directory holds by its name, and whether the name is like no other file's: `<zone>` in
    /// the settings or a usual pattern with more than the zone's name.
    ///
    /// - Returns: nothing where the file is no zone's by its name.
    static func apex(ofFile name: String, pattern: String) -> (apex: DomainName, isSure: Bool)? {
        guard !name.hasPrefix(".") else { return nil }
        for known in [pattern] + knownPatterns {
            let parts = known.split(separator: placeholder, maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, name.utf8.count > parts[0].utf8.count + parts[1].utf8.count,
                name.hasPrefix(parts[0]), name.hasSuffix(parts[1])
            else { continue }
            let encoded = name.dropFirst(parts[0].count).dropLast(parts[1].count)
            if let apex = decoded(encoded) { return (apex, known == pattern || known != barePattern) }
        }
        return nil
    }

    /// The zone's name of which a text is the encoded form.
    private static func decoded(_ text: Substring) -> DomainName? {
        if text == "%root" { return .root }
        var labels: [[UInt8]] = []
        for part in text.split(separator: ".", omittingEmptySubsequences: false) {
            var label: [UInt8] = []
            var rest = part.utf8[...]
            while let octet = rest.popFirst() {
                if octet == UInt8(ascii: "%") {
                    guard let value = UInt8(String(decoding: Array(rest.prefix(2)), as: UTF8.self), radix: 16) else {
                        return nil
                    }
                    label.append(value)
                    rest = rest.dropFirst(2)
                } else {
                    label.append(octet)
                }
            }
            labels.append(label)
        }
        guard let apex = try? DomainName(labels: labels), encoded(apex) == text else { return nil }
        return apex
    }

    static func isTooLong(_ name: String) -> Bool { name.utf8.count > maximumLength }

    private static func encoded(_ apex: DomainName) -> String {
        if apex == .root { return "%root" }
        var labels: [String] = []
        for label in apex.labels {
            var text = ""
            for octet in label {
                switch octet {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "-"), UInt8(ascii: "_"):
                    text.unicodeScalars.append(Unicode.Scalar(octet))
                default:
                    text += octet < 16 ? "%0" : "%"
                    text += String(octet, radix: 16, uppercase: true)
                }
            }
            labels.append(text)
        }
        return labels.joined(separator: ".")
    }
}
