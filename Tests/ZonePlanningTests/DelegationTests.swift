internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Delegations") struct DelegationTests {
    private func notes(_ zones: [(DomainName, declared: [String], live: [String]?)]) -> [String] {
        Delegations.notes(
            on: zones.map { apex, declared, live in
                Delegations.Subject(declared: zone(declared, in: apex), live: live.map { zone($0, in: apex) })
            }
        ).map(\.note)
    }

    @Test("A child whose parent says nothing, something else, or the same") func parents() {
        let servers = "@ 300 NS ns1.example.net. | ns2.example.net."
        #expect(
            notes([("example.com.", [], []), ("a.b.example.com.", [], [servers])]) == [
                "example.com. does not delegate a.b.example.com., so nobody finds it; declare there: NS "
                    + "ns1.example.net., ns2.example.net."
            ])
        #expect(
            notes([
                ("example.com.", ["a 300 NS ns2.example.net. | ns1.example.net."], []),
                ("a.example.com.", [], [servers]),
            ])
            .isEmpty)
        #expect(
            notes([("example.com.", ["a 300 NS ns1.example.net."], []), ("a.example.com.", [], [servers])]) == [
                "example.com. delegates a.example.com. to ns1.example.net., but its name servers are ns1.example.net., "
                    + "ns2.example.net."
            ])
    }

    @Test("Declared name servers go before live ones; the nearest parent counts; unknown ones are not guessed")
    func which() {
        let declared = "@ 300 NS ns9.example.net."
        #expect(
            notes([("example.com.", ["a 300 NS ns9.example.net."], nil), ("a.example.com.", [declared], ["@ 1 NS x."])])
                .isEmpty)
        #expect(
            notes([
                ("example.com.", [], nil), ("b.example.com.", ["a 1 NS ns9.example.net."], nil),
                ("a.b.example.com.", [declared], nil),
            ]) == [])
        #expect(notes([("example.com.", [], nil), ("a.example.com.", [], nil)]).isEmpty)
        #expect(notes([("example.org.", [], nil), ("a.example.com.", [declared], nil)]).isEmpty)
    }
}
