package import DNSModel
package import ZonePlanning

/// What the protected branch says of dynamic names at one commit.
package struct DynamicRules: Sendable {
    package let suffixes: [DynamicSuffix]
    /// The commit whose zone files are in force, in hexadecimal digits.
    package let commit: String
    /// The commit whose settings are in force: the same, or the one with which they were accepted.
    package let settingsCommit: String
    /// Whether the protected branch has other settings, which wait to be accepted.
    package let isWaiting: Bool
    /// Names one label below a suffix at or below which a zone file declares something.
    package let declared: Set<DomainName>
    /// Names below a suffix at which a zone file declares something.
    let declaredNames: Set<DomainName>

    /// - Parameters:
    ///   - suffixes: the suffixes, as the settings declare them.
    ///   - names: the names of all record sets that zone files declare, those of other zones too.
    ///   - commit: the commit that the zone files are of.
    ///   - settingsCommit: the commit that the suffixes are of; `nil` for the same.
    ///   - isWaiting: whether the settings there are others, which wait to be accepted.
    package init(
        suffixes: [DynamicSuffix], declared names: some Sequence<DomainName>, commit: String,
        settingsCommit: String? = nil, isWaiting: Bool = false
    ) {
        self.suffixes = suffixes
        self.commit = commit
        self.settingsCommit = settingsCommit ?? commit
        self.isWaiting = isWaiting
        var declared: Set<DomainName> = []
        var declaredNames: Set<DomainName> = []
        for name in names {
            for suffix in suffixes {
                guard let host = name.ancestor(oneBelow: suffix.name) else { continue }
                declared.insert(host)
                declaredNames.insert(name)
            }
        }
        self.declared = declared
        self.declaredNames = declaredNames
    }

    /// The suffix that a name is one label below.
    package func suffix(of name: DomainName) -> DynamicSuffix? {
        guard let parent = name.parent else { return nil }
        return suffixes.first { $0.name == parent }
    }

    /// The suffix with a name.
    package func suffix(named name: DomainName) -> DynamicSuffix? { suffixes.first { $0.name == name } }

    /// Whether a name, or one above it, is itself a suffix or above one: no host can be there.
    package func leadsToSuffix(_ name: DomainName) -> Bool { suffixes.contains { $0.name.isAtOrBelow(name) } }

    /// The host that a client means.
    ///
    /// - Parameters:
    ///   - text: what it sent: a whole name, with or without a final dot.
    ///   - allowsLabel: whether it may be a label alone, which is then below the first suffix.
    /// - Returns: the name, whether there is such a host or not; `nil` where the text is no whole name.
    package func host(_ text: some StringProtocol, allowsLabel: Bool = false) -> DomainName? {
        guard text.utf8.count <= 1_000, let name = try? DomainName(parsing: text, origin: .root) else { return nil }
        if name.labelCount > 1 { return name }
        guard allowsLabel, let suffix = suffixes.first, name.labelCount == 1 else { return nil }
        return try? DomainName(labels: name.labels + suffix.name.labels)
    }
}

extension DomainName {
    /// The name one label below another at which this one is or which it is below.
    func ancestor(oneBelow top: DomainName) -> DomainName? {
        guard self != top, isAtOrBelow(top) else { return nil }
        let wanted = top.labelCount + 1
        var name = self
        while name.labelCount > wanted, let parent = name.parent { name = parent }
        return name
    }

    /// Where the challenges of a host are (RFC 8555, section 8.4); `nil` where the name would be too long.
    var challengeName: DomainName? { try? DomainName(labels: [Array("_acme-challenge".utf8)] + labels) }
}
