internal import StrictRoute53
internal import Testing

@Suite("Batches")
struct BatchTests {
    // MARK: F1 to F7

    @Test func `F1: a batch is validated in order on a copy, and committed at once or not at all`() throws {
        let client = try Client()
        let answer = client.change(
            .create(a("a.example.com", "192.0.2.1")), .create(a("b.example.org", "192.0.2.1")),
            .create(a("c.example.com", "192.0.2.1")))
        #expect(answer.status == 400)
        #expect(client.sets.isEmpty)
        #expect(!client.service.log.batches[0].committed)
        #expect(
            client.change(.create(a("a.example.com", "192.0.2.1")), .create(a("c.example.com", "192.0.2.1"))).status
                == 200)
        #expect(client.sets.count == 2)
    }

    @Test func `F2: CREATE of a key that exists fails, with equal and with other values`() throws {
        let client = try Client()
        #expect(client.change(.create(a("www.example.com", "192.0.2.1"))).status == 200)
        for value in ["192.0.2.1", "192.0.2.2"] {
            let answer = client.change(.create(a("WWW.example.com.", value)))
            #expect(
                answer.message
                    == "[Tried to create resource record set [name='www.example.com.', type='A'] but it already exists]"
            )
        }
    }

    @Test func `F3: DELETE of what is absent and of what is different are told apart`() throws {
        let client = try Client()
        let absent = client.change(.delete(weighted("w.example.com", "s")))
        #expect(
            absent.message
                == "[Tried to delete resource record set [name='w.example.com.', type='A', set-identifier='s'] but it was not found]"
        )
        #expect(client.change(.create(a("www.example.com", "192.0.2.1"))).status == 200)
        let different = client.change(.delete(a("www.example.com", "192.0.2.2")))
        #expect(
            different.message
                == "[Tried to delete resource record set [name='www.example.com.', type='A'] but the values provided do not match the current values]"
        )
        #expect(client.sets.count == 1)
    }

    @Test(
        arguments: [
            { (set: inout RecordSet) in set.ttl = 61 },
            { $0.values = ["192.0.2.1"] },
            { $0.values = ["192.0.2.1", "192.0.2.2", "192.0.2.3"] },
            { $0.failover = "SECONDARY" },
            { $0.healthCheckID = nil },
            { $0.healthCheckID = "another" },
        ] as [@Sendable (inout RecordSet) -> Void])
    func `F4: DELETE compares TTL, values, routing and health check`(_ change: @Sendable (inout RecordSet) -> Void)
        throws
    {
        let client = try Client()
        client.service.addHealthCheck("check")
        let set = member("f.example.com", "s") {
            $0.failover = "PRIMARY"
            $0.healthCheckID = "check"
            $0.values = ["192.0.2.1", "192.0.2.2"]
        }
        #expect(client.change(.create(set)).status == 200)
        #expect(client.change(.delete(set.with(change))).message.contains("do not match the current values"))
        // The order of values and the spelling of the name do not count.
        let same = set.with {
            $0.values?.reverse()
            $0.name = "F.Example.COM."
        }
        #expect(client.change(.delete(same)).status == 200)
    }

    @Test func `F4: DELETE compares all three parts of an alias`() throws {
        let client = try Client()
        try client.service.create(
            [
                a("t.example.com", "192.0.2.1"), a("u.example.com", "192.0.2.1"),
                alias("x.example.com", to: "T.example.com"),
            ],
            in: client.zone)
        let wrong: [RecordSet] = [
            alias("x.example.com", to: "u.example.com"),
            alias("x.example.com", to: "t.example.com", in: "ZOTHER"),
            alias("x.example.com", to: "t.example.com").with { $0.alias?.evaluatesTargetHealth = true },
            a("x.example.com", "192.0.2.1"),
        ]
        for set in wrong { #expect(client.change(.delete(set)).message.contains("do not match the current values")) }
        #expect(client.change(.delete(alias("x.example.com", to: "t.example.com."))).status == 200)
    }

    @Test func `F4: whether DELETE compares text or meaning is a setting, and text is the default`() throws {
        let client = try Client()
        let stored = RecordSet("v6.example.com", "AAAA", "2001:0db8::1")
        let spelled = RecordSet("v6.example.com", "AAAA", "2001:db8::1")
        #expect(client.change(.create(stored)).status == 200)
        #expect(client.change(.delete(spelled)).message.contains("do not match the current values"))
        client.service.settings.deleteComparesText = false
        #expect(client.change(.delete(spelled)).status == 200)
    }

    @Test func `F5: UPSERT creates, and replaces the whole set`() throws {
        let client = try Client()
        #expect(client.change(.upsert(a("www.example.com", "192.0.2.1"))).status == 200)
        #expect(client.change(.upsert(a("www.example.com", "192.0.2.9", ttl: 1))).status == 200)
        #expect(client.sets == [a("www.example.com.", "192.0.2.9", ttl: 1)])
    }

    @Test(arguments: [
        ("AAAA", "2001:0DB8::1", "2001:db8::1"), ("CNAME", "Target.example.net", "target.example.net."),
        ("MX", "10 Mail.example.net", "10 mail.example.net."), ("TXT", #""a\073b""#, #""a;b""#),
    ])
    func `F5: an equal UPSERT keeps the text that was stored first`(_ type: String, _ first: String, _ second: String)
        throws
    {
        let client = try Client()
        let old = RecordSet("x.example.com.", type, first)
        let new = RecordSet("x.example.com.", type, second)
        #expect(client.change(.create(old)).status == 200)
        #expect(client.change(.upsert(new)).status == 200)
        let keepsText = type != "TXT"
        #expect(client.sets == [keepsText ? old : new])
        #expect(client.change(.delete(keepsText ? old : new), .create(old.with { $0.ttl = 9 })).status == 200)
        #expect(client.sets == [old.with { $0.ttl = 9 }])
        client.service.settings.keepsEqualText = false
        #expect(client.change(.upsert(new.with { $0.ttl = 9 })).status == 200)
        #expect(client.sets == [new.with { $0.ttl = 9 }])
    }

    @Test func `F6: a key is changed once in a batch, or by DELETE and then CREATE`() throws {
        let client = try Client()
        let old = a("www.example.com", "192.0.2.1")
        let new = a("www.example.com", "192.0.2.2")
        try client.service.create([old], in: client.zone)
        let wrong: [[Change]] = [
            [.create(new), .delete(old)], [.delete(old), .delete(old)], [.upsert(new), .upsert(new)],
            [.create(new), .create(new)], [.delete(old), .create(new), .delete(new)], [.upsert(new), .delete(new)],
            [.delete(old), .upsert(new)],
        ]
        for changes in wrong {
            #expect(
                client.change(changes).message
                    == "[The request contains an invalid set of changes for a resource record set 'A www.example.com.']"
            )
        }
        #expect(client.sets == [a("www.example.com.", "192.0.2.1")])
        #expect(client.change(.delete(old), .create(new)).status == 200)
    }

    @Test func `F6: DELETE and CREATE of the identical set is refused, unless guards are allowed`() throws {
        let client = try Client()
        let set = a("www.example.com", "192.0.2.1")
        try client.service.create([set], in: client.zone)
        #expect(client.change(.delete(set), .create(set)).message.contains("but it already exists"))
        client.service.settings.allowsGuards = true
        #expect(client.change(.delete(set), .create(set)).status == 200)
    }

    @Test func `F7: everything that is wrong with a batch is in one list`() throws {
        let client = try Client()
        let answer = client.change(
            .delete(a("gone.example.com", "192.0.2.1")), .create(RecordSet("bad.example.com", "A", "192.0.2.256")),
            .create(a("fine.example.com", "192.0.2.1")), .create(a("www.example.org", "192.0.2.1")))
        #expect(
            answer.message == """
                [Tried to delete resource record set [name='gone.example.com.', type='A'] but it was not found, \
                Invalid Resource Record: 'FATAL problem: ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) \
                encountered with '192.0.2.256'', RRSet with DNS name www.example.org. is not permitted in zone example.com.]
                """)
    }

    @Test func `F7: a compare-and-swap that lost names both of its halves`() throws {
        let client = try Client()
        try client.service.create([a("www.example.com", "198.51.100.1")], in: client.zone)
        let answer = client.change(
            .delete(a("www.example.com", "192.0.2.1")), .create(a("www.example.com", "192.0.2.2")))
        #expect(answer.message.contains("do not match the current values"))
        #expect(answer.message.contains("but it already exists"))
        #expect(client.sets == [a("www.example.com.", "198.51.100.1")])
    }

    // MARK: F8 and F9

    private func values(_ count: Int, in set: Int) -> [String] {
        (0..<count).map { "10.\(set).\($0 / 256).\($0 % 256)" }
    }

    private func batch(of records: Int) -> [RecordSet] {
        stride(from: 0, to: records, by: 100).map { start in
            RecordSet("s\(start).example.com", "A", values: values(min(100, records - start), in: start / 100))
        }
    }

    @Test func `F8: 1,000 records fit in a batch and 1,001 do not; UPSERT counts twice, an alias once`() throws {
        let tooMany = "[Number of records limit of 1000 exceeded.]"
        #expect(try Client().change(batch(of: 1000).map { .create($0) }).status == 200)
        #expect(try Client().change(batch(of: 1001).map { .create($0) }).message == tooMany)
        #expect(try Client().change(batch(of: 500).map { .upsert($0) }).status == 200)
        #expect(try Client().change(batch(of: 501).map { .upsert($0) }).message == tooMany)
        let aliases = try Client()
        try aliases.service.create([a("t.example.com", "192.0.2.1")], in: aliases.zone)
        func creates(_ count: Int) -> [Change] {
            (0..<count).map { .create(alias("a\($0).example.com", to: "t.example.com")) }
        }
        #expect(aliases.change(creates(1001)).message == tooMany)
        #expect(aliases.change(creates(1000)).status == 200)
    }

    @Test func `F8: 32,000 characters of values fit, 32,001 do not; UPSERT counts twice, quotes and spaces count`()
        throws
    {
        let tooLong = "[RDATA character limit of 32000 exceeded.]"
        // Every value has 4,000 characters: fifteen strings of 255 with quotes and a space, and a rest.
        func text(_ length: Int) -> String {
            let full = Array(repeating: "\"\(String(repeating: "x", count: 255))\"", count: length / 258)
            let rest = length % 258
            return (full + (rest >= 2 ? ["\"\(String(repeating: "y", count: rest - 2))\""] : [])).joined(separator: " ")
        }
        #expect(text(4000).count == 4000)
        func sets(_ count: Int, last: Int) -> [RecordSet] {
            (0..<count).map { RecordSet("t\($0).example.com", "TXT", text($0 == count - 1 ? last : 4000)) }
        }
        #expect(try Client().change(sets(8, last: 4000).map { .create($0) }).status == 200)
        #expect(
            try Client().change((sets(8, last: 4000) + [a("x.example.com", "1.2.3.4")]).map { .create($0) }).message
                == tooLong)
        #expect(try Client().change(sets(4, last: 4000).map { .upsert($0) }).status == 200)
        #expect(
            try Client().change((sets(4, last: 4000) + [a("x.example.com", "1.2.3.4")]).map { .upsert($0) }).message
                == tooLong)
        let exact = sets(8, last: 3999) + [RecordSet("z.example.com", "TXT", "\"\"")]
        #expect(try Client().change(exact.map { .create($0) }).message == tooLong)
    }

    @Test func `F9: 400 values, no duplicates, 4,000 characters, a TTL in range`() throws {
        let client = try Client()
        let set = RecordSet("many.example.com", "A", values: values(400, in: 1))
        #expect(client.change(.create(set)).status == 200)
        let more = RecordSet("more.example.com", "A", values: values(401, in: 1))
        #expect(client.change(.create(more)).message == "[Cannot have more than 400 records in a RRSet.]")
        let twice = a("twice.example.com", "192.0.2.1", "192.0.2.1")
        #expect(client.change(.create(twice)).message == "[Duplicate Resource Record: '192.0.2.1']")
        let respelled = RecordSet("twice.example.com", "AAAA", "2001:db8::1", "2001:DB8::1")
        #expect(client.change(.create(respelled)).message == "[Duplicate Resource Record: '2001:DB8::1']")
        let long = RecordSet("long.example.com", "TXT", String(repeating: "x", count: 4001))
        #expect(client.change(.create(long)).code == "InvalidInput")
        #expect(
            client.change(.create(long)).message.contains(
                "with length = '4001' is not facet-valid with respect to maxLength '4000'"))
        #expect(client.change(.create(a("t.example.com", "192.0.2.1", ttl: 2_147_483_647))).status == 200)
        #expect(client.change(.create(a("u.example.com", "192.0.2.1", ttl: 0))).status == 200)
        #expect(
            client.change(.create(a("v.example.com", "192.0.2.1", ttl: 2_147_483_648))).message.contains(
                "cvc-maxInclusive-valid"))
        #expect(
            client.change(.create(a("v.example.com", "192.0.2.1", ttl: -1))).message.contains("cvc-minInclusive-valid"))
    }

    @Test func `a zone has a largest number of record sets`() throws {
        let client = try Client()
        client.service.setRecordSetLimit(4, of: client.zone)
        #expect(
            client.change(.create(a("a.example.com", "192.0.2.1")), .create(a("b.example.com", "192.0.2.1"))).status
                == 200)
        let answer = client.change(.create(a("c.example.com", "192.0.2.1")))
        #expect(answer.code == "InvalidChangeBatch")
        #expect(answer.message == "[Exceeded limit MAX_RRSETS_BY_ZONE for zone: ZEXAMPLE]")
        let limit = client.get("/hostedzonelimit/ZEXAMPLE/MAX_RRSETS_BY_ZONE")
        #expect(limit["Value"] == "4")
        #expect(limit["Count"] == "4")
    }

    // MARK: The order inside a batch

    @Test func `a CNAME goes before the A comes, never after it`() throws {
        let client = try Client()
        let cname = RecordSet("x.example.com", "CNAME", "target.example.net")
        try client.service.create([cname], in: client.zone)
        let wrong = client.change(.create(a("x.example.com", "192.0.2.1")), .delete(cname))
        #expect(
            wrong.message
                == "[RRSet of type A with DNS name x.example.com. is not permitted because a conflicting RRSet of type  CNAME with the same DNS name already exists in zone example.com.]"
        )
        #expect(client.change(.delete(cname), .create(a("x.example.com", "192.0.2.1"))).status == 200)
    }

    @Test func `an alias comes after the target that the batch creates or upserts`() throws {
        let client = try Client()
        let target = a("t.example.com", "192.0.2.1")
        let link = alias("x.example.com", to: "t.example.com")
        let notFound =
            "[Tried to create an alias that targets t.example.com., type A in zone ZEXAMPLE, but that target was not found]"
        #expect(client.change(.create(link), .create(target)).message == notFound)
        #expect(client.change(.create(target), .create(link)).status == 200)
        // Even when the target exists, an UPSERT of it comes first.
        let other = alias("y.example.com", to: "t.example.com")
        let changed = target.with { $0.ttl = 5 }
        #expect(client.change(.upsert(other), .upsert(changed)).message == notFound)
        #expect(client.change(.upsert(changed), .upsert(other)).status == 200)
        // Replacing the target under an alias is fine, taking it away is not.
        #expect(client.change(.delete(changed), .create(target)).status == 200)
        #expect(client.change(.delete(target)).message.contains("targets it"))
        #expect(client.change(.delete(link), .delete(other), .delete(target)).status == 200)
    }
}
