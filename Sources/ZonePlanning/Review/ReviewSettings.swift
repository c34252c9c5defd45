/// Who must have approved a plan before it is applied.
package struct ReviewSettings: Hashable, Sendable {
    /// Where approvals are looked for. Each of them must be satisfied; there is at least one.
    package var sources: [ReviewSource]
    /// The protected branch; nothing means the remote's default branch, else the current one.
    package var branch: String?

    package init(sources: [ReviewSource], branch: String? = nil) {
        self.sources = sources.isEmpty ? [ReviewSource()] : sources
        self.branch = branch
    }

    /// Signatures as the one source.
    package init(required: Int = 1, signers: String? = nil, branch: String? = nil) {
        self.init(sources: [ReviewSource(required: required, signers: signers)], branch: branch)
    }

    /// How many distinct reviewers the source asks for that asks for most; 0 only where the settings say 0 everywhere.
    package var required: Int { sources.map(\.required).max() ?? 1 }

    /// The path of the allowed-signers file in the repository, where signatures are a source.
    package var signers: String? { sources.lazy.compactMap(\.signers).first }

    /// Whether there is anybody who could approve.
    ///
    /// - Parameter hasSigners: whether the signers file is there.
    /// - Returns: false where a source asks for approvals that nobody could give.
    package func canBeMet(hasSigners: Bool) -> Bool {
        sources.allSatisfy { source in
            guard source.required > 0 else { return true }
            if source.forge == nil { return hasSigners }
            return !source.reviewers.isEmpty || source.zones.contains { !$0.reviewers.isEmpty }
        }
    }
}

/// One source of approvals, and what it must say.
package struct ReviewSource: Hashable, Sendable {
    /// The forge whose reviews count; nothing means signatures.
    package var forge: ForgeKind?
    /// How many distinct reviewers; 0 only where the settings say 0.
    package var required: Int
    /// The path of the allowed-signers file in the repository (ssh-keygen(1), ALLOWED SIGNERS); of signatures only.
    package var signers: String?
    /// The URL of the forge's interface; nothing means that of the pipeline's environment, else the usual one.
    package var url: String?
    /// The repository at the forge, as in `org/dns`; nothing means that of the pipeline's environment.
    package var repository: String?
    /// The account that writes the plan comment; nothing means the one whose token is used.
    package var commenter: String?
    /// Who may approve the zones that ``zones`` says nothing of; nobody named means everybody whom the source knows.
    package var reviewers: ReviewerChoice
    /// Who may approve some zones instead; the last entry that fits a zone counts.
    package var zones: [ZoneReviewers]
    /// The e-mail addresses that accounts commit with, by account in lower case.
    package var addresses: [String: Set<String>]

    package init(
        forge: ForgeKind? = nil, required: Int = 1, signers: String? = nil, url: String? = nil,
        repository: String? = nil, commenter: String? = nil, reviewers: ReviewerChoice = ReviewerChoice(),
        zones: [ZoneReviewers] = [], addresses: [String: Set<String>] = [:]
    ) {
        self.forge = forge
        self.required = required
        self.signers = signers
        self.url = url
        self.repository = repository
        self.commenter = commenter
        self.reviewers = reviewers
        self.zones = zones
        self.addresses = addresses
    }

    /// Every team that is named, each once, in order.
    package var teams: [String] {
        var seen: Set<String> = []
        return (reviewers.teams + zones.flatMap(\.reviewers.teams)).filter { seen.insert($0.lowercased()).inserted }
    }

    /// What the approvals of this source must be.
    package var rule: ReviewRule {
        ReviewRule(required: required, reviewers: reviewers, zones: zones, forge: forge)
    }
}
