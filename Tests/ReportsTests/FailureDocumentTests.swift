internal import DNSModel
internal import Reports
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("A failure as a document") struct FailureDocumentTests {
    @Test("Errors become reasons with place, zone, record set, advice and details") func everyMember() throws {
        let zones = try ["example.com.", "sub.example.com."].map { try DomainName(parsing: $0, origin: .root) }
        var document = FailureDocument(zones: zones)
        document.take("zones/example.com.yaml:12:9: error: 'mail' has no final dot; write 'mail.' [name-not-absolute]")
        document.take("warning: this is no reason [settings-changed]")
        document.take("error: example.com. on aws: access is denied; ask for it\n  and wait [provider-denied]")
        document.take("stale: www.sub.example.com. A [blue one] moved since the plan was made [live-moved]")
        document.take("  was: ttl 300  192.0.2.1")
        document.take("refused: something without an id")
        document.take("Nothing was changed.")
        try expectGolden(String(decoding: try document.octets(exitCode: 4), as: UTF8.self), "failure.json")
    }

    @Test("What was done with a plan is a document with every member of its kind") func actions() throws {
        let plan = ZonePlanner.fixture(.off).plan(from: zone(["a 60 A 192.0.2.1"]), to: zone(["b 60 A 192.0.2.1"]))
        let document = try PlanDocument(.fixture([plan]))
        for (action, name) in [
            (ActionDocument.Action.approved(signature: "plan.json.sig"), "action-approved.json"),
            (.proposed(signatures: 2, ledger: "gate53-ledger", remote: "origin"), "action-proposed.json"),
            (.commented(words: "Written."), "action-commented.json"),
            (.nothing, "action-nothing.json"),
        ] {
            try expectGolden(String(decoding: try ActionDocument(action, document).octets(), as: UTF8.self), name)
        }
    }

    @Test("The exit code says the outcome", arguments: [(1, "failed"), (3, "refused"), (4, "stale"), (64, "usage")])
    func outcome(_ code: Int32, _ word: String) throws {
        let text = String(decoding: try FailureDocument().octets(exitCode: code), as: UTF8.self)
        #expect(text.contains("\"outcome\" : \"\(word)\""))
    }
}
