package import DNSModel

/// Some reviewers: by name, or by a team that they are in.
package struct ReviewerChoice: Hashable, Sendable {
    /// Accounts of the forge, or principals of the signers file. Letters of either case are alike.
    package var names: [String]
    /// Teams of the forge.
    package var teams: [String]

    package init(names: [String] = [], teams: [String] = []) {
        self.names = names
        self.teams = teams
    }

    /// Whether nobody is named.
    package var isEmpty: Bool { names.isEmpty && teams.isEmpty }

    /// Whether a reviewer is one of them.
    package func includes(_ approval: Approval) -> Bool {
        let name = approval.reviewer.principal.lowercased()
        if names.contains(where: { $0.lowercased() == name }) { return true }
        let theirs = Set(approval.teams.map { $0.lowercased() })
        return teams.contains { theirs.contains($0.lowercased()) }
    }
}

/// Who may approve the zones whose names fit a pattern.
package struct ZoneReviewers: Hashable, Sendable {
    /// A pattern on the zone's name without the final dot: `*` is any run of characters of one label, `**` of several.
    package var pattern: String
    package var reviewers: ReviewerChoice

    package init(pattern: String, reviewers: ReviewerChoice) {
        self.pattern = pattern
        self.reviewers = reviewers
    }

    /// Whether the entry is about a zone.
    package func fits(_ apex: DomainName) -> Bool {
        let name = pattern.hasSuffix(".") && pattern != "." ? String(pattern.dropLast()) : pattern
        return RecordPattern(name: name).matches(RecordSet.Key(name: apex, type: .soa), apex: .root)
    }
}
