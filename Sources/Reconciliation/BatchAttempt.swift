internal import DNSModel
internal import ZonePlanning

/// What became of a change batch that a provider was asked to apply.
///
/// A provider that can't say whether it applied a batch is not taken to have failed: live is read again, and every set
/// of the batch says whether it was applied.
struct BatchAttempt {
    enum Result {
        case applied(changeID: String?)
        /// Somebody else, who applied the same plan, was faster.
        case wasLive
        case notApplied(ProviderError)
        /// Not even reading live again told.
        case unknown(ProviderError)
    }

    let result: Result
    /// What the receipt should say about it.
    let remarks: [String]
    /// What the provider warned of.
    private(set) var warnings: [String] = []
    /// Whether the zone was created though the batch was not applied.
    private(set) var leavesZone = false

    /// Asks a provider to apply a batch.
    init(_ batch: ChangeBatch, at provider: any ZoneProvider) async {
        let problem: ProviderError
        do {
            let answer = try await provider.apply(batch)
            result = .applied(changeID: answer.changeID)
            remarks = answer.warnings + answer.remarks
            warnings = answer.warnings
            return
        } catch {
            problem = error
        }
        leavesZone = problem.leavesZone
        if problem.code == .conflict, let live = try? await provider.liveZone(batch.apex),
            case .after = Self.state(of: batch, in: live)
        {
            result = .wasLive
            remarks = ["another run applied this batch at the same time"]
            return
        }
        guard problem.code == .unknownOutcome else {
            result = .notApplied(problem)
            remarks = problem.remarks + [problem.message] + problem.conflicts.map(\.phrase)
            return
        }
        do {
            let live = try await provider.liveZone(batch.apex)
            switch Self.state(of: batch, in: live) {
            case .after:
                result = .applied(changeID: nil)
                remarks =
                    ["\(problem.message); live was read again, and the batch is applied"]
                    + (await provider.settled(batch.apex))
            case .before:
                result = .notApplied(
                    ProviderError(.unavailable, "\(problem.message); live was read again, and nothing was changed"))
                remarks = ["\(problem.message); live was read again, and the batch is not applied"]
            case .neither(let conflicts):
                let message = "\(problem.message); live was read again, and is neither as before the batch nor as after"
                result = .unknown(ProviderError(.unknownOutcome, message, conflicts: conflicts))
                remarks = [message] + conflicts.map(\.phrase)
            }
        } catch {
            let message = "\(problem.message); live could not be read again: \(error.message)"
            result = .unknown(ProviderError(.unknownOutcome, message))
            remarks = [message]
        }
    }

    private enum State {
        case before
        case after
        case neither([Conflict])
    }

    /// Whether the sets of a batch are live as before or as after it.
    private static func state(of batch: ChangeBatch, in live: LiveZone) -> State {
        if batch.createsZone, !live.exists { return .before }
        if batch.deletesZone { return live.exists ? .before : .after }
        let isAfter = batch.changes.allSatisfy { live.zone[$0.key] == $0.after }
        if isAfter { return .after }
        let moved = batch.changes.filter { live.zone[$0.key] != $0.before && !batch.replacesProvided($0) }
        if moved.isEmpty { return .before }
        return .neither(
            moved.map { Conflict(key: $0.key, expected: $0.before, live: live.zone[$0.key]) })
    }
}

extension ZoneProvider {
    /// What ``ZoneProvider/settle(_:)`` says, or why it could not.
    func settled(_ apex: DomainName) async -> [String] {
        do {
            return try await settle(apex)
        } catch {
            return [error.message]
        }
    }
}
