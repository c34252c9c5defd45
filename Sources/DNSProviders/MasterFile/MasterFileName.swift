package import DNSModel

/// The names of master files.
///
/// A zone's name is written as ``DNSModel/DomainName/fileName``, as that of its zone file is:
/// `0/25.2.0.192.in-addr.arpa` is in `0%2F25.2.0.192.in-addr.arpa.zone`. A name that would have over 255 octets is
/// refused.
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

    /// What is wrong with a pattern for file names; `nil` where it is good.
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
        pattern.replacing(placeholder, with: apex.fileName)
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

    /// The zone that a file of the directory holds by its name, and whether the name is like no other file's: `<zone>`
    /// in the settings or a usual pattern with more than the zone's name.
    ///
    /// - Returns: `nil` where the file is no zone's by its name.
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

    /// The zone's name of which a text is the encoded form; `nil` where it is another spelling of a name.
    private static func decoded(_ text: Substring) -> DomainName? {
        guard let apex = try? DomainName(zone: text), apex.fileName == text else { return nil }
        return apex
    }

    static func isTooLong(_ name: String) -> Bool { name.utf8.count > maximumLength }
}
