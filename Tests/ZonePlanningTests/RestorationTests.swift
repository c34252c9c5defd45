internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// What of drift is taken back, and the plan of it.
@Suite("Restoration") struct RestorationTests {
    private static let everything = [RecordPattern(name: "**")]

    private func set(_ version: Character) -> RecordSet? {
        version == "-" ? nil : recordSet("www 300 A 192.0.2.\(version)")
    }

    /// The plan that takes drift back, of the versions that the drift is of.
    private func plan(
        _ drift: ZoneDrift, head: Zone, live: Zone, named patterns: [RecordPattern] = [],
        planner: ZonePlanner = .fixture(), annotations: [RecordSet.Key: Annotation] = [:],
        protectedBefore: Set<RecordSet.Key> = []
    ) throws -> (plan: ZonePlan, diagnostics: [Diagnostic]) {
        planner.plan(
            restoring: Restoration(drift, named: patterns).sets,
            to: RestoredBase(try #require(drift.base.applied)), head: DesiredZone(head, annotations: annotations),
            live: LiveZone(live), protectedBefore: protectedBefore)
    }

    private func plan(
        base: [String], head: [String], live: [String], named patterns: [RecordPattern] = [],
        planner: ZonePlanner = .fixture(), annotations: [RecordSet.Key: Annotation] = [:],
        protectedBefore: Set<RecordSet.Key> = []
    ) throws -> (plan: ZonePlan, diagnostics: [Diagnostic]) {
        let drift = ZoneDrift.fixture(
            base: base.map { recordSet($0) }, head: head.map { recordSet($0) }, live: live.map { recordSet($0) })
        return try plan(
            drift, head: zone(head), live: zone(live), named: patterns, planner: planner, annotations: annotations,
            protectedBefore: protectedBefore)
    }

    // MARK: - The choice

    @Test("Only what somebody else alone moved goes back; a conflict only by its name", arguments: DriftTableTests.rows)
    func choice(_ row: DriftTableTests.Row) throws {
        let drift = ZoneDrift.fixture(base: [set(row.base)], head: [set(row.head)], live: [set(row.live)])
        let (usual, named) = (Restoration(drift, named: []), Restoration(drift, named: Self.everything))
        #expect(usual.sets.map(\.state) == (row.state == .drift ? [.drift] : []))
        #expect(usual.disputed.map(\.state) == (row.state == .both ? [.both] : []))
        #expect(named.sets.map(\.state) == ([.drift, .both].contains(row.state) ? [row.state] : []))
        #expect(named.disputed.isEmpty && named.baseless.isEmpty && usual.obstacle == nil)
        #expect(usual.pending == (row.state == .pending ? 1 : 0))
        for set in named.sets {
            let change = try #require(set.restoration)
            #expect((change.before, change.after) == (self.set(row.live), self.set(row.base)))
        }
    }

    @Test("Without a base nothing goes back, whatever its name", arguments: DriftTableTests.rows)
    func baseless(_ row: DriftTableTests.Row) {
        let drift = ZoneDrift.fixture(base: nil, head: [set(row.head)], live: [set(row.live)])
        let restoration = Restoration(drift, named: Self.everything)
        #expect(restoration.sets.isEmpty)
        #expect(restoration.baseless.count == (row.head == row.live ? 0 : 1))
    }

    @Test("What is accepted stays until it is named or has run out") func accepted() {
        var drift = ZoneDrift.fixture(base: [set("1")], head: [set("1")], live: [set("2")])
        drift.sets[0].accepted = DriftAcceptance(reason: "a test", isExpired: false)
        #expect(Restoration(drift, named: []).sets.isEmpty)
        #expect(Restoration(drift, named: []).accepted == 1)
        #expect(Restoration(drift, named: Self.everything).sets.count == 1)
        drift.sets[0].accepted?.isExpired = true
        #expect(Restoration(drift, named: []).sets.count == 1)
    }

    @Test("What can't be modelled stays, named or not") func opaque() {
        let www = recordSet("www 300 A 192.0.2.1")
        let hidden = UnmodelledSet(name: www.name, type: "A", reason: "it is a traffic policy's")
        let drift = ZoneDrift.fixture(base: [www], head: [www], live: [], unmodelled: [hidden])
        for patterns in [[], Self.everything] {
            let restoration = Restoration(drift, named: patterns)
            #expect(restoration.sets.isEmpty && restoration.opaque.count == 1)
        }
    }

    @Test("In a zone that itself came or went, or shall, no set goes back") func zoneExistence() {
        let applied = AppliedZone(
            zone: zone(["www 300 A 192.0.2.1"]), ownership: Ownership(), plan: Digest(of: []), commit: "c",
            time: "2026-11-23T10:15:30Z", zoneID: "example.com.")
        var absent = applied
        (absent.zone, absent.isAbsent) = (Zone(empty: "example.com."), true)
        var undeclared = DesiredZone(zone: Zone(empty: "example.com."), marks: [], files: [])
        undeclared.isAbsent = true
        func obstacle(_ base: AppliedZone, _ head: DesiredZone, _ live: LiveZone) -> Bool {
            let drift = ZoneDrift(
                base: .applied(base), head: head, live: live, ownership: Ownership(), provider: ("live", "memory"))
            #expect(Restoration(drift, named: [RecordPattern(name: "other")]).obstacle == nil)
            // Unnamed the same, but that a zone which moved as a whole is no zone without drift.
            let usual = Restoration(drift, named: []).obstacle != nil
            let named = Restoration(drift, named: Self.everything).obstacle != nil
            #expect(usual == (named || drift.existence.state == .drift))
            return usual
        }
        let declared = DesiredZone(zone(["www 300 A 192.0.2.1"]))
        let (there, other) = (LiveZone(zone(["www 300 A 192.0.2.1"])), LiveZone(zone(["www 300 A 192.0.2.2"])))
        let gone = LiveZone(Zone(empty: "example.com."), exists: false)
        #expect(!obstacle(applied, declared, there) && !obstacle(applied, declared, other))
        #expect(obstacle(applied, declared, gone))
        // It waits to be deleted: nothing of it is taken back, and there is nothing to refuse unless a set moved.
        #expect(!obstacle(applied, undeclared, there) && obstacle(applied, undeclared, other))
        #expect(obstacle(absent, undeclared, there))
        // Somebody made it as git says it by now; what differs in it was never applied.
        #expect(!obstacle(absent, declared, there) && obstacle(absent, declared, other))
    }

    // MARK: - The laws

    @Test("Live with the changes has the base's sets where they drifted, and is as it was elsewhere") func law() throws
    {
        var met: Set<SetDrift.State> = []
        for versions in DriftLawTests.versions(400) {
            for patterns in [[], Self.everything] {
                let drift = versions.drift
                met.formUnion(drift.sets.map(\.state))
                let plan = try plan(drift, head: versions.head, live: versions.live, named: patterns).plan
                let meant = Set(
                    drift.sets.filter { $0.state == .drift || ($0.state == .both && !patterns.isEmpty) }.map(\.key))
                #expect(Set(plan.changes.map(\.change.key)) == meant)
                let after = try versions.live.applying(plan.changes.map(\.change))
                for key in Set((versions.base.sets + versions.live.sets).map(\.key)) {
                    #expect(after[key] == (meant.contains(key) ? versions.base[key] : versions.live[key]))
                }
                #expect(after.sets.allSatisfy { versions.base[$0.key] == $0 || versions.live[$0.key] == $0 })

                // A look afterwards finds what waits, and no drift; what was restored against git waits too.
                let then = ZoneDrift.fixture(
                    base: versions.base.sets, head: versions.head.sets, live: after.sets)
                #expect(then.counts.drift == 0)
                #expect(then.counts.both == (patterns.isEmpty ? drift.counts.both : 0))
                #expect(then.counts.pending == drift.counts.pending + drift.counts.both - then.counts.both)
                #expect(Restoration(then, named: patterns).sets.isEmpty)
            }
        }
        #expect(met == [.inSync, .pending, .drift, .both])
    }

    @Test("The choice of a plan is found again by its keys, with any part of it done already") func again() throws {
        var generator = Generator(seed: 23)
        for versions in DriftLawTests.versions(120) {
            let plan = try plan(
                versions.drift, head: versions.head, live: versions.live, named: Self.everything
            ).plan
            guard plan.hasChanges else { continue }
            let done = plan.changes.map(\.change).filter { _ in generator.once(in: 2) }
            let progress = PlanProgress(of: plan, in: LiveZone(try versions.live.applying(done)))
            #expect(progress.done.map(\.change) == done && progress.conflicts.isEmpty)
            let drift = ZoneDrift.fixture(
                base: versions.base.sets, head: versions.head.sets, live: progress.liveAsPlanned.zone.sets)
            let again = Restoration(drift, of: Set(plan.changes.map(\.change.key)))
            #expect(again.sets.compactMap(\.restoration) == plan.changes.map(\.change))
        }
    }

    // MARK: - The plan

    @Test("A change says where git declares what comes back, and nothing where git does not") func locations() throws {
        let plan = try plan(
            base: ["a 300 A 192.0.2.1", "b 300 A 192.0.2.1", "c 300 A 192.0.2.1"],
            head: ["a 300 A 192.0.2.1", "b 300 A 192.0.2.2"],
            live: ["a 300 A 192.0.2.9", "b 300 A 192.0.2.9", "c 300 A 192.0.2.9", "d 300 A 192.0.2.9"],
            named: Self.everything
        ).plan
        #expect(plan.changes.map { $0.location?.line } == [1, nil, nil, nil])
        #expect(plan.counts.unchanged == 0 && plan.batchCount == 1)
    }

    @Test("Policies judge what comes back like any change, and nothing else") func policies() throws {
        var settings = PolicySettings.off
        settings.expired = .error
        let (www, old) = (recordSet("www 300 A 192.0.2.1").key, recordSet("old 300 A 192.0.2.1").key)
        let expired = Annotation(expires: .earliest)
        func findings(_ live: [String], protectedBefore: Set<RecordSet.Key> = []) throws -> [PolicyName] {
            let sets = ["www 300 A 192.0.2.1", "old 300 A 192.0.2.1"]
            return try plan(
                base: sets, head: sets, live: live, planner: .fixture(settings), annotations: [old: expired],
                protectedBefore: protectedBefore
            ).plan.findings.map(\.policy)
        }
        let moved = ["www 300 A 192.0.2.9", "old 300 A 192.0.2.1"]
        #expect(try findings(moved) == [])
        #expect(try findings(moved, protectedBefore: [www]) == [.protected])
        // What is not changed keeps its protection; the plan says nothing of it.
        #expect(try findings(moved, protectedBefore: [old]) == [])
        #expect(try findings(["www 300 A 192.0.2.1"]) == [.expired])
        settings.deleteShare = 0.1
        settings.shareFrom = 1
        #expect(try findings(["www 300 A 192.0.2.1", "old 300 A 192.0.2.1", "new 60 A 192.0.2.7"]) == [.deleteShare])
    }

    @Test("What comes back can't stand beside what stays, nor without what it stands for") func contradictions() throws
    {
        let (before, after) = (["www 300 CNAME a.example.net."], ["www 300 A 192.0.2.9"])
        var drift = ZoneDrift.fixture(
            base: before.map { recordSet($0) }, head: before.map { recordSet($0) }, live: after.map { recordSet($0) })
        #expect(try plan(drift, head: zone(before), live: zone(after)).diagnostics.isEmpty)
        for index in drift.sets.indices where drift.sets[index].key.type == .a {
            drift.sets[index].accepted = DriftAcceptance(reason: "a test")
        }
        let kept = try plan(drift, head: zone(before), live: zone(after))
        #expect(kept.diagnostics.map(\.id) == ["cname-beside-kept"])

        let target = recordSet("lb 300 A 192.0.2.1")
        let alias = RecordSet(
            name: "www.example.com.", type: .a,
            alias: AliasTarget(place: .sameZone, name: target.name, evaluatesTargetHealth: false))
        let both = try Zone(apex: "example.com.", sets: [target, alias])
        let drifted = ZoneDrift.fixture(base: both.sets, head: both.sets, live: [])
        let none = Zone(empty: "example.com.")
        #expect(try plan(drifted, head: both, live: none).diagnostics.isEmpty)
        let alone = try plan(drifted, head: both, live: none, named: [RecordPattern(name: "www")])
        #expect(alone.diagnostics.map(\.id) == ["alias-target-missing"])
    }

    // MARK: - The document

    @Test("A plan that restores is read as it was written, and no other plan has a word of it") func document() throws {
        let document = try PlanDocument(Plan.restoring())
        #expect(try PlanDocument(octets: document.octets) == document)
        let text = String(decoding: document.octets, as: UTF8.self)
        #expect(text.contains("\"restores\"") && document.plan.isRestoring)
        var plain = Plan.restoring()
        for index in plain.zones.indices { plain.zones[index].restores = nil }
        let other = String(decoding: try PlanDocument(plain).octets, as: UTF8.self)
        #expect(!other.contains("restores"))
        try expectGolden(text, "plan-restoring.json")
    }

    @Test("A base that is edited, left out of a zone, or beside other work is no plan") func tampered() throws {
        let text = String(decoding: try PlanDocument(Plan.restoring()).octets, as: UTF8.self)
        let edits = [
            ("gate53-plan/6", "gate53-plan/3"), ("\"number\" : 1", "\"number\" : 0"),
            ("\"number\" : 1", "\"number\" : 1.0"), ("cccc", "CCCC"), ("2026-11-23T10:15:30.25Z", "yesterday"),
            (Digest(of: [1]).hexadecimal, "0"), ("\"restores\"", "\"restored\""),
        ]
        for (old, new) in edits {
            #expect(throws: DocumentError.self, "\(old) -> \(new)") {
                try PlanDocument(octets: Array(text.replacing(old, with: new).utf8))
            }
            #expect(throws: DocumentError.self, "\(old) -> \(new), once") {
                try PlanDocument(octets: Array(text.replacing(old, with: new, maxReplacements: 1).utf8))
            }
        }
        func refused(_ change: (inout Plan) -> Void) throws {
            var plan = Plan.restoring()
            change(&plan)
            let octets = try PlanDocument(plan).octets
            #expect(throws: DocumentError.self) { try PlanDocument(octets: octets) }
        }
        try refused { $0.zones[0].restores = nil }
        try refused { $0.zones[0].changes = [] }
        try refused { $0.zones[0].deletesZone = true }
    }

    @Test("The receipt of such a plan is read as it was written; it fits how the run ended") func receipts() throws {
        var receipt = Receipt.fixture(.restored)
        #expect(throws: DocumentError.self) { try ReceiptDocument.decode(ReceiptDocument.encode(receipt)) }
        receipt.restores = RestoredBase.fixture
        receipt.residual = []
        let octets = try ReceiptDocument.encode(receipt)
        #expect(try ReceiptDocument.decode(octets) == receipt)
        try expectGolden(String(decoding: octets, as: UTF8.self), "receipt-restored.json")
        for outcome in [Receipt.Outcome.applied, .inSync] {
            receipt.outcome = outcome
            #expect(throws: DocumentError.self) { try ReceiptDocument.decode(ReceiptDocument.encode(receipt)) }
        }
    }

    @Test("The same drift for the second time is another plan, and its own run counts for nothing") func number() {
        var applied = AppliedZone(
            zone: Zone(empty: "example.com."), ownership: Ownership(), plan: Digest(of: []), commit: "c",
            time: "2026-11-23T10:15:30Z", zoneID: "example.com.")
        #expect(RestoredBase(applied).number == 1)
        applied.restoredBy = [Digest(of: [1]), Digest(of: [2])]
        #expect(RestoredBase(applied).number == 3)
        #expect(RestoredBase(applied, except: Digest(of: [2])).number == 2)
        #expect(RestoredBase(applied, except: Digest(of: [3])).number == 3)
    }
}
