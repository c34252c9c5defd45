package import DNSModel
package import ZonePlanning

/// What records of types that only a provider has stand for. The provider says it: no type is known here.
package struct ProviderTypes: Sendable {
    /// The record sets that a record of the zone stands for; none where it is not the provider's, or has mistakes.
    package let sets: @Sendable (_ record: ProviderSpecificSet, _ apex: DomainName) -> [RecordSet]

    package init(sets: @escaping @Sendable (_ record: ProviderSpecificSet, _ apex: DomainName) -> [RecordSet]) {
        self.sets = sets
    }

    /// No such type stands for anything.
    package static let none = ProviderTypes { _, _ in [] }

    /// A zone with what its provider-specific records stand for; a set that is declared twice is so as first declared.
    func zone(of desired: DesiredZone) -> Zone {
        let apex = desired.zone.apex
        return desired.providerSets.flatMap { sets($0, apex) }.reduce(desired.zone) { zone, set in
            (try? zone.applying([.create(set)])) ?? zone
        }
    }
}
