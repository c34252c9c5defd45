package import DNSModel

// Decision 0006: the SOA is the provider's.
// Decision 0035: octoDNS's marks are ownership.
// Decision 0104: names of the dynamic DNS service are left alone.

/// Which live record sets a zone's files may touch.
///
/// Never ours: the apex SOA, the apex NS unless the files declare one, what the settings ignore, and what the files
/// name as not git's. They are copied from the live zone into the target, so that the diff stays simple and leaves them
/// alone.
package struct Ownership: Hashable, Sendable {
    /// The patterns of what the settings ignore.
    package var ignored: [RecordPattern]
    /// What the zone's files name as not git's.
    package var foreign: [ForeignSet]
    /// Below which names the dynamic DNS service has hosts, also of other zones.
    package var dynamic: [DynamicSuffix]
    /// What git declares, where a plan is of another zone, as one of a part of what waits: which hosts are git's is by
    /// that. `nil` where the planned zone is the declared one.
    var declaring: Zone?
    /// What git may have left live at names that were its own and look like hosts now, by key.
    private var released: [RecordSet.Key: [RecordSet]] = [:]

    package init(ignored: [RecordPattern] = [], foreign: [ForeignSet] = [], dynamic: [DynamicSuffix] = []) {
        self.ignored = ignored
        self.foreign = foreign
        self.dynamic = dynamic
    }

    /// What is git's of a zone.
    ///
    /// - Parameters:
    ///   - desired: the declared zone, as its provider takes it; see ``Servability``.
    ///   - patterns: what the settings ignore.
    ///   - dynamic: below which names the dynamic DNS service has hosts.
    package init(of desired: DesiredZone, ignoring patterns: [RecordPattern], besides dynamic: [DynamicSuffix] = []) {
        self.init(ignored: patterns, foreign: desired.foreign, dynamic: dynamic)
    }

    /// Remembers what git may have left live, to delete it where git declares the name no more and nobody has put
    /// something else there.
    ///
    /// - Parameter sets: what was last applied to the zone, and what runs without receipts made of it since.
    package mutating func remember(_ sets: [RecordSet]) {
        if dynamic.isEmpty { return }
        for set in sets where dynamic.contains(where: { set.name != $0.name && set.name.isAtOrBelow($0.name) }) {
            released[set.key, default: []].append(set)
        }
    }

    /// Why a set is none of git's business.
    package enum Exemption: Hashable, Sendable {
        /// The settings ignore it.
        case ignored
        /// The zone's files name it as not git's.
        case leftAlone
        /// It is of a host of the dynamic DNS service.
        case dynamic

        /// Who says so, as in `the settings ignore`.
        var phrase: String {
            switch self {
            case .ignored: "the settings ignore"
            case .leftAlone: "the zone file leaves alone"
            case .dynamic: "the dynamic DNS service keeps"
            }
        }

        /// The same of the set, as in `ignored by the settings`.
        var participle: String {
            switch self {
            case .ignored: "ignored by the settings"
            case .leftAlone: "left alone by the zone file"
            case .dynamic: "kept by the dynamic DNS service"
            }
        }
    }

    /// Ready to be asked for many sets.
    ///
    /// - Parameter declared: what is declared for this provider.
    /// - Returns: what says of each set whether it is exempt.
    package func exemptions(declared: Zone) -> Exemptions {
        Exemptions(
            settings: ignored.isEmpty ? nil : RecordPatternMatcher(ignored, apex: declared.apex),
            foreign: ForeignKeys(foreign, declared: declared),
            dynamic: DynamicNames(dynamic, declared: declaring ?? declared), released: released)
    }

    /// Says of each set whether it is exempt.
    package struct Exemptions: Sendable {
        fileprivate let settings: RecordPatternMatcher?
        fileprivate let foreign: ForeignKeys
        fileprivate let dynamic: DynamicNames
        fileprivate let released: [RecordSet.Key: [RecordSet]]

        var isEmpty: Bool { settings == nil && foreign.isEmpty && dynamic.isEmpty }

        /// Why a set is none of git's business; `nil` where it is git's, or the provider's own.
        package func exemption(of key: RecordSet.Key) -> Exemption? {
            if let settings, settings.matches(key) { return .ignored }
            if foreign.contains(key) { return .leftAlone }
            return dynamic.contains(key) ? .dynamic : nil
        }

        /// Why a live set is none of git's business. What git itself left at a name that it gave up since is git's to
        /// delete; anything else there is of a host.
        package func exemption(of live: RecordSet) -> Exemption? {
            let exemption = exemption(of: live.key)
            guard exemption == .dynamic, let left = released[live.key] else { return exemption }
            return left.contains { $0.withCuts(of: [live.data]) == live } ? nil : .dynamic
        }

        /// The same of what is live at a key, if anything is.
        func exemption(of live: RecordSet?, _ key: RecordSet.Key) -> Exemption? {
            live.map { exemption(of: $0) } ?? exemption(of: key)
        }
    }

    /// What a zone becomes, and what in it is not ours.
    package struct Target: Hashable, Sendable {
        /// What the live zone should be.
        package var zone: Zone
        /// How many live sets the settings ignore.
        package var ignored: Int
        /// How many live sets the files name as not git's.
        package var leftAlone: Int
        /// How many live sets are of hosts of the dynamic DNS service.
        package var dynamic: Int
        /// How many live sets are the provider's: the apex SOA, and the apex NS where not declared.
        package var provided: Int
        /// The declared sets that the settings ignore: a contradiction to report. Indices into the declared sets.
        package var declaredAndIgnored: [Int]
        /// The declared apex SOA, which is the provider's: a contradiction too.
        package var declaredAuthority: Int?

        /// How many live sets are not git's.
        var exempt: Int { ignored + leftAlone + dynamic + provided }
    }

    /// The target of a plan.
    ///
    /// Declared texts that have no cut of their own are cut as they are live; see ``RecordSet/withCuts(of:)``.
    ///
    /// - Returns: the declared sets, and the live sets that are not ours.
    package func target(declared: Zone, live: Zone) -> Target {
        owned(declared: declared.withCuts(of: live), live: live)
    }

    private func owned(declared: Zone, live: Zone) -> Target {
        if let index = declared.index(of: RecordSet.Key(name: declared.apex, type: .soa)) {
            let authority = declared.sets[index].key
            var target = owned(declared: declared.filtered { $0.key != authority }, live: live)
            target.declaredAndIgnored = target.declaredAndIgnored.map { $0 < index ? $0 : $0 + 1 }
            target.declaredAuthority = index
            return target
        }
        let apex = declared.apex
        let exemptions = exemptions(declared: declared)
        var declaredAndIgnored: [Int] = []
        if !ignored.isEmpty {
            for (index, set) in declared.sets.enumerated() where exemptions.exemption(of: set.key) == .ignored {
                declaredAndIgnored.append(index)
            }
        }
        let declaresNS = declared[RecordSet.Key(name: apex, type: .ns)] != nil
        var result: [RecordSet] = []
        result.reserveCapacity(max(declared.sets.count, live.sets.count))
        var (ignoredCount, leftAlone, dynamicCount, provided) = (0, 0, 0, 0)
        var next = 0
        for set in live.sets {
            let isProvided = set.name == apex && (set.type == .soa || (set.type == .ns && !declaresNS))
            if isProvided {
                provided += 1
            } else {
                switch exemptions.isEmpty ? nil : exemptions.exemption(of: set) {
                case .ignored: ignoredCount += 1
                case .leftAlone: leftAlone += 1
                case .dynamic: dynamicCount += 1
                case nil: continue
                }
            }
            while next < declared.sets.count, declared.sets[next].key < set.key {
                result.append(declared.sets[next])
                next += 1
            }
            if next < declared.sets.count, declared.sets[next].key == set.key { next += 1 }
            result.append(set)
        }
        if result.isEmpty {
            return Target(
                zone: declared, ignored: 0, leftAlone: 0, dynamic: 0, provided: 0,
                declaredAndIgnored: declaredAndIgnored)
        }
        result += declared.sets[next...]
        // Both inputs hold each key once and equal keys were merged, so the result holds each key once; were it not so,
        // nothing would be changed.
        let zone = (try? Zone(apex: apex, ordered: result)) ?? live
        return Target(
            zone: zone, ignored: ignoredCount, leftAlone: leftAlone, dynamic: dynamicCount, provided: provided,
            declaredAndIgnored: declaredAndIgnored)
    }
}

extension Ownership {
    /// The sets that a zone declares and the settings ignore, and those that hide the hosts of the dynamic DNS service,
    /// without knowing what is live.
    ///
    /// - Parameter desired: the declared zone.
    /// - Returns: a mistake each.
    package func contradictions(in desired: DesiredZone) -> [Diagnostic] {
        target(declared: desired.zone, live: Zone(empty: desired.zone.apex)).declaredAndIgnored
            .map { desired.declaredAndIgnored($0) } + hiddenHosts(in: desired) + wildcards(in: desired)
    }

    /// The sets at or above a suffix that hide every name below it: a delegation (RFC 1034, section 4.2.1), a DNAME
    /// (RFC 6672, section 2.3).
    func hiddenHosts(in desired: DesiredZone) -> [Diagnostic] {
        let zone = desired.zone
        return dynamic.filter { $0.apex == zone.apex }.flatMap { suffix in
            var above: [DomainName] = []
            var name: DomainName? = suffix.name
            while let next = name, next.isAtOrBelow(zone.apex) {
                above.append(next)
                name = next.parent
            }
            return above.flatMap { zone.indices(of: $0) }.filter { index in
                let set = zone.sets[index]
                return set.type == .dname || (set.type == .ns && set.name != zone.apex)
            }.map { index in
                Diagnostic(
                    .error, id: "dynamic-hidden",
                    "\(zone.sets[index].key) hides all hosts below '\(suffix.name)', which \(suffix.location) gives the "
                        + "dynamic DNS service; remove one of the two",
                    at: desired.location(ofSetAt: index))
            }
        }
    }
}

extension DesiredZone {
    /// That a set is declared and ignored.
    func declaredAndIgnored(_ index: Int) -> Diagnostic {
        Diagnostic(
            .error, id: "declared-and-ignored",
            "\(zone.sets[index].key) is declared here and ignored by the settings; remove one of the two",
            at: location(ofSetAt: index))
    }
}
