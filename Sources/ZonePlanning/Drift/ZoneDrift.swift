package import DNSModel

/// One zone held against what was last applied and what git declares.
package struct ZoneDrift: Hashable, Sendable {
    package var apex: DomainName
    package var provider: ZonePlan.ProviderIdentity
    /// The zone's files on the protected branch.
    package var files: [ZoneFileIdentity]
    package var base: DriftBase
    /// The zone itself: whether it is there, was, and shall be.
    package var existence: Existence
    /// The sets that are not plainly in sync, in canonical order: every state but ``SetDrift/State/inSync``, and of
    /// that those that git and somebody else moved to the same.
    package var sets: [SetDrift]
    /// How many sets are plainly in sync: applied, declared and live alike.
    package var unchanged: Int
    /// The live sets that are not git's.
    package var unmanaged: Unmanaged
    /// What should be known, one sentence each.
    package var notes: [String]
    /// How the zone was looked at.
    package var method = Method.listing

    /// How a zone was looked at.
    package enum Method: Hashable, Sendable {
        /// Its record sets were listed at the provider.
        case listing
        /// So many of its name servers were asked, and what they can't show was not checked.
        case nameServers(Int, Unchecked)
    }

    /// Whether a zone is there.
    package struct Existence: Hashable, Sendable {
        /// Whether it was, when it was last applied; nothing without a base.
        package var base: Bool?
        /// Whether git says that it shall be.
        package var head: Bool
        package var live: Bool
        package var state: SetDrift.State
    }

    /// Live sets that no plan touches.
    package struct Unmanaged: Hashable, Sendable {
        /// Ignored by the settings.
        package var ignored = 0
        /// Named by the zone's files as not git's.
        package var leftAlone = 0
        /// Of hosts of the dynamic DNS service.
        package var dynamic = 0
        /// The provider's own: the apex SOA, and the apex NS where not declared.
        package var provided = 0
        /// Not to be modelled, and not in the place of a set of git's.
        package var unmodelled: [UnmodelledSet] = []

        package var count: Int { ignored + leftAlone + dynamic + provided + unmodelled.count }
    }

    /// How many sets are in each state. A difference that is accepted is only counted as that.
    package struct Counts: Hashable, Sendable, Codable {
        package var inSync = 0
        package var pending = 0
        package var drift = 0
        package var both = 0
        package var differs = 0
        package var accepted = 0
        package var unmanaged = 0

        private enum CodingKeys: String, CodingKey {
            case inSync = "inSync"
            case pending, drift, both, differs, accepted, unmanaged
        }

        /// How many left git and are not accepted.
        package var drifted: Int { drift + both + differs }
        /// How many sets there are that are git's, or were.
        package var managed: Int { inSync + pending + drifted + accepted }

        package static func + (left: Counts, right: Counts) -> Counts {
            Counts(
                inSync: left.inSync + right.inSync, pending: left.pending + right.pending,
                drift: left.drift + right.drift, both: left.both + right.both, differs: left.differs + right.differs,
                accepted: left.accepted + right.accepted, unmanaged: left.unmanaged + right.unmanaged)
        }
    }

    package var counts: Counts {
        var counts = Counts(inSync: unchanged, unmanaged: unmanaged.count)
        for set in sets {
            let isAccepted = set.isAccepted
            switch set.state {
            case .inSync: counts.inSync += 1
            case .pending: counts.pending += 1
            case .drift where isAccepted, .both where isAccepted, .differs where isAccepted: counts.accepted += 1
            case .drift: counts.drift += 1
            case .both: counts.both += 1
            case .differs: counts.differs += 1
            }
        }
        return counts
    }

    /// Whether live left git anywhere in a way that nobody accepted.
    package var isDrifted: Bool {
        switch existence.state {
        case .drift, .both, .differs: true
        case .inSync, .pending: sets.contains(where: \.isDrifted)
        }
    }

    /// Whether anything waits to be applied.
    package var isPending: Bool { existence.state == .pending || sets.contains { $0.state == .pending } }

    /// Holds a zone's three versions against each other, in one pass.
    ///
    /// A set that was not git's when the zone was last applied has no base, except for apex NS that git has taken over
    /// since, and for hosts of the dynamic DNS service: those wait to be applied.
    ///
    /// Laws, where there is a base and ownership did not change: the sets that differ between base and live are those
    /// of state drift and both, and those that were moved alike; between base and head, pending, both and alike;
    /// between live and head, what a plan would change: pending, drift and both.
    ///
    /// - Parameters:
    ///   - base: what was last applied.
    ///   - head: what the protected branch declares, limited to what the provider serves.
    ///   - live: the live zone.
    ///   - ownership: what is git's now.
    ///   - provider: the provider's name and type in the settings.
    package init(
        base: DriftBase, head: DesiredZone, live: LiveZone, ownership: Ownership, provider: (name: String, type: String)
    ) {
        apex = head.zone.apex
        self.provider = ZonePlan.ProviderIdentity(name: provider.name, type: provider.type, zoneID: live.id)
        files = head.files
        self.base = base
        existence = Self.existence(base, head, live)
        sets = []
        unchanged = 0
        unmanaged = Unmanaged()
        notes = base.applied?.notes ?? []
        if let applied = base.applied, live.exists, !applied.isAbsent, applied.zoneID != live.id {
            notes.append(
                "the zone is another one at the provider than was applied to: it was \(Printable.text(applied.zoneID)), "
                    + "and is \(Printable.text(live.id))")
        }
        let comparison = Comparison(base: base, head: head, live: live, ownership: ownership)
        let opaque = comparison.compare { kind in
            switch kind {
            case .unchanged: unchanged += 1
            case .exempt(.ignored): unmanaged.ignored += 1
            case .exempt(.leftAlone): unmanaged.leftAlone += 1
            case .exempt(.dynamic): unmanaged.dynamic += 1
            case .provided: unmanaged.provided += 1
            case .set(let set): sets.append(set)
            }
        }
        unmanaged.unmodelled = live.unmodelled.filter { !opaque.contains($0) }
    }

    private static func existence(_ base: DriftBase, _ head: DesiredZone, _ live: LiveZone) -> Existence {
        let wanted = !head.isAbsent
        switch base {
        case .applied(let applied):
            let state = SetDrift.state(base: !applied.isAbsent, head: wanted, live: live.exists)
            return Existence(base: !applied.isAbsent, head: wanted, live: live.exists, state: state)
        case .none(let reason):
            var state = wanted == live.exists ? SetDrift.State.inSync : .differs
            // Nobody was there before: git is first.
            if reason == .neverApplied, wanted, !live.exists { state = .pending }
            return Existence(base: nil, head: wanted, live: live.exists, state: state)
        }
    }
}

/// One pass over three zones in canonical order.
private struct Comparison {
    let base: AppliedZone?
    /// Whether sets that are declared and not live are new, since nothing was ever there.
    let isNew: Bool
    let head: DesiredZone
    let live: LiveZone
    let ownership: Ownership
    /// What was not git's when the zone was last applied: by the settings of then, and of hosts by those of now too, as
    /// names may have become the service's since.
    let exemptionsThen: [Ownership.Exemptions]
    /// What is live and not modelled, by where it is.
    let opaque: [RecordSet.Key: UnmodelledSet]

    enum Kind {
        case unchanged
        case exempt(Ownership.Exemption)
        case provided
        case set(SetDrift)
    }

    init(base: DriftBase, head: DesiredZone, live: LiveZone, ownership: Ownership) {
        self.base = base.applied
        self.head = head
        self.live = live
        self.ownership = ownership
        exemptionsThen =
            base.applied.map { applied in
                [applied.ownership, Ownership(dynamic: ownership.dynamic)]
                    .map { $0.exemptions(declared: applied.zone) }
            } ?? []
        isNew = base == .none(.neverApplied) && !live.exists
        opaque = Dictionary(
            live.unmodelled.compactMap { set in
                RecordType(parsing: set.type).map { (RecordSet.Key(name: set.name, type: $0), set) }
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Says of each key what it is; gives back what is live, not modelled, and in the place of a set of git's.
    func compare(_ report: (Kind) -> Void) -> Set<UnmodelledSet> {
        let apex = head.zone.apex
        let exemptions = ownership.exemptions(declared: head.zone)
        let nameServers = RecordSet.Key(name: apex, type: .ns)
        let declaresNS = head.zone[nameServers] != nil
        var met: Set<UnmodelledSet> = []
        var cursor = Cursor(base?.zone.sets ?? [], head.zone.sets, live.zone.sets)
        while true {
            if exemptions.isEmpty, cursor.skipAlike() {
                report(.unchanged)
                continue
            }
            guard var next = cursor.next() else { break }
            next.adoptCuts()
            let key = next.key
            if key.name == apex, key.type == .soa || (key.type == .ns && !declaresNS) {
                if next.live != nil { report(.provided) }
                continue
            }
            if !exemptions.isEmpty, let exemption = exemptions.exemption(of: next.live, key) {
                if next.live != nil { report(.exempt(exemption)) }
                continue
            }
            var hidden: UnmodelledSet?
            if next.live == nil, !opaque.isEmpty {
                hidden = opaque[RecordSet.Key(name: key.name, type: key.type)]
                if let hidden { met.insert(hidden) }
            }
            let known: RecordSet?
            let state: SetDrift.State
            let exemptionThen = exemptionsThen.lazy.compactMap { $0.exemption(of: key) }.first
            if base == nil || (exemptionThen != nil && exemptionThen != .dynamic) {
                known = nil
                state = next.head == next.live && hidden == nil ? .inSync : isNew ? .pending : .differs
                if state == .inSync {
                    report(.unchanged)
                    continue
                }
            } else {
                // Apex NS that were the provider's own, and hosts that go to git, are what they were for all it knows.
                known = (key == nameServers && base?.zone[key] == nil) || exemptionThen != nil ? next.live : next.base
                state =
                    hidden == nil
                    ? SetDrift.state(base: known, head: next.head, live: next.live)
                    : next.head == known ? .drift : .both
                if state == .inSync, known == next.head {
                    report(.unchanged)
                    continue
                }
            }
            var found = SetDrift(
                key: key, base: known, head: next.head, live: next.live, state: state,
                location: next.headIndex.map { head.location(ofSetAt: $0) }, unmodelled: hidden.map(\.reason))
            found.wasDynamic = exemptionThen == .dynamic
            report(.set(found))
        }
        return met
    }

    /// Walks three ordered lists of sets side by side.
    struct Cursor {
        let lists: (base: [RecordSet], head: [RecordSet], live: [RecordSet])
        var places = (base: 0, head: 0, live: 0)

        struct Step {
            var key: RecordSet.Key
            var base: RecordSet?
            var head: RecordSet?
            var headIndex: Int?
            var live: RecordSet?

            /// Cuts the texts of git that have no cut of their own as they are live, else as they were last applied;
            /// and those of the base with them, as their cut is nobody's business.
            mutating func adoptCuts() {
                guard key.type == .txt || key.type == .spf, let declared = head else { return }
                let adopted = declared.withCuts(of: [live?.data ?? [], base?.data ?? []])
                base = base?.recut(as: adopted, where: declared)
                head = adopted
            }
        }

        init(_ base: [RecordSet], _ head: [RecordSet], _ live: [RecordSet]) { lists = (base, head, live) }

        /// Goes past a set that comes next in all three lists and is the same in each, as most do. The SOA is the
        /// provider's, so it is none of them.
        ///
        /// - Returns: whether there was one.
        mutating func skipAlike() -> Bool {
            guard places.base < lists.base.count, places.head < lists.head.count, places.live < lists.live.count,
                lists.head[places.head] == lists.live[places.live],
                lists.head[places.head] == lists.base[places.base], lists.head[places.head].type != .soa
            else { return false }
            places = (places.base + 1, places.head + 1, places.live + 1)
            return true
        }

        mutating func next() -> Step? {
            let base = places.base < lists.base.count ? lists.base[places.base] : nil
            let head = places.head < lists.head.count ? lists.head[places.head] : nil
            let live = places.live < lists.live.count ? lists.live[places.live] : nil
            guard var first = base ?? head ?? live else { return nil }
            if let head, RecordSet.order(head, first) < 0 { first = head }
            if let live, RecordSet.order(live, first) < 0 { first = live }
            var step = Step(key: first.key)
            if let base, RecordSet.order(base, first) == 0 {
                step.base = base
                places.base += 1
            }
            if let head, RecordSet.order(head, first) == 0 {
                step.head = head
                step.headIndex = places.head
                places.head += 1
            }
            if let live, RecordSet.order(live, first) == 0 {
                step.live = live
                places.live += 1
            }
            return step
        }
    }
}
