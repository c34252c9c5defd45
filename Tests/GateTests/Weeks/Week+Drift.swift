internal import DNSModel
internal import Gate
internal import TestSupport
internal import ZonePlanning

// What robots do at the provider, and what people do about it.
extension Week {
    /// A robot changes, adds or takes away a record set.
    mutating func drift() async throws {
        guard let zone = one(of: WeekFile.zones) else { return }
        let apex = try DomainName(parsing: zone)
        guard let name = one(of: WeekFile.names + WeekFile.moreNames + ["robot"]) else { return }
        let key = WeekKey(zone, name)
        let address = generator.once(in: 4) ? nil : "192.0.2.\(generator.number(1...9))"
        let set = recordSet("\(name) 3600 A \(address ?? "192.0.2.1")", in: apex)
        guard try await self.live()[key] != address else { return }
        say("a robot writes \(key)=\(address ?? "-")")
        await provider.write(set.key, address == nil ? nil : set, in: apex)
        record.changedOutside(key)
    }

    /// Somebody plans that drift is taken back, another approves it, and it is applied by its file.
    mutating func takeDriftBack() async throws {
        // At a forge there is no pull request that shows such a plan.
        guard merged.source == .signatures, accepted == merged else { return }
        let ports = ports(of: .cleo)
        let document: PlanDocument
        do {
            var news = ApplyNews()
            let scope = try await DriftScopeReader(ports, only: [], LedgerFetching()).read(&news)
            let (found, live) = await DriftCheck(ports, of: scope).run(keepsLive: true)
            let restorations = found.zones.map { Restoration($0, named: []) }
            guard restorations.allSatisfy({ $0.disputed.isEmpty && $0.baseless.isEmpty && $0.obstacle == nil }),
                restorations.contains(where: { !$0.sets.isEmpty })
            else { return }
            document = try await Reverting(ports, of: scope).plan(restorations, found, live, allowed: [.deleteShare])
        } catch {
            let refusal = WeekRefusal(of: error)
            say("drift can't be taken back: \(refusal)")
            if !refusal.hasWayOut { breaks("no way out of \(refusal)") }
            return
        }
        record.show(document, merged)
        say("drift is to be taken back: \(document.digest.short)")
        guard await sign(document, as: reviewers, proposes: false) else { return }
        if generator.once(in: 4) { try await drift() }
        try await applyFile(document, to: "take drift back")
    }

    /// Somebody takes what a robot did into git.
    mutating func adoptDrift() async throws {
        let live = try await self.live()
        let drifted = record.foreign.filter { live[$0] != record.declared[$0] }.sorted()
        guard let key = one(of: drifted) else { return }
        let index = try await open([key: live[key]], by: somebody)
        _ = try await check(index)
        for person in reviewers { await approve(index, as: person) }
        try await merge([index], .squash, by: somebody)
        try await job(WeekFate())
    }

    // MARK: - The end

    /// What must hold when the week is over: everything that waits is approved and applied, and live is what the
    /// protected branch declares but for what was changed at the provider.
    mutating func end() async throws {
        host.goes(away: false)
        let applied = try await apply(by: .rita)
        try await compare(applied, "when nobody has seen to what waits")
        let last = try await finished(applied)
        if last.refusal == nil {
            try await compare(last, "when everything was seen to")
            if !last.waiting.isEmpty { breaks("something waits, and the job is green: \(last.waiting)") }
        }
        // Once more changes nothing.
        let before = notedBatches
        _ = try await apply(by: .bo)
        if notedBatches != before { breaks("the same was applied once more") }
    }

    private mutating func compare(_ end: WeekEnd, _ when: String) async throws {
        guard end.isKnown else { return }
        let live = try await self.live()
        let waiting = Set(end.waiting.map(\.key))
        for key in Set(live.keys).union(record.declared.keys).sorted() where live[key] != record.declared[key] {
            let said = end.drifted.contains(key) || waiting.contains(key)
            if !said {
                breaks(
                    "\(when), \(key) is \(live[key] ?? "-"), and the protected branch declares \(record.declared[key] ?? "-")"
                )
            }
            if end.drifted.contains(key), !record.foreign.contains(key) {
                breaks("\(when), \(key) is said to have been changed at the provider, where nobody did")
            }
        }
        for key in end.drifted where live[key] == record.declared[key] {
            breaks("\(when), \(key) is said to have drifted, and is what the protected branch declares")
        }
    }
}
