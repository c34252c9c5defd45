internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("What name servers are to serve after a plan") struct PropagationTests {
    let apex: DomainName = "example.com."

    private func isServed(_ check: PropagationCheck, by zone: Zone) -> [Bool] {
        let server = AuthoritativeServer([zone])
        return check.questions.enumerated().map { index, question in
            check.isServed(ServedAnswer(server.answer(question), to: question, in: apex), at: index)
        }
    }

    @Test("A server of the new zone serves every change, one of the old zone none") func law() {
        var generator = Generator(seed: 11)
        var asked = 0
        for index in 0..<300 {
            let before = generator.zone(count: 1 + index % 20)
            let after = generator.edited(before, edits: 1 + index % 5)
            let check = PropagationCheck(diff(from: before, to: after), live: after)
            #expect(isServed(check, by: after).allSatisfy { $0 }, "\(index)")
            // What an old or a new wildcard makes up may look as it should.
            if before.sets.contains(where: \.name.isWildcard) || after.sets.contains(where: \.name.isWildcard) {
                continue
            }
            #expect(!isServed(check, by: before).contains(true), "\(index)")
            asked += check.questions.count
        }
        #expect(asked > 200)
    }

    @Test("Where a set is gone, what a wildcard makes up is served in its place") func wildcard() {
        let gone = recordSet("www 300 A 192.0.2.1")
        let live = zone(["* 60 A 192.0.2.9", "mail 300 A 192.0.2.2"])
        let check = PropagationCheck([.delete(gone)], live: live)
        #expect(isServed(check, by: live) == [true])
        let still = zone(["* 60 A 192.0.2.9", "mail 300 A 192.0.2.2", "www 300 A 192.0.2.1"])
        #expect(isServed(check, by: still) == [false])
    }

    @Test("Where a wildcard is an alias or of a routing policy, a set is gone when it is another") func wildcardAlias()
        throws
    {
        let gone = recordSet("www 300 A 192.0.2.1")
        let name: DomainName = "*.example.com."
        let alias = RecordSet(
            name: name, type: .a,
            alias: AliasTarget(place: .sameZone, name: "mail.example.com.", evaluatesTargetHealth: false))
        let live = try Zone(apex: apex, sets: [alias, recordSet("mail 300 A 192.0.2.2")])
        let check = PropagationCheck([.delete(gone)], live: live)
        #expect(isServed(check, by: live) == [true])
        #expect(isServed(check, by: zone(["www 300 A 192.0.2.1"])) == [false])
    }

    @Test("How long caches keep what an alias led to nobody knows; what is unchecked has a TTL all the same")
    func longestUncheckedTTL() throws {
        let soa = "@ 900 SOA ns.example.com. admin.example.com. 1 7200 900 1209600 86400"
        let plain = recordSet("www 86400 A 192.0.2.1")
        let alias = RecordSet(
            name: "www.example.com.", type: .a,
            alias: AliasTarget(place: .sameZone, name: "mail.example.com.", evaluatesTargetHealth: false))
        let mail = Change.update(from: recordSet("mail 60 A 192.0.2.1"), to: recordSet("mail 60 A 192.0.2.2"))
        let live = zone([soa, "mail 60 A 192.0.2.2"])
        #expect(PropagationCheck([mail, .update(from: plain, to: alias)], live: live).longestTTL == 86400)
        #expect(PropagationCheck([mail, .update(from: alias, to: plain)], live: live).longestTTL == nil)
        // A name that a wildcard stood for until now.
        let under = zone([soa, "*.long 86400 A 192.0.2.9", "new.long 60 A 192.0.2.1"])
        #expect(
            PropagationCheck([.create(recordSet("new.long 60 A 192.0.2.1"))], live: under).longestTTL == 86400)
    }

    @Test("Caches keep the old TTL; of what was not there, as long as the SOA says") func longestTTL() {
        let soa = "@ 900 SOA ns.example.com. admin.example.com. 1 7200 900 1209600 86400"
        let live = zone([soa, "new 60 A 192.0.2.1", "www 60 A 192.0.2.2"])
        let created = Change.create(recordSet("new 60 A 192.0.2.1"))
        let updated = Change.update(from: recordSet("www 3600 A 192.0.2.1"), to: recordSet("www 60 A 192.0.2.2"))
        #expect(PropagationCheck([created], live: live).longestTTL == 900)
        #expect(PropagationCheck([created, updated], live: live).longestTTL == 3600)
        #expect(PropagationCheck([created], live: zone(["new 60 A 192.0.2.1"])).longestTTL == nil)
    }

    private func propagation(_ servers: [Propagation.Server], ttl: UInt32? = 300) -> Propagation {
        Propagation(
            plan: Digest(of: []), apex: apex, started: "2026-11-23T10:15:30.250Z", finished: "2026-11-23T10:16:30Z",
            servers: servers, sets: 2, longestTTL: ttl)
    }

    @Test("It is served when the last server serves it, and no cache has the old an old TTL later") func times() {
        let first = Propagation.Server(name: "ns1.example.com.", served: "2026-11-23T10:15:31.5Z")
        let second = Propagation.Server(name: "ns2.example.com.", served: "2026-11-23T10:15:40.75Z")
        let late = Propagation.Server(name: "ns3.example.com.", behind: ["www.example.com. A"], behindCount: 1)
        var nothing = propagation([Propagation.Server(name: "ns1.example.com.")])
        nothing.sets = 0
        #expect(nothing.isServed && nothing.served == nil && nothing.cachesExpire == nil)
        #expect(propagation([first, second]).served == "2026-11-23T10:15:40.75Z")
        #expect(propagation([first, second]).cachesExpire == "2026-11-23T10:20:41Z")
        #expect(propagation([first, second], ttl: nil).cachesExpire == nil)
        #expect(!propagation([first, late]).isServed)
        #expect(propagation([first, late]).cachesExpire == nil)
    }

    @Test(
        "A document says what was found out, and nothing is lost",
        arguments: [
            DelegationCheck.agrees, .missing, .unknown("nobody \u{1B}[31m answers"),
            .differs(onlyParent: ["ns9.example.net."], onlyZone: []), nil,
        ] as [DelegationCheck?])
    func document(_ delegation: DelegationCheck?) throws {
        var written = propagation([
            Propagation.Server(name: "ns1.example.com.", address: "192.0.2.1", served: "2026-11-23T10:15:31.5Z"),
            Propagation.Server(name: "ns2.example.com.", behind: ["www.example.com. A"], behindCount: 7),
            Propagation.Server(name: "ns3.example.com.", problem: "has no address"),
        ])
        written.delegation = delegation
        written.unchecked.aliases = 3
        let octets = try PropagationDocument.encode(written)
        #expect(try PropagationDocument.decode(octets) == written)
        #expect(!octets.contains(0x1B))
    }

    @Test("A newer document, and one that is none, are refused") func refused() throws {
        var text = String(decoding: try PropagationDocument.encode(propagation([])), as: UTF8.self)
        #expect(throws: DocumentError.self) { try PropagationDocument.decode(Array("{}".utf8)) }
        text = text.replacing("gate53-propagation/1", with: "gate53-propagation/2")
        let error = #expect(throws: DocumentError.self) { try PropagationDocument.decode(Array(text.utf8)) }
        #expect(error?.code == .newerFormat)
    }
}

@Suite("A delegation") struct DelegationCheckTests {
    let apex: DomainName = "example.com."
    let servers: [DomainName] = ["ns1.example.com.", "ns2.example.com."]

    private func check(_ parent: [String]) -> DelegationCheck {
        let parent = zone(parent, in: "com.")
        return DelegationCheck(
            AuthoritativeServer([parent]).answer(DNSQuestion(apex, .ns)), of: apex, nameServers: servers)
    }

    @Test("The parent's name servers are held against the zone's own") func compared() {
        #expect(check(["example 300 NS ns2.example.com. | ns1.example.com."]) == .agrees)
        #expect(
            check(["example 300 NS ns1.example.com. | old.example.net."])
                == .differs(onlyParent: ["old.example.net."], onlyZone: ["ns2.example.com."]))
        #expect(check(["other 300 NS ns1.example.com."]) == .missing)
        #expect(check(["*.example 300 A 192.0.2.1"]) == .missing)
    }

    @Test("A server that can't know is no word of the parent") func unknown() {
        let child = zone(["@ 300 NS ns1.example.com. | ns2.example.com."])
        for server in [
            // It serves the zone itself too.
            AuthoritativeServer([child]), AuthoritativeServer([], failure: .serverFailure), AuthoritativeServer([]),
        ] {
            let answer = server.answer(DNSQuestion(apex, .ns))
            guard case .unknown = DelegationCheck(answer, of: apex, nameServers: servers) else {
                Issue.record("it counts")
                continue
            }
        }
    }
}
