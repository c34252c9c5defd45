internal import DNSModel

/// Who must have approved a plan before it is applied.
package struct ReviewSettings: Hashable, Sendable {
    /// Where approvals are looked for. Each of them must be satisfied; there is at least one.
    package var sources: [ReviewSource]
    /// The protected branch; `nil` means the remote's default branch, else the current one.
    package var branch: String?
    /// For how many days approvals of a plan count after it was made.
    package var validFor: Int

    /// Whether nothing is applied after a merge while something waits that is not approved, or was changed at a
    /// provider.
    package var isWhole: Bool

    package static let usualValidFor = 30

    /// How the author of a commit is known.
    package var authors = CommitAuthorship.named

    package init(
        sources: [ReviewSource], branch: String? = nil, validFor: Int = Self.usualValidFor, isWhole: Bool = false
    ) {
        self.isWhole = isWhole
        self.validFor = validFor
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
    /// - Parameter signers: the octets of the signers file, where there is one.
    /// - Returns: false where a source asks for approvals that nobody could give, of whatever zone.
    package func canBeMet(signers: [UInt8]?) -> Bool {
        let file = SignersFile(signers ?? [])
        return sources.allSatisfy { source in
            let needed = needed(of: source, file)
            return needed == 0 || source.choices.contains { source.canBeMet(by: $0.choice, file, needed) }
        }
    }

    /// How many have to approve whatever anybody does: one more than a source says where every commit would have to be
    /// signed, and no key may sign any.
    private func needed(of source: ReviewSource, _ file: SignersFile) -> Int {
        guard source.required > 0, authors == .signed else { return source.required }
        let maySign = file.lines.contains { $0.maySign(in: SignersFile.gitNamespace) }
        return maySign ? source.required : source.required + 1
    }

    /// What the rule asks for and nobody could give, as clauses with what to do.
    ///
    /// - Parameter signers: the octets of the signers file, where there is one.
    /// - Returns: one clause for each reviewers that are too few; none where the rule can be met.
    package func shortfalls(signers: [UInt8]?) -> [String] {
        let file = SignersFile(signers ?? [])
        return sources.flatMap { source -> [String] in
            let needed = needed(of: source, file)
            guard needed > 0 else { return [] }
            let must =
                needed == source.required
                ? "\(needed) must approve"
                : "where no key may sign commits ('authors: signed'), \(needed) must approve"
            if source.forge == nil, file.people() != nil, file.people().map({ $0 < needed }) == true {
                return [source.shortfall(of: file, isThere: signers != nil, must)]
            }
            return source.choices.filter { !source.canBeMet(by: $0.choice, file, needed) }.map { choice in
                let whose =
                    choice.pattern.map { "the zones '\(Printable.text($0))'" } ?? "the zones that no pattern names"
                let names = (choice.choice.names + choice.choice.teams).map { Printable.text($0) }.joined(
                    separator: ", ")
                return "\(must) \(whose), and "
                    + (names.isEmpty ? "nobody is named" : "of those named (\(names)) there are fewer")
                    + (source.forge == nil ? " in the signers file" : " at \(source.forge?.name ?? "")")
                    + "; name more under 'review', or ask for fewer"
            }
        }
    }
}

extension ReviewSource {
    /// Whom it asks, and for which zones; nothing means those that no pattern names.
    fileprivate var choices: [(pattern: String?, choice: ReviewerChoice)] {
        let patterns = zones.map { (pattern: Optional($0.pattern), choice: $0.reviewers) }
        // At a forge nobody but who is named may approve, which may be meant where every zone has a pattern.
        if forge != nil, reviewers.isEmpty, !zones.isEmpty { return patterns }
        return [(nil, reviewers)] + patterns
    }

    fileprivate func canBeMet(by choice: ReviewerChoice, _ file: SignersFile, _ needed: Int) -> Bool {
        guard forge == nil else {
            return !choice.teams.isEmpty || Set(choice.names.map { $0.lowercased() }).count >= needed
        }
        return file.people(of: choice).map { $0 >= needed } ?? true
    }

    fileprivate func shortfall(of file: SignersFile, isThere: Bool, _ must: String) -> String {
        guard let signers else {
            return "\(must), and the settings name no signers file; write one and name it with "
                + "'review: {signers: PATH}', or ask for nobody with 'required: 0'"
        }
        let path = Printable.text(signers)
        guard isThere else {
            return
                "\(must), and the signers file '\(path)' is not there; write it, a line for each reviewer: "
                + "ADDRESS namespaces=\"\(SignersFile.namespace)\" KEY"
        }
        let count = file.people() ?? 0
        return "\(must), and the signers file '\(path)' has "
            + (count == 0 ? "nobody who could" : "only \(count) who could")
            + "; add a line for each reviewer: ADDRESS namespaces=\"\(SignersFile.namespace)\" KEY"
    }
}

/// How the author of a commit is known.
package enum CommitAuthorship: String, Hashable, Sendable, CaseIterable {
    /// By the names in it, which whoever makes the commit can choose.
    case named
    /// By who signed it, and those it names besides. Anybody may have written one that is not signed.
    case signed
}

/// One source of approvals, and what it must say.
package struct ReviewSource: Hashable, Sendable {
    /// The forge whose reviews count; `nil` means signatures.
    package var forge: ForgeKind?
    /// How many distinct reviewers; 0 only where the settings say 0.
    package var required: Int
    /// The path of the allowed-signers file in the repository (ssh-keygen(1), ALLOWED SIGNERS); of signatures only.
    package var signers: String?
    /// The URL of the forge's interface; `nil` means that of the pipeline's environment, else the usual one.
    package var url: String?
    /// The repository at the forge, as in `org/dns`; `nil` means that of the pipeline's environment.
    package var repository: String?
    /// The account that writes the plan comment; `nil` means the one whose token is used.
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
