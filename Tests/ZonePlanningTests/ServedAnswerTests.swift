internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("What a name server serves") struct ServedAnswerTests {
    let apex: DomainName = "example.com."
    let question = DNSQuestion("www.example.com.", .a)
    let address = RecordData.a(IPv4Address(bits: 0xC000_0201))
    let ttl = TTL(seconds: 300) ?? .maximum

    private func message(
        _ code: ResponseCode = .noError, isAuthoritative: Bool = true, answer: [ResourceRecord] = [],
        authority: [ResourceRecord] = []
    ) -> DNSMessage {
        DNSMessage(
            id: 1, question: question, isResponse: true, isAuthoritative: isAuthoritative, responseCode: code,
            answer: answer, authority: authority)
    }

    private func record(_ name: DomainName, _ data: RecordData, ttl: TTL? = nil) -> ResourceRecord {
        ResourceRecord(name: name, ttl: ttl ?? self.ttl, data: data)
    }

    private func start(_ zone: DomainName) -> ResourceRecord {
        record(
            zone,
            .soa(SOA(mname: zone, rname: zone, serial: 1, refresh: 1, retry: 1, expire: 1, minimum: 1)))
    }

    @Test("That there is nothing is believed only where it is an answer to that") func nothingOfAnotherKind() {
        let other = record("other.example.com.", address)
        let child: DomainName = "sub.example.com."
        for code in [ResponseCode.noError, .nameError] {
            for wrong in [
                message(code), message(code, answer: [other]), message(code, answer: [other], authority: [start(apex)]),
                message(code, answer: [record(question.name, .txt(TXT([1])))]),
                message(code, authority: [start("com.")]), message(code, authority: [start("example.net.")]),
                message(code, authority: [start("www2.example.com.")]),
                message(code, authority: [record(apex, .ns("ns.example.com."))]),
                message(code, answer: [record("a.example.com.", .cname(question.name))], authority: [start(apex)]),
                message(code, answer: [record("sub.example.com.", .dname("example.net."))]),
            ] {
                guard case .unknown = ServedAnswer(wrong, to: question, in: apex) else {
                    Issue.record("\(wrong) is believed")
                    continue
                }
            }
            // A chain of aliases that begins at the name, and the SOA of where it ends.
            let chain = message(
                code, answer: [record("a.example.net.", address), record(question.name, .cname("a.example.net."))],
                authority: [start("example.net.")])
            #expect(ServedAnswer(chain, to: question, in: apex) == .nothing)
            let below = DNSQuestion("a.sub.example.com.", .a)
            let renamed = message(code, answer: [record(child, .dname("example.net."))])
            #expect(ServedAnswer(renamed, to: below, in: apex) == .nothing)
            // The server has the zone below as well, and says what that has.
            let hidden = message(code, authority: [start(child)])
            #expect(ServedAnswer(hidden, to: below, in: apex) == .hidden)
        }
    }

    @Test("Records of the name and type count, whatever else is there") func records() {
        let other = RecordData.a(IPv4Address(bits: 7))
        let answer = ServedAnswer(
            message(answer: [
                record(question.name, address), record("other.example.com.", other),
                record(question.name, .txt(TXT([1]))), record(question.name, address, ttl: TTL(seconds: 60)),
            ]), to: question, in: apex)
        #expect(answer == .records(ttl: TTL(seconds: 60) ?? ttl, data: [address]))
    }

    @Test("No such name, and no such type, are nothing; an alias is no address") func nothing() {
        #expect(ServedAnswer(message(.nameError, authority: [start(apex)]), to: question, in: apex) == .nothing)
        #expect(ServedAnswer(message(authority: [start(apex)]), to: question, in: apex) == .nothing)
        let alias = message(answer: [record(question.name, .cname("a.example.com."))])
        #expect(ServedAnswer(alias, to: question, in: apex) == .nothing)
        // RFC 6604: the alias is there although its target is not.
        let broken = message(.nameError, answer: [record(question.name, .cname("gone.example.com."))])
        let asked = DNSQuestion(question.name, .cname)
        #expect(ServedAnswer(broken, to: asked, in: apex) == .records(ttl: ttl, data: [.cname("gone.example.com.")]))
    }

    @Test(
        "Who is not authoritative says nothing",
        arguments: [
            ResponseCode.noError, .nameError, .refused, .serverFailure, .formatError, ResponseCode(rawValue: 23),
        ])
    func lame(_ code: ResponseCode) {
        // A resolver's answer has the right records, and is no proof that the server serves them.
        let cached = message(code, isAuthoritative: false, answer: [record(question.name, address)])
        guard case .unknown(let why) = ServedAnswer(cached, to: question, in: apex) else {
            Issue.record("it counts")
            return
        }
        #expect(code == .noError ? why == "is not authoritative for example.com." : why == "answers \(code)")
    }

    @Test("A delegation shows its NS and nothing else") func delegation() {
        let cut: DomainName = "sub.example.com."
        let referral = message(isAuthoritative: false, authority: [record(cut, .ns("ns.sub.example.com."))])
        #expect(
            ServedAnswer(referral, to: DNSQuestion(cut, .ns), in: apex)
                == .records(ttl: ttl, data: [.ns("ns.sub.example.com.")]))
        for question in [DNSQuestion(cut, .a), DNSQuestion("a.sub.example.com.", .a)] {
            #expect(
                ServedAnswer(referral, to: question, in: apex)
                    == .unknown("delegates sub.example.com. to other name servers"))
        }
        // From a server that has the child zone too: its own NS, which need not be those of the delegation.
        let own = message(answer: [record(cut, .ns("ns.sub.example.com."))])
        #expect(ServedAnswer(own, to: DNSQuestion(cut, .ns), in: apex) == .hidden)
        // One that points upwards is from a server that does not have the zone.
        let upward = message(isAuthoritative: false, authority: [record("com.", .ns("a.gtld-servers.net."))])
        #expect(ServedAnswer(upward, to: question, in: apex) == .unknown("is not authoritative for example.com."))
    }
}
