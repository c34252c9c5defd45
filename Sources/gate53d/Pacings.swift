internal import DynamicDNS
internal import Platform

/// The limits of providers, by the name that the settings give them: all writers of one share them.
final class Pacings: Sendable {
    private let known = LockedValue<[String: ProviderPacing]>([:])
    /// What each begins with.
    private let limits: ChangeBudget.Limits

    init(_ limits: ChangeBudget.Limits = ChangeBudget.Limits()) { self.limits = limits }

    /// The limits of a provider.
    func pacing(_ name: String) -> ProviderPacing {
        known.locked { known in
            if let pacing = known[name] { return pacing }
            let pacing = ProviderPacing(limits, clock: Clock())
            known[name] = pacing
            return pacing
        }
    }

    /// A provider says that there are too many requests.
    func throttled(_ name: String) {
        let pacing = pacing(name)
        Task { await pacing.throttled() }
    }

    /// All that there are.
    var all: [(name: String, pacing: ProviderPacing)] {
        known.value.sorted { $0.key < $1.key }.map { (name: $0.key, pacing: $0.value) }
    }
}
