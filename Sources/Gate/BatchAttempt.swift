internal import DNSModel
internal import ZonePlanning

/// What became of a change batch that a provider was asked to apply.
///
/// A provider that can't say whether it applied a batch is not taken to have failed: live is read again, and
/// ``BatchEvidence`` says what became of the whole batch. The deletion of a zone has two steps, so that its record sets
/// can be gone and the zone still there; they are put back then.
struct BatchAttempt {
    enum Result {
        case applied(changeID: String?)
        /// Somebody else, who applied the same plan, was faster.
        case wasLive
        case notApplied(ProviderError)
        /// The record sets of a zone that is to be deleted are gone, and the zone is still there.
        case recordsGone(ProviderError)
        /// Not even reading live again told.
        case unknown(ProviderError)
    }

    private(set) var result: Result
    /// What the receipt should say about it.
    private(set) var remarks: [String] = []
    /// What the provider warned of.
    private(set) var warnings: [String] = []
    /// Whether the zone was created though the batch was not applied.
    private(set) var leavesZone = false
    /// The provider's id of the zone, where the batch created it.
    private(set) var zoneID: String?
    /// Whether the provider said what became of the batch, so that no later look at live can say otherwise.
    private(set) var isCertain = true

    /// Asks a provider to apply a batch.
    init(_ batch: ChangeBatch, at provider: any ZoneProvider) async {
        let problem: ProviderError
        do {
            let answer = try await provider.send(batch)
            result = .applied(changeID: answer.changeID)
            remarks = answer.warnings + answer.remarks
            warnings = answer.warnings
            zoneID = answer.zoneID
            return
        } catch {
            problem = error
        }
        result = .notApplied(problem)
        leavesZone = problem.leavesZone
        zoneID = problem.zoneID
        remarks = problem.remarks
        switch problem.code {
        case .unknownOutcome: await judge(batch, at: provider, after: problem)
        case .conflict: await readAfterConflict(batch, at: provider, after: problem)
        case .unreadable, .denied, .invalid, .unavailable: remarks += [problem.message]
        }
    }

    /// A conflict means that this run changed nothing; another run of the same plan may have.
    private mutating func readAfterConflict(
        _ batch: ChangeBatch, at provider: any ZoneProvider, after problem: ProviderError
    ) async {
        remarks += [problem.message] + problem.conflicts.map(\.phrase)
        do {
            let live = try await provider.liveZone(batch.apex)
            let evidence = BatchEvidence(of: batch, in: live.zone)
            let isThere = batch.deletesZone ? !live.exists : live.exists
            // A zone that somebody else created is not the plan's, though nothing of the batch differs.
            let saysSomething = batch.deletesZone || !batch.changes.isEmpty
            guard isThere, saysSomething, evidence.verdict == .applied, evidence.foreign.isEmpty else { return }
            result = .wasLive
            remarks = ["another run applied this batch at the same time"]
        } catch {
            remarks.append("live could not be read again: \(error.message)")
        }
    }

    /// Finds out by what is live what became of a batch of which the provider can't say it.
    private mutating func judge(
        _ batch: ChangeBatch, at provider: any ZoneProvider, after problem: ProviderError
    ) async {
        isCertain = false
        let live: LiveZone
        do {
            live = try await provider.liveZone(batch.apex)
        } catch {
            end(.unknown, "\(problem.message); live could not be read again: \(error.message)")
            return
        }
        let lost = "\(problem.message); live was read again"
        if batch.createsZone, live.exists {
            leavesZone = true
            zoneID = live.id
        }
        if !live.exists {
            if batch.deletesZone {
                await isApplied("\(lost), and the batch is applied", batch, at: provider)
            } else if batch.createsZone {
                end(.unavailable, "\(lost), and nothing was changed")
            } else {
                end(.unknown, "\(lost), and the zone is gone")
            }
            return
        }
        let evidence = BatchEvidence(of: batch, in: live.zone)
        switch evidence.verdict {
        case .applied where batch.deletesZone:
            if batch.changes.isEmpty {
                end(.unavailable, "\(lost), and the zone is still there")
            } else {
                await putBack(batch, in: live, at: provider, after: problem, evidence)
            }
        case .applied:
            leavesZone = false
            await isApplied("\(lost), and the batch is applied", batch, at: provider)
            remarks += evidence.remarks
        case .notApplied where evidence.foreign.isEmpty:
            end(.unavailable, "\(lost), and \(batch.createsZone ? "only the zone is there" : "nothing was changed")")
        case .notApplied:
            end(.conflict, "\(lost), and the batch is not applied", conflicts: evidence.foreign)
        case .unknown:
            end(
                .unknown, "\(lost), and is neither as before the batch nor as after", conflicts: evidence.moved)
        }
    }

    private mutating func isApplied(_ remark: String, _ batch: ChangeBatch, at provider: any ZoneProvider) async {
        result = .applied(changeID: nil)
        remarks.append(remark)
        remarks += await provider.ensureServedOrWarn(batch.apex)
    }

    /// Creates what was deleted of a zone that is still there, but for what somebody else has put there since.
    private mutating func putBack(
        _ batch: ChangeBatch, in live: LiveZone, at provider: any ZoneProvider, after problem: ProviderError,
        _ evidence: BatchEvidence
    ) async {
        var inverse = batch
        inverse.deletesZone = false
        inverse.zoneID = live.id
        inverse.changes = batch.changes.filter { live.zone[$0.key] == $0.after }.map(\.inverse)
        inverse.origin?.isUndo = true
        let attempt = await BatchAttempt(inverse, at: provider)
        let gone = "\(problem.message); live was read again: the zone is still there"
        switch attempt.result {
        case .applied, .wasLive:
            end(
                .unavailable,
                "\(gone), and \(counted(inverse.changes.count, "record set")) of it that had been deleted "
                    + "\(inverse.changes.count == 1 ? "was" : "were") put back")
        case .notApplied(let error), .recordsGone(let error):
            end(.recordsGone, "\(gone) without its record sets, which could not be put back: \(error.message)")
        case .unknown(let error):
            end(.recordsGone, "\(gone), and its record sets may have been put back or not: \(error.message)")
        }
        remarks += evidence.remarks
    }

    private enum Ending {
        case unavailable, conflict, recordsGone, unknown
    }

    private mutating func end(_ ending: Ending, _ message: String, conflicts: [Conflict] = []) {
        remarks += [message] + conflicts.map(\.phrase)
        result =
            switch ending {
            case .unavailable: .notApplied(ProviderError(.unavailable, message))
            case .conflict: .notApplied(ProviderError(.conflict, message, conflicts: conflicts))
            case .recordsGone: .recordsGone(ProviderError(.unknownOutcome, message))
            case .unknown: .unknown(ProviderError(.unknownOutcome, message, conflicts: conflicts))
            }
    }
}

extension ZoneProvider {
    /// What ``ZoneProvider/ensureServed(_:)`` says, or why it could not.
    func ensureServedOrWarn(_ apex: DomainName) async -> [String] {
        do {
            return try await ensureServed(apex)
        } catch {
            return [error.message]
        }
    }
}
