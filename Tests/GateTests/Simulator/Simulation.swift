internal import DNSModel
internal import DNSProviders
internal import FoundationEssentials
internal import Gate
internal import TestSupport
internal import Testing
internal import ZoneFiles
internal import ZonePlanning

/// A team in memory: a repository, a ledger, signatures and a forge. What the gate decides is tested here without git,
/// bash or a process.
struct Simulation {
    var repository = SimulatedRepository()
    var approvals = SimulatedApprovals()
    var ledger = MemoryLedger()
    /// `--branch` and `--settings`.
    var branchOption: String?
    var settingsOption: String?
    var pullRequest: Int?
    var setsRuleAside = false

    static let settingsPath = "zones/gate53.yaml"
    static let signersPath = "zones/signers"
    static let zonePath = "zones/example.com.yaml"

    /// Rita and Bo may sign, and so may Ann, who writes the zones.
    static let signers = ["rita", "bo", "ann"].map { line("\($0)@example.com", "key-\($0)") }.joined()

    /// A line of a signers file.
    ///
    /// - Parameters:
    ///   - principal: who signs.
    ///   - key: a name for the key.
    /// - Returns: the line.
    static func line(_ principal: String, _ key: String) -> String {
        "\(principal) ssh-ed25519 \(publicKey(key))\n"
    }

    /// A public key of ssh-ed25519 (RFC 8709 section 4), one for each name.
    static func publicKey(_ name: String) -> String {
        func field(_ octets: [UInt8]) -> [UInt8] { [0, 0, 0, UInt8(octets.count)] + octets }
        let octets = Array(Digest(of: Array(name.utf8)).hexadecimal.utf8.prefix(32))
        return Data(field(Array("ssh-ed25519".utf8)) + field(octets)).base64EncodedString()
    }

    /// A settings file.
    ///
    /// - Parameters:
    ///   - review: what stands behind `review:`.
    ///   - more: further lines.
    /// - Returns: its text.
    static func settings(_ review: String, more: String = "") -> String {
        """
        providers: {live: {type: master-file, directory: live, nameservers: [ns1.example.org.]}}
        zones: {'*': {provider: live}}
        review: \(review)
        \(more)
        """
    }

    static func zone(_ address: String) -> String { "www: {type: A, value: \(address)}\n" }

    /// Settings, signers and a zone on `main`, by Olga; then Ann's change of the zone.
    ///
    /// - Parameters:
    ///   - review: what the settings say behind `review:`.
    ///   - signers: the signers file.
    init(review: String = "{required: 1, signers: zones/signers}", signers: String = Self.signers) {
        repository.commit(
            [
                Self.settingsPath: Self.settings(review), Self.signersPath: signers,
                Self.zonePath: Self.zone("192.0.2.1"),
            ], by: "olga@example.com")
        repository.commit([Self.zonePath: Self.zone("192.0.2.2")], by: "ann@example.com")
    }

    var clone: Clone { Clone(repository, ProviderModules.kinds, settingsPath: settingsOption, branch: branchOption) }

    // MARK: - What people do

    /// Changes the zone on a branch.
    mutating func change(_ address: String, on branch: String = "main", by author: String = "ann@example.com") {
        repository.commit([Self.zonePath: Self.zone(address)], to: branch, from: "main", by: author)
    }

    /// Plans what a branch declares against a zone that is live as it was at first.
    ///
    /// - Parameters:
    ///   - branch: the branch.
    ///   - shows: whether the plan shows how the settings differ from those accepted last.
    /// - Returns: the plan.
    /// - Throws: where the branch can't be read.
    func plan(of branch: String = "main", shows: Bool = true) async throws -> PlanDocument {
        let tree = try repository.files(of: try repository.resolve(revision: branch))
        let reading = try clone.settings(in: tree)
        let state = try #require(try clone.reader().read(tree, reading))
        let live: Zone = TestSupport.zone(["www 3600 A 192.0.2.1"])
        let zones = state.zones.map { zone in
            ZonePlanner.fixture().plan(
                desired: zone.desired,
                live: LiveZone(zone.desired.zone.apex == live.apex ? live : Zone(empty: zone.desired.zone.apex)),
                protectedBefore: []
            ).plan
        }
        var settingsStatus = SettingsStatus.accepted
        if shows, let accepted = try await AcceptedSettings.last(1, in: ledger).first {
            let path = reading.settings?.review.signers
            settingsStatus = SettingsStatus(
                of: reading.octets, try clone.signers(at: path, in: tree), path, to: accepted)
        }
        return try PlanDocument(
            Plan(
                source: .commit, settings: reading.file, settingsStatus: settingsStatus, allowed: [],
                protectedCommit: try repository.resolve(revision: "main").hex, zones: zones))
    }

    /// Signs a plan.
    mutating func sign(_ document: PlanDocument, as principal: String, key: String? = nil) {
        let name = principal.prefix { $0 != "@" }
        approvals.signatures.append(
            SimulatedApprovals.Signature(
                principal: principal, key: key ?? "key-\(name)", octets: document.octets))
    }

    /// Lets the ledger keep the settings and signers of the protected branch as accepted.
    func accept(_ number: Int = 1) async throws {
        let trusted = try TrustedBranch.find(in: clone)
        let accepted = AcceptedSettings(
            number: number, commit: trusted.branch.commit.hex, settings: trusted.octets, signers: trusted.signers)
        try await ledger.append(accepted.files, message: "accept")
    }

    /// Lets the ledger have a receipt of a zone that was applied at a commit.
    func applied(
        at commit: CommitID, _ apex: DomainName = "example.com.", _ files: [ZoneFileIdentity] = []
    ) async throws {
        let receipt = Receipt(
            plan: Digest(of: Array("\(commit)".utf8)), apex: apex,
            provider: ZonePlan.ProviderIdentity(name: "live", type: "memory", zoneID: apex.description),
            outcome: .applied, branch: "main", commit: commit.hex, files: files, approvals: [],
            started: "2026-11-23T10:00:00Z", finished: "2026-11-23T10:00:01Z", batches: [], residual: [], protected: [],
            allowed: [], remarks: [])
        try await ledger.append([try await LedgerLayout.file(of: receipt, in: ledger)], message: "receipt")
    }

    // MARK: - What the gate says

    /// How a review ends.
    enum Verdict: Hashable, CustomStringConvertible {
        case approved
        /// The ids of the reasons, each once, in their order.
        case refused([String])
        case stale([String])
        case failed([String])

        var description: String {
            switch self {
            case .approved: "approved"
            case .refused(let ids): "refused: \(ids.joined(separator: ", "))"
            case .stale(let ids): "stale: \(ids.joined(separator: ", "))"
            case .failed(let ids): "failed: \(ids.joined(separator: ", "))"
            }
        }
    }

    /// Lets a plan ask to be applied: the branch is found, the plan is held against it, and the sources are asked.
    func verdict(on document: PlanDocument) async -> Verdict {
        do {
            _ = try await session(for: document).approve()
            return .approved
        } catch let error as GateError {
            let ids = error.reasons.map { $0.id ?? "no id: \($0.message)" }
            return switch error.kind {
            case .refused, .misuse: .refused(ids)
            case .stale: .stale(ids)
            case .failed: .failed(ids)
            }
        } catch let refusal as ReviewRefusal {
            var ids: [String] = []
            for reason in refusal.reasons where !ids.contains(reason.id) { ids.append(reason.id) }
            return .refused(ids)
        } catch {
            return .refused(["\(error)"])
        }
    }

    /// The review of a plan, after it was held against the protected branch.
    func session(for document: PlanDocument, _ observer: @escaping GateObserver = { _ in }) async throws
        -> ReviewSession
    {
        let clone = clone
        let trusted = try TrustedBranch.find(in: clone).withSettings(in: clone)
        try PlanMatch(document.plan, .confirmation, on: trusted, of: clone).requireWhole(
            document.plan, on: trusted.branch)
        let settings = try #require(trusted.settings)
        return try await ReviewCollection(trusted, settings, ledger, of: clone, approvals, observer).session(
            for: ReviewRequest(document: document, pullRequest: pullRequest, setsRuleAside: setsRuleAside))
    }
}
