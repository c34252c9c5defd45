package import DNSModel

// Decision 0026: a quick look never says drift.

/// A first look for drift in one zone, by asking its name servers instead of listing it.
///
/// It never says that a zone drifted: whatever does not look as it should sends the zone to the full check, which lists
/// it. So it is as true as that in what it says, and says of the rest that it is unchecked.
package struct QuickCheck: Sendable {
    /// What every name server of the zone is to be asked.
    package let questions: [DNSQuestion]
    /// What asking can't show.
    package let unchecked: Unchecked
    private let base: DriftBase
    private let head: DesiredZone
    private let ownership: Ownership
    /// The versions of what is asked, in the order of the questions.
    private let asked: [Versions]
    /// The sets that are not asked for, as they are taken to be live.
    private let assumed: [RecordSet]

    private struct Versions: Sendable {
        var base: RecordSet?
        var head: RecordSet?
    }

    /// What a name server serves of one question, held against the versions.
    package enum Seen: Hashable, Sendable {
        /// What git declares.
        case declared
        /// What was last applied, and git declares something else.
        case applied
        /// Something else.
        case other
        /// See ``ServedAnswer/hidden``.
        case hidden
        /// See ``ServedAnswer/unknown(_:)``.
        case unknown(String)
    }

    /// What a name server answered.
    package struct Answers: Sendable {
        package var server: NameServer
        /// In the order of the questions.
        package var seen: [Seen]

        package init(server: NameServer, seen: [Seen]) {
            self.server = server
            self.seen = seen
        }
    }

    /// Holds an answer to a question against the versions, so that nobody has to keep it.
    package func seen(_ answer: ServedAnswer, at index: Int) -> Seen {
        switch answer {
        case .unknown(let why): return .unknown(why)
        case .hidden: return .hidden
        case .records, .nothing:
            if answer.isServing(asked[index].head) { return .declared }
            return base.applied != nil && answer.isServing(asked[index].base) ? .applied : .other
        }
    }

    /// What was found.
    package enum Verdict: Hashable, Sendable {
        /// Nothing but what waits to be applied.
        case clean(ZoneDrift)
        /// The zone has to be listed; why, as a phrase.
        case unsure(String)
    }

    /// Says what to ask.
    ///
    /// - Parameters:
    ///   - base: what was last applied.
    ///   - head: what the protected branch declares, limited to what the provider serves.
    ///   - ownership: what is git's.
    package init(base: DriftBase, head: DesiredZone, ownership: Ownership) {
        self.base = base
        self.head = head
        self.ownership = ownership
        let apex = head.zone.apex
        let baseSets = base.applied?.zone.sets ?? []
        var versions: [RecordSet.Key: Versions] = [:]
        for set in head.zone.sets { versions[set.key] = Versions(head: set) }
        for set in baseSets { versions[set.key, default: Versions()].base = set }
        let visibility = DNSVisibility(apex: apex, [baseSets, head.zone.sets])
        let exemptions = ownership.exemptions(declared: head.zone)
        let declaresNS = head.zone[RecordSet.Key(name: apex, type: .ns)] != nil
        var unchecked = Unchecked()
        unchecked.mayHaveMore = !exemptions.isEmpty
        var questions: [DNSQuestion] = []
        var asked: [Versions] = []
        var assumed: [RecordSet] = []
        for (key, set) in versions.sorted(by: { $0.key < $1.key }) {
            if key.name == apex, key.type == .soa || (key.type == .ns && !declaresNS) { continue }
            if !exemptions.isEmpty, exemptions.exemption(of: key) != nil { continue }
            if visibility.shows(key, [set.base, set.head], else: &unchecked) {
                questions.append(DNSQuestion(key.name, key.type))
                asked.append(set)
            } else if let live = base.applied == nil ? set.head : set.base {
                assumed.append(live)
            }
        }
        self.questions = questions
        self.unchecked = unchecked
        self.asked = asked
        self.assumed = assumed
    }

    /// Why the zone has to be listed, whatever its name servers say; `nil` where they may be asked.
    ///
    /// - Parameters:
    ///   - summary: what the provider says of the zone.
    ///   - nameServers: the names of those that would be asked.
    /// - Returns: why, as a phrase.
    package func obstacle(_ summary: ZoneSummary, nameServers: [DomainName] = []) -> String? {
        if !summary.exists { return "the provider does not have it" }
        if summary.isPrivate { return "its name servers answer only in its own networks" }
        if head.isAbsent { return "git says that it shall not be" }
        if let applied = base.applied, applied.isAbsent { return "it was not there when it was last applied" }
        if let applied = base.applied, applied.zoneID != summary.zoneID {
            return "it is another zone at the provider than was applied to"
        }
        // Servers that others have the zone at say nothing of this provider's.
        if let own = base.applied?.nameServers, !own.isEmpty, !nameServers.isEmpty, Set(own) != Set(nameServers) {
            return "its name servers are not those that it had when it was last applied"
        }
        return nil
    }

    /// What is found where the zone still has the version that it had when it was last applied: nothing but what waits
    /// to be applied. Nobody has to be asked.
    ///
    /// - Parameters:
    ///   - summary: what the provider says of the zone.
    ///   - provider: the provider's name and type in the settings.
    /// - Returns: `nil` where the version is another one, or not known.
    package func unmoved(_ summary: ZoneSummary, provider: (name: String, type: String)) -> ZoneDrift? {
        guard let version = summary.version, version == base.applied?.version, obstacle(summary) == nil,
            let zone = try? Zone(apex: head.zone.apex, sets: asked.compactMap(\.base) + assumed)
        else { return nil }
        var drift = ZoneDrift(
            base: base, head: head, live: LiveZone(id: summary.zoneID, exists: true, zone: zone), ownership: ownership,
            provider: provider)
        drift.unmanaged.provided = head.zone[RecordSet.Key(name: head.zone.apex, type: .ns)] == nil ? 2 : 1
        drift.notes.append(
            "it was not listed: its version is still \(Printable.text(version)), as after the last apply")
        return drift
    }

    /// What the answers of all name servers and the number of record sets say.
    ///
    /// - Parameters:
    ///   - summary: what the provider says of the zone.
    ///   - servers: what each name server answered, all of them.
    ///   - provider: the provider's name and type in the settings.
    /// - Returns: what was found.
    package func verdict(
        _ summary: ZoneSummary, _ servers: [Answers], provider: (name: String, type: String)
    ) -> Verdict {
        if let obstacle = obstacle(summary) { return .unsure(obstacle) }
        guard let first = servers.first else { return .unsure("its name servers are not known") }
        var live: [RecordSet] = []
        var unchecked = unchecked
        for index in questions.indices {
            let question = "\(questions[index].name) \(questions[index].type)"
            for server in servers {
                if case .unknown(let why) = server.seen[index] {
                    return .unsure("\(server.server) \(Printable.text(why)), asked for \(question)")
                }
            }
            if let other = servers.first(where: { $0.seen[index] != first.seen[index] }) {
                return .unsure("\(first.server) and \(other.server) don't agree on \(question)")
            }
            let versions = asked[index]
            switch first.seen[index] {
            case .declared: if let set = versions.head { live.append(set) }
            case .applied: if let set = versions.base { live.append(set) }
            case .hidden:
                unchecked.hidden += 1
                if let set = base.applied == nil ? versions.head : versions.base { live.append(set) }
            case .other, .unknown: return .unsure("\(question) is served otherwise than it was applied")
            }
        }
        let declaresNS = head.zone[RecordSet.Key(name: head.zone.apex, type: .ns)] != nil
        let expected = live.count + assumed.count + (declaresNS ? 1 : 2)
        if let count = summary.setCount {
            guard ownership.exemptions(declared: head.zone).isEmpty ? count == expected : count >= expected else {
                return .unsure("it has \(counted(count, "record set")) where \(expected) are expected")
            }
        } else {
            unchecked.mayHaveMore = true
        }
        guard let zone = try? Zone(apex: head.zone.apex, sets: live + assumed) else {
            return .unsure("its versions contradict each other")
        }
        var drift = ZoneDrift(
            base: base, head: head, live: LiveZone(id: summary.zoneID, exists: true, zone: zone), ownership: ownership,
            provider: provider)
        drift.unmanaged.provided = declaresNS ? 1 : 2
        drift.method = .nameServers(servers.count, unchecked)
        return .clean(drift)
    }
}
