package import ZoneFiles
package import ZonePlanning

// Decision 0100: a doctor that touches nothing.

/// How a clone lies on this machine.
package struct CloneCondition: Hashable, Sendable {
    /// Whether history was cut off when it was cloned.
    package var isShallow: Bool
    /// Whether files of the tree are left out of the working folder.
    package var isSparse: Bool
    /// Whether a remote has promised objects that are not here.
    package var isPartial: Bool
    /// Whether it has no working folder.
    package var isBare: Bool

    package init(isShallow: Bool = false, isSparse: Bool = false, isPartial: Bool = false, isBare: Bool = false) {
        self.isShallow = isShallow
        self.isSparse = isSparse
        self.isPartial = isPartial
        self.isBare = isBare
    }
}

/// What became of a push that was only tried.
package enum PushTrial: Hashable, Sendable {
    /// The remote would take it, as far as it says before it gets it.
    case allowed
    /// The remote's branch is not where this clone thinks.
    case overtaken
    /// The remote would not take it; its words.
    case refused(String)
}

/// Asks remotes, and changes nothing.
package protocol RemoteInspection: Sendable {
    /// The branches that a remote has.
    ///
    /// - Parameter remote: its name.
    /// - Returns: where they are, by name, as in `main`.
    /// - Throws: ``GitError`` where it can't be reached.
    func branches(of remote: String) async throws(GitError) -> [String: CommitID]

    /// Tries to push a commit to a branch, without doing it.
    ///
    /// - Parameters:
    ///   - commit: the commit.
    ///   - branch: the branch at the remote.
    ///   - remote: the remote's name.
    /// - Returns: what became of it.
    /// - Throws: ``GitError`` where it can't be reached, or lets nobody in.
    func tryPush(_ commit: CommitID, to branch: String, of remote: String) async throws(GitError) -> PushTrial
}

/// Something that was asked for, or why it is not known.
package enum Fact<Value: Hashable & Sendable>: Hashable, Sendable {
    case known(Value)
    /// Why not, as a clause that is safe to print.
    case unknown(String)
}

/// How a forge guards a branch; `nil` is what it does not say.
package struct BranchProtection: Hashable, Sendable {
    /// Whether there is any rule.
    package var isProtected: Bool
    /// How many approvals a merge needs.
    package var requiredApprovals: Int?
    /// Whether who administers the repository may pass by the rules.
    package var adminsMayBypass: Bool?
    package var allowsForcePush: Bool?
    package var allowsDeletion: Bool?
    /// Whether only those may push whom a rule names, and not everybody with a role in the repository.
    package var restrictsPushes: Bool?

    package init(
        isProtected: Bool, requiredApprovals: Int? = nil, adminsMayBypass: Bool? = nil, allowsForcePush: Bool? = nil,
        allowsDeletion: Bool? = nil, restrictsPushes: Bool? = nil
    ) {
        self.restrictsPushes = restrictsPushes
        self.isProtected = isProtected
        self.requiredApprovals = requiredApprovals
        self.adminsMayBypass = adminsMayBypass
        self.allowsForcePush = allowsForcePush
        self.allowsDeletion = allowsDeletion
    }
}

/// How a forge guards an environment of jobs.
package struct EnvironmentGuard: Hashable, Sendable {
    /// Whether jobs of some branches alone get it.
    package var limitsBranches: Bool
    /// Whether somebody has to let a job in.
    package var needsReviewers: Bool

    package init(limitsBranches: Bool, needsReviewers: Bool) {
        self.limitsBranches = limitsBranches
        self.needsReviewers = needsReviewers
    }
}

/// What is asked of a forge.
package struct ForgeExamination: Sendable {
    package var kind: ForgeKind
    package var source: ReviewSource
    /// The protected branch.
    package var branch: String
    /// The ledger's branch.
    package var ledger: String
    /// The environments of the jobs that apply.
    package var environments: [String]

    package init(
        kind: ForgeKind, source: ReviewSource, branch: String, ledger: String, environments: [String] = []
    ) {
        self.environments = environments
        self.kind = kind
        self.source = source
        self.branch = branch
        self.ledger = ledger
    }
}

/// What a forge says of a repository, and of what the token may do there.
package struct ForgeCondition: Hashable, Sendable {
    /// Which repository, as in `GitHub org/dns`.
    package var place: String
    /// The variables that a token is looked for in.
    package var tokenNames: [String]
    package var hasToken: Bool
    /// The account of the token; `nil` where the forge does not say, as for a pipeline's own.
    package var account: Fact<String?>
    /// Whether the token may write in the repository.
    package var mayWrite: Fact<Bool>
    /// Whether pull requests and their reviews and comments can be read.
    package var pullRequests: Fact<Bool>
    package var protection: Fact<BranchProtection>
    package var ledgerProtection: Fact<BranchProtection>
    /// The reviewers and teams of the settings that the forge does not have.
    package var strangers: Fact<[String]>
    /// How many seconds this machine's clock is ahead of the forge's.
    package var skew: Int?
    /// The scopes of the token; `nil` where the forge has none, or does not say.
    package var scopes: [String]?
    /// How the environments that were asked about are guarded; `nil` for one that is not there, or not seen.
    package var environments: [String: Fact<EnvironmentGuard?>] = [:]

    package init(
        place: String, tokenNames: [String] = [], hasToken: Bool = true, account: Fact<String?> = .known(nil),
        mayWrite: Fact<Bool> = .known(true), pullRequests: Fact<Bool> = .known(true),
        protection: Fact<BranchProtection> = .unknown("it was not asked"),
        ledgerProtection: Fact<BranchProtection> = .unknown("it was not asked"), strangers: Fact<[String]> = .known([]),
        skew: Int? = nil
    ) {
        self.place = place
        self.tokenNames = tokenNames
        self.hasToken = hasToken
        self.account = account
        self.mayWrite = mayWrite
        self.pullRequests = pullRequests
        self.protection = protection
        self.ledgerProtection = ledgerProtection
        self.strangers = strangers
        self.skew = skew
    }
}

/// Asks forges, and changes nothing.
package protocol ForgeInspection: Sendable {
    /// What a forge says.
    ///
    /// - Parameter examination: what is asked.
    /// - Returns: what it says.
    /// - Throws: ``ApprovalSourceError`` where it can't be found out which repository is meant.
    func condition(_ examination: ForgeExamination) async throws(ApprovalSourceError) -> ForgeCondition
}

/// What is around a run, as names: never a value.
package struct RunEnvironment: Sendable {
    /// The forge that runs the pipeline; `nil` outside of one that is known.
    package var forge: ForgeKind?
    /// Whether this is a job of a pipeline.
    package var isPipeline: Bool
    /// The names of the variables that are set and not empty.
    package var variables: Set<String>

    package init(forge: ForgeKind? = nil, isPipeline: Bool = false, variables: Set<String> = []) {
        self.forge = forge
        self.isPipeline = isPipeline
        self.variables = variables
    }
}
