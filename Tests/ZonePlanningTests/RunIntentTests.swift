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
                == "plan \(shown.plan.short) by Ada, started 1970-01-01T00:00:00Z (process 7 on h)")
        shown.run.url = "https://ci.example.com/1"
        shown.run.by = "Ada\n\u{1B}[31mred"
        #expect(shown.summary.hasSuffix("(https://ci.example.com/1)"))
        #expect(!shown.summary.unicodeScalars.contains { $0.value < 32 })
    }

    @Test("standing intents are alive until they were watched for a lifetime") func status() {
        let own = RunIdentity(name: "own", by: "", host: "", process: 1, url: nil, clone: "cown")
        let zones: [DomainName] = ["a.example.", "b.example."]
        let one = intent("one", ["b.example.", "c.example."], started: 100)
        let two = intent("two", ["a.example."], started: 50)
        let far = intent("far", ["c.example."], started: 100)
        func judge(_ watched: [String: RunWatch], own: RunIdentity = own, now: Int64 = 86_400) -> CompetingIntents {
            CompetingIntents([two, one, far], zones: zones, own: own, now: Instant(seconds: now)) {
                watched[$0.run.name]
            }
        }
        let whole = RunWatch(heartbeats: 0, seconds: RunIntent.lifetime)
        let almost = RunWatch(heartbeats: 0, seconds: RunIntent.lifetime - 1)
        #expect(judge([:]).alive == [two, one])
        #expect(judge([:]).dead == [])
        #expect(judge(["two": almost, "one": almost]).alive == [two, one])
        #expect(judge(["two": whole, "one": almost]).dead == [two])
        #expect(judge(["two": RunWatch(heartbeats: 1, seconds: 9_999)]).alive == [two, one])
        var mine = own
        mine.clone = one.run.clone
        #expect(judge([:], own: mine).dead == [one], "a run of this clone is dead, for its lock is ours")
        mine = one.run
        #expect(judge([:], own: mine).alive == [two])
        #expect(judge([:], now: 3 * 86_400).dead == [two, one])
        #expect(judge([:], now: .max).dead == [two, one])
        #expect(judge([:], now: .min).dead == [two, one])
    }
}
