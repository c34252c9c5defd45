package import DNSModel

/// The zones that providers have, held against those that git declares.
package struct ZoneList: Hashable, Sendable {
    /// By name, then id, then provider.
    package private(set) var entries: [Entry]
    /// The zones that are declared for one of the providers and not there, in the same order.
    package private(set) var missing: [Declared]
    /// What could not be read; the provider's zones are not in the list then.
    package var failures: [ReadFailure]

    /// A zone at a provider.
    package struct Entry: Hashable, Sendable {
        /// The provider's name in the settings.
        package var provider: String
        package var zone: ListedZone
        package var management: Management
    }

    /// Whether git declares a zone for the provider that has it.
    package enum Management: String, Hashable, Sendable, CaseIterable {
        case managed
        case unmanaged
        /// Git declares one of several zones of one name, and does not say which.
        case unclear
    }

    /// A zone that git declares.
    package struct Declared: Hashable, Sendable {
        package var apex: DomainName
        /// The provider's name in the settings.
        package var provider: String
        /// The provider's id of the zone, where the settings pin one.
        package var id: String?
        /// Private or public, where the settings say so.
        package var isPrivate: Bool?

        package init(apex: DomainName, provider: String, id: String? = nil, isPrivate: Bool? = nil) {
            self.apex = apex
            self.provider = provider
            self.id = id
            self.isPrivate = isPrivate
        }

        /// Whether it may be a zone of its name that a provider has.
        fileprivate func fits(_ zone: ListedZone) -> Bool {
            id.map { $0 == zone.id } ?? (isPrivate.map { $0 == zone.isPrivate } ?? true)
        }
    }

    /// Several zones of one name at one provider, where nothing says which of them is meant.
    package struct Ambiguity: Hashable, Sendable {
        package var provider: String
        package var apex: DomainName
        /// By id.
        package var zones: [ListedZone]
    }

    /// Makes a list.
    ///
    /// - Parameters:
    ///   - zones: what each provider has, for those whose list could be read.
    ///   - declared: what git declares, for these and other providers.
    ///   - failures: what could not be read.
    package init(
        _ zones: [(provider: String, zones: [ListedZone])], declared: [Declared], failures: [ReadFailure] = []
    ) {
        var twins: [Place: [ListedZone]] = [:]
        for (provider, zones) in zones {
            for zone in zones { twins[Place(provider, zone.apex), default: []].append(zone) }
        }
        let declarations = Dictionary(grouping: declared) { Place($0.provider, $0.apex) }
        entries = zones.flatMap { provider, zones in
            zones.map { zone in
                let place = Place(provider, zone.apex)
                return Entry(
                    provider: provider, zone: zone,
                    management: Self.management(
                        of: zone, declarations[place] ?? [], among: twins[place] ?? []))
            }
        }
        entries.sort { left, right in
            if left.zone.apex != right.zone.apex { return left.zone.apex < right.zone.apex }
            return (left.zone.id, left.provider) < (right.zone.id, right.provider)
        }
        let answered = Set(zones.map(\.provider))
        let ids = Dictionary(grouping: entries) { Place($0.provider, $0.zone.apex) }
        missing = declared.filter { declared in
            guard answered.contains(declared.provider) else { return false }
            let there = ids[Place(declared.provider, declared.apex)] ?? []
            return !there.contains { declared.fits($0.zone) }
        }
        missing.sort { $0.apex == $1.apex ? $0.provider < $1.provider : $0.apex < $1.apex }
        self.failures = failures
    }

    /// Whether a zone is the one of its name that is declared; a declaration that fits several is of none of them.
    private static func management(
        of zone: ListedZone, _ declared: [Declared], among twins: [ListedZone]
    ) -> Management {
        let fitting = declared.filter { $0.fits(zone) }
        if fitting.isEmpty { return .unmanaged }
        return fitting.contains { declared in twins.count(where: declared.fits) == 1 } ? .managed : .unclear
    }

    /// Where several zones have one name and no pin says which is meant.
    package var ambiguities: [Ambiguity] {
        var groups: [Place: [Entry]] = [:]
        for entry in entries { groups[Place(entry.provider, entry.zone.apex), default: []].append(entry) }
        return groups.filter { $1.count > 1 && !$1.contains { $0.management == .managed } }
            .map { Ambiguity(provider: $0.provider, apex: $0.apex, zones: $1.map(\.zone)) }
            .sorted { $0.apex == $1.apex ? $0.provider < $1.provider : $0.apex < $1.apex }
    }

    private struct Place: Hashable {
        var provider: String
        var apex: DomainName

        init(_ provider: String, _ apex: DomainName) {
            self.provider = provider
            self.apex = apex
        }
    }

    // MARK: - What is shown

    /// Which entries are shown.
    package struct Filter: Hashable, Sendable {
        /// Only zones that git does not declare.
        package var unmanaged: Bool
        /// Only zones without record sets but their SOA and NS.
        package var empty: Bool

        package init(unmanaged: Bool = false, empty: Bool = false) {
            self.unmanaged = unmanaged
            self.empty = empty
        }

        /// Whether every entry is shown.
        package var isOff: Bool { !unmanaged && !empty }
    }

    /// The entries that a filter lets through.
    package func entries(_ filter: Filter) -> [Entry] {
        entries.filter { entry in
            (!filter.unmanaged || entry.management == .unmanaged) && (!filter.empty || entry.zone.isEmpty == true)
        }
    }

    /// How many zones of each kind there are, whatever is shown.
    package var counts: Counts {
        Counts(
            zones: entries.count, managed: entries.count { $0.management == .managed },
            unmanaged: entries.count { $0.management == .unmanaged },
            unclear: entries.count { $0.management == .unclear }, empty: entries.count { $0.zone.isEmpty == true },
            missing: missing.count)
    }

    package struct Counts: Hashable, Sendable, Encodable {
        package var zones: Int
        package var managed: Int
        package var unmanaged: Int
        package var unclear: Int
        package var empty: Int
        package var missing: Int
    }
}
