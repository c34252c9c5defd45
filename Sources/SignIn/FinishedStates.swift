internal import Platform
internal import ZonePlanning

/// The states whose answers came already, so that none is good twice.
///
/// A state is too old after a while, so that those of two such whiles are remembered and no more.
final class FinishedStates: Sendable {
    /// The most that one while may have. More come only from somebody who wants to fill the memory.
    static let most = 50_000

    private struct Memory: Sendable {
        var young: Set<String> = []
        var old: Set<String> = []
        var since: Int64 = .min
    }

    private let memory = LockedValue(Memory())

    /// Remembers a state.
    ///
    /// - Parameters:
    ///   - state: the state.
    ///   - now: the time.
    ///   - lifetime: after how many seconds a state is too old.
    /// - Returns: false where its answer has come before, or there are too many.
    func use(_ state: String, at now: Instant, lifetime: Int64) -> Bool {
        memory.locked { memory in
            if memory.since == .min || now.seconds - memory.since >= lifetime {
                memory.old = memory.since != .min && now.seconds - memory.since < 2 * lifetime ? memory.young : []
                memory.young = []
                memory.since = now.seconds
            }
            guard memory.young.count < Self.most, !memory.old.contains(state) else { return false }
            return memory.young.insert(state).inserted
        }
    }
}
