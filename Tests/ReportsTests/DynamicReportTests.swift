internal import DNSModel
internal import Reports
internal import TestSupport
internal import Testing
internal import ZonePlanning

// Decision 0104: names of the dynamic DNS service are left alone.

@Suite("Reports of hosts of the dynamic DNS service") struct DynamicReportTests {
    @Test("A plan counts them, and says of a name that git takes over that it was one") func plan() throws {
        let live = zone(["laptop.dyn 60 A 192.0.2.1", "phone.dyn 60 A 192.0.2.2"])
        let declared = DesiredZone(zone(["laptop.dyn 300 A 192.0.2.9"]))
        let suffix = DynamicSuffix(
            name: "dyn.example.com.", apex: "example.com.", ttl: try TTL(parsing: "60"),
            location: SourceLocation(file: "gate53.yaml", line: 5, column: 3))
        var planner = ZonePlanner.fixture()
        planner.ownership = Ownership(of: declared, ignoring: [], besides: [suffix])
        var plan = planner.plan(desired: declared, live: LiveZone(live), protectedBefore: []).plan
        for isHost in [true, false] {
            plan.changes[0].wasDynamic = isHost
            let document = try PlanDocument(.fixture([plan]))
            let text = TextReport(style: TextStyle(isColoured: false), width: 120).text(of: document, planPath: nil)
            #expect(text.contains("1 of hosts of the dynamic DNS service"))
            #expect(text.contains("\n      so far of a host of the dynamic DNS service\n") == isHost)
            let markdown = MarkdownReport().text(of: document)
            #expect(
                markdown.contains(
                    "- **not touched** `example.com.` `1 of hosts of the dynamic DNS service`"))
            #expect(
                markdown.contains(
                    "- **takes over** `example.com.` `laptop.dyn A: so far of a host of the dynamic DNS service`")
                    == isHost)
        }
    }
}
