internal import Gate
internal import Synchronization
internal import ZoneFiles
internal import ZonePlanning

/// A remote that is only looked at.
struct SimulatedInspection: RemoteInspection {
    var branches: Result<[String: CommitID], GitError>
    var trial: Result<PushTrial, GitError> = .success(.allowed)

    func branches(of remote: String) async throws(GitError) -> [String: CommitID] { try branches.get() }

    func tryPush(_ commit: CommitID, to branch: String, of remote: String) async throws(GitError) -> PushTrial {
        try trial.get()
    }
}

/// A forge that is only looked at.
struct SimulatedForgeInspection: ForgeInspection {
    var condition: Result<ForgeCondition, ApprovalSourceError>

    func condition(_ examination: ForgeExamination) async throws(ApprovalSourceError) -> ForgeCondition {
        try condition.get()
    }
}

/// What verbs tell, until somebody asks.
final class Ear: Sendable {
    private let kept = Mutex<[GateEvent]>([])

    @Sendable func hear(_ event: GateEvent) { kept.withLock { $0.append(event) } }

    @Sendable func taken() -> [GateEvent] {
        kept.withLock { kept in
            defer { kept = [] }
            return kept
        }
    }
}

/// A team whose clone, remote, forge and pipeline a doctor looks at: all is well at first.
struct Patient {
    var team: Team
    var condition = CloneCondition()
    var branches: [String: CommitID]
    var unreachable: GitError?
    var trial: Result<PushTrial, GitError> = .success(.allowed)
    var forge: Result<ForgeCondition, ApprovalSourceError> = .success(Self.goodForge)
    var environment = RunEnvironment()

    static let goodForge = ForgeCondition(
        place: "GitHub org/dns", tokenNames: ["GITHUB_TOKEN"], account: .known("dns-bot"),
        protection: .known(
            BranchProtection(
                isProtected: true, requiredApprovals: 1, adminsMayBypass: false, allowsForcePush: false,
                allowsDeletion: false)),
        ledgerProtection: .known(
            BranchProtection(isProtected: true, allowsForcePush: false, allowsDeletion: false, restrictsPushes: true)),
        skew: 3)

    init(_ review: String = "{required: 1, signers: zones/signers}") async throws {
        team = try await Team(review)
        branches = [
            "main": try team.simulation.repository.resolve(revision: "main"),
            "gate53-ledger": try team.simulation.repository.resolve(revision: "main"),
        ]
    }

    func report(_ areas: Set<HealthCheck.Area> = []) async -> HealthReport {
        let ear = Ear()
        var ports = team.ports
        ports.observer = ear.hear
        let found: Result<[String: CommitID], GitError> = unreachable.map { .failure($0) } ?? .success(branches)
        return await Doctor(
            ports,
            Doctor.Means(
                condition: condition, remotes: SimulatedInspection(branches: found, trial: trial),
                forges: SimulatedForgeInspection(condition: forge), environment: environment, heard: ear.taken),
            areas: areas
        ).run()
    }

    /// How a check ended, and what was found, of each that has an id.
    func check(_ id: String, _ areas: Set<HealthCheck.Area> = []) async -> [String] {
        await report(areas).checks.filter { $0.id == id }.map { "\($0.outcome.rawValue): \($0.finding)" }
    }

    /// How a check ended.
    func outcome(_ id: String) async -> String {
        Set(await report().checks.filter { $0.id == id }.map(\.outcome.rawValue)).sorted().joined(separator: " and ")
    }
}
