internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("A quick look for drift") struct QuickCheckTests {
    static let apex: DomainName = "example.com."
    static let nameServers = RecordSet.Key(name: apex, type: .ns)

    /// A look at live through name servers, all alike.
    private func verdict(
        _ versions: DriftLawTests.Versions, count: Int? = nil, ignored: [RecordPattern] = [],
        children: [Zone] = [], _ change: (inout [QuickCheck.Answers]) -> Void = { _ in }
    ) -> (check: QuickCheck, verdict: QuickCheck.Verdict) {
        let drift = versions.drift
        let check = QuickCheck(
            base: drift.base, head: DesiredZone(versions.head), ownership: Ownership(ignored: ignored))
        let declaresNS = versions.head[Self.nameServers] != nil
        let own = versions.live.sets.filter {
            $0.name != Self.apex || ($0.type != .soa && ($0.type != .ns || declaresNS))
        }
        let summary = ZoneSummary(
            zoneID: "example.com.", exists: true, setCount: count ?? own.count + (declaresNS ? 1 : 2))
        let server = AuthoritativeServer([versions.live] + children)
        var answers = [1, 2].map { number in
            QuickCheck.Answers(
                server: NameServer(
                    name: number == 1 ? "ns1.example.net." : "ns2.example.net.",
                    endpoint: NameServerEndpoint(.v4(IPv4Address(bits: UInt32(number))))),
                seen: check.questions.enumerated().map { index, question in
                    check.seen(ServedAnswer(server.answer(question), to: question, in: Self.apex), at: index)
                })
        }
        change(&answers)
        return (check, check.verdict(summary, answers, provider: ("live", "memory")))
    }

    /// Whether a wildcard that is live answers for a set that is not.
    private func isMadeUp(_ key: RecordSet.Key, _ live: Zone) -> Bool {
        live[key] == nil && live.sets.contains { $0.name.isWildcard && $0.type == key.type }
    }

    @Test("What is said to be clean is what a listing shows, of all that was asked") func law() {
        var clean = 0
        for versions in DriftLawTests.versions(600) {
            let (check, verdict) = verdict(versions)
            guard case .clean(let quick) = verdict else { continue }
            let asked = Set(check.questions.map { RecordSet.Key(name: $0.name, type: $0.type) })
                .filter { !isMadeUp($0, versions.live) }
            let full = versions.drift
            let states = { (drift: ZoneDrift) in
                Dictionary(
                    drift.sets.filter { asked.contains($0.key) }.map { ($0.key, $0.state) },
                    uniquingKeysWith: { first, _ in first })
            }
            #expect(states(quick) == states(full))
            #expect(!quick.isDrifted)
            clean += 1
        }
        #expect(clean > 50)
    }

    @Test("A zone that is live as it was applied is clean, and what waits is pending") func clean() {
        var pending = 0
        for versions in DriftLawTests.versions(200) {
            let same = DriftLawTests.Versions(base: versions.base, head: versions.head, live: versions.base)
            guard (same.head[Self.nameServers] != nil) == (same.base[Self.nameServers] != nil) else { continue }
            // What a wildcard makes up for a name that is new looks as if it were there.
            guard !same.base.sets.contains(where: \.name.isWildcard) else { continue }
            let (check, verdict) = verdict(same)
            guard case .clean(let drift) = verdict else {
                Issue.record(
                    "\(verdict) \(same.base.sets.map { "\($0.key) \($0.ttl?.seconds ?? 0) \($0.data.map(\.text))" }) \(diff(from: same.base, to: same.head).map(\.key))"
                )
                continue
            }
            #expect(drift.sets.allSatisfy { $0.state == .pending })
            #expect(drift.counts.pending == same.drift.counts.pending)
            #expect(drift.counts.inSync == same.drift.counts.inSync)
            guard case .nameServers(2, let unchecked) = drift.method else {
                Issue.record("\(drift.method)")
                continue
            }
            #expect(unchecked == check.unchecked)
            pending += drift.counts.pending
        }
        #expect(pending > 50)
    }

    @Test("Whatever somebody else does to a set that is asked for sends the zone to the full check") func drifted() {
        var generator = Generator(seed: 7)
        var tried = 0
        for index in 0..<200 {
            let base = generator.zone(count: 2 + index % 20)
            let check = verdict(DriftLawTests.Versions(base: base, head: base, live: base)).check
            guard !check.questions.isEmpty else { continue }
            let question = check.questions[index % check.questions.count]
            let key = RecordSet.Key(name: question.name, type: question.type)
            guard let set = base[key], let ttl = set.ttl else { continue }
            let others = base.sets.filter { $0.key != key }
            let slower = RecordSet(
                name: set.name, type: set.type, ttl: TTL(seconds: Int(ttl.seconds ^ 1)) ?? ttl, data: set.data)
            for sets in [others, others + [slower]] {
                guard let live = try? Zone(apex: base.apex, sets: sets) else { continue }
                let found = verdict(DriftLawTests.Versions(base: base, head: base, live: live)).verdict
                guard case .unsure = found else {
                    Issue.record("\(key) is gone or other, and the zone is said to be clean")
                    continue
                }
                tried += 1
            }
        }
        #expect(tried > 100)
    }

    // MARK: - Single cases

    static let www = recordSet("www 300 A 192.0.2.1")
    static let mail = recordSet("mail 300 A 192.0.2.2")

    private static func versions(_ sets: [RecordSet]) -> DriftLawTests.Versions {
        let zone = (try? Zone(apex: apex, sets: sets)) ?? Zone(empty: apex)
        return DriftLawTests.Versions(base: zone, head: zone, live: zone)
    }

    @Test("Name servers that don't agree, don't answer or count otherwise are named") func reasons() {
        let versions = Self.versions([Self.www, Self.mail])
        let lagging = verdict(versions) { $0[1].seen[1] = .other }
        #expect(
            lagging.verdict
                == .unsure(
                    "ns1.example.net. (0.0.0.1) and ns2.example.net. (0.0.0.2) don't agree on www.example.com. A"))
        let silent = verdict(versions) { $0[1].seen[0] = .unknown("did not answer") }
        #expect(
            silent.verdict
                == .unsure("ns2.example.net. (0.0.0.2) did not answer, asked for mail.example.com. A"))
        #expect(
            verdict(versions, count: 5).verdict
                == .unsure("it has 5 record sets where 4 are expected"))
        #expect(verdict(versions) { $0 = [] }.verdict == .unsure("its name servers are not known"))
    }

    @Test("With ignored sets only too few sets are seen, and that is said") func ignored() {
        let versions = Self.versions([Self.www, Self.mail])
        let ignored = [RecordPattern(name: "_acme**")]
        guard case .clean(let drift) = verdict(versions, count: 9, ignored: ignored).verdict else {
            Issue.record("not clean")
            return
        }
        #expect(
            drift.method
                == .nameServers(
                    2,
                    {
                        var unchecked = Unchecked(); unchecked.mayHaveMore = true; return unchecked
                    }()))
        guard case .unsure = verdict(versions, count: 3, ignored: ignored).verdict else {
            Issue.record("a set is missing")
            return
        }
    }

    @Test("Aliases, routed sets and what is behind a delegation are said to be unchecked") func unchecked() {
        let cut = recordSet("sub 300 NS ns.sub.example.com.")
        let glue = recordSet("ns.sub 300 A 192.0.2.3")
        let ds = recordSet("sub 300 DS 1 13 2 0000000000000000000000000000000000000000000000000000000000000000")
        let renamed = recordSet("old 300 DNAME new.example.com.")
        let below = recordSet("a.old 300 A 192.0.2.4")
        let check = verdict(Self.versions([Self.www, cut, glue, ds, renamed, below])).check
        #expect(check.unchecked.hidden == 2)
        #expect(
            check.questions.map { "\($0.name) \($0.type)" } == [
                "old.example.com. DNAME", "sub.example.com. NS", "sub.example.com. DS", "www.example.com. A",
            ])
        #expect(check.unchecked.phrase == "2 sets behind a delegation or a DNAME")
    }

    @Test("A server that has the child zone too shows nothing of the delegation to it") func childZone() {
        let cut = recordSet("sub 300 NS ns.sub.example.com.")
        let ds = recordSet("sub 300 DS 1 13 2 0000000000000000000000000000000000000000000000000000000000000000")
        var versions = Self.versions([Self.www, cut, ds])
        // Somebody delegates it elsewhere; the server answers with the NS of the child zone, as they were.
        versions.live = zone([
            "www 300 A 192.0.2.1", "sub 300 NS evil.example.org.",
            "sub 300 DS 1 13 2 \(String(repeating: "0", count: 64))",
        ])
        let child = zone(["@ 300 NS ns.sub.example.com."], in: "sub.example.com.")
        guard case .clean(let drift) = verdict(versions, children: [child]).verdict,
            case .nameServers(_, let unchecked) = drift.method
        else {
            Issue.record("it is no reason to list the zone each time")
            return
        }
        #expect(unchecked.hidden == 1)
        guard case .unsure = verdict(versions).verdict else {
            Issue.record("a server without the child zone shows it")
            return
        }
    }

    @Test("Name servers that the zone did not have when it was applied say nothing of it") func otherServers() {
        let drift = Self.versions([Self.www]).drift
        guard case .applied(var applied) = drift.base else { return }
        applied.nameServers = ["ns1.aws.example.", "ns2.aws.example."]
        let check = QuickCheck(
            base: .applied(applied), head: DesiredZone(zone(["www 300 A 192.0.2.1"])), ownership: Ownership())
        let summary = ZoneSummary(zoneID: "example.com.", exists: true)
        #expect(check.obstacle(summary, nameServers: ["ns2.aws.example.", "ns1.aws.example."]) == nil)
        #expect(check.obstacle(summary, nameServers: ["ns1.old.example."]) != nil)
    }

    @Test("A zone that is private, gone or another one is listed") func obstacles() {
        let check = verdict(Self.versions([Self.www])).check
        #expect(check.obstacle(ZoneSummary(zoneID: "example.com.", exists: true)) == nil)
        for summary in [
            ZoneSummary(zoneID: "example.com.", exists: false),
            ZoneSummary(zoneID: "example.com.", exists: true, isPrivate: true),
            ZoneSummary(zoneID: "Z2", exists: true),
        ] {
            #expect(check.obstacle(summary) != nil)
        }
    }
}
