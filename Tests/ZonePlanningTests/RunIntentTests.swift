internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Intents") struct RunIntentTests {
    private func intent(_ name: String, _ zones: [DomainName], started: Int64, url: String? = nil) -> RunIntent {
        RunIntent(
            run: RunIdentity(name: name, by: "Ada", host: "h", process: 7, url: url, clone: "c" + name),
            plan: Digest(of: Array(name.utf8)), zones: zones, started: Instant(seconds: started),
            expires: Instant(seconds: started + RunIntent.lifetime))
    }

    @Test("an intent that is written is read again") func documentRoundTrip() throws {
        for url in [nil, "https://ci.example.com/1"] {
            let intent = intent("run1", ["a.example.", "b.example."], started: 1_795_428_930, url: url)
            #expect(try RunIntentDocument.decode(try RunIntentDocument.encode(intent)) == intent)
        }
        let octets = try RunIntentDocument.encode(intent("run1", ["a.example."], started: 0))
        let newer = String(decoding: octets, as: UTF8.self).replacing("gate53-intent/1", with: "gate53-intent/2")
        #expect(throws: DocumentError.self) { try RunIntentDocument.decode(Array(newer.utf8)) }
    }

    @Test("a person is told where a run is, and nothing that it says of itself leaves its line") func summary() {
        var shown = intent("r", ["a.example."], started: 0)
        #expect(
            shown.summary
                == "Ada applies plan \(shown.plan.short) since 1970-01-01T00:00:00Z (process 7 on h)")
        shown.run.url = "https://ci.example.com/1"
        shown.run.by = "Ada\n\u{1B}[31mred"
        #expect(shown.summary.hasSuffix("(https://ci.example.com/1)"))
        #expect(!shown.summary.unicodeScalars.contains { $0.value < 32 })
    }

    @Test("standing intents are alive until the very second in which they expire") func standing() {
        let own = RunIdentity(name: "own", by: "", host: "", process: 1, url: nil, clone: "cown")
        let zones: [DomainName] = ["a.example.", "b.example."]
        let one = intent("one", ["b.example.", "c.example."], started: 100)
        let two = intent("two", ["a.example."], started: 50)
        let far = intent("far", ["c.example."], started: 100)
        func judge(_ now: Int64) -> StandingIntents {
            StandingIntents([one, two, far], zones: zones, own: own, now: Instant(seconds: now))
        }
        #expect(judge(100).alive == [two, one])
        #expect(judge(100).dead == [])
        #expect(judge(949).alive == [two, one])
        #expect(judge(950).alive == [one])
        #expect(judge(950).dead == [two])
        #expect(judge(1000).alive == [])
        var mine = own
        mine.clone = one.run.clone
        #expect(
            StandingIntents([one], zones: zones, own: mine, now: Instant(seconds: 100)).dead == [one],
            "a run of this clone is dead, for its lock is ours")
        mine = one.run
        #expect(StandingIntents([one], zones: zones, own: mine, now: Instant(seconds: 100)) == judge(2_000).none)
    }
}

extension StandingIntents {
    fileprivate var none: StandingIntents {
        StandingIntents(
            [], zones: [], own: RunIdentity(name: "", by: "", host: "", process: 0, url: nil, clone: ""),
            now: Instant(seconds: 0))
    }
}
