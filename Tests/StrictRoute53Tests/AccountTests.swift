internal import StrictRoute53
internal import Testing

@Suite("Zones, tags and health checks")
struct AccountTests {
    private let space = "xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\""

    private func create(
        _ client: Client, _ name: String, _ reference: String, vpc: String = "", _ rest: String = ""
    ) -> Answer {
        let body =
            "<CreateHostedZoneRequest \(space)><Name>\(name)</Name>\(vpc)<CallerReference>\(reference)</CallerReference>"
            + "\(rest)</CreateHostedZoneRequest>"
        return client.send("POST", "/hostedzone", body: body)
    }

    // MARK: Zones

    @Test func `a zone is created with SOA, NS and four servers, read, commented and deleted`() throws {
        let client = try Client()
        let answer = create(
            client, "New.Example.ORG", "ref", "<HostedZoneConfig><Comment>c</Comment></HostedZoneConfig>")
        #expect(answer.status == 201)
        let path = try #require(answer["Id"])
        #expect(answer.response.header("Location") == "https://route53.amazonaws.com/2013-04-01\(path)")
        #expect(answer["Name"] == "new.example.org." && answer["ResourceRecordSetCount"] == "2")
        #expect(answer["Status"] == "PENDING" && answer["PrivateZone"] == "false")
        let servers = answer.root?.all("NameServer").map(\.text) ?? []
        #expect(servers.count == 4)
        let read = client.get(path)
        #expect(read.root?.all("NameServer").map(\.text) == servers)
        #expect(read["Comment"] == "c" && read["CallerReference"] == "ref")
        #expect(client.get(path + "/rrset").root?.all("Value").map(\.text).prefix(4) == servers[...])
        let comment = "<UpdateHostedZoneCommentRequest \(space)><Comment>d</Comment></UpdateHostedZoneCommentRequest>"
        #expect(client.send("POST", path, body: comment)["Comment"] == "d")
        let gone = client.send("DELETE", path)
        #expect(gone.status == 200 && gone["Status"] == "PENDING")
        #expect(client.get(path).code == "NoSuchHostedZone")
    }

    @Test func `a caller reference is used once, a name as often as one likes`() throws {
        let client = try Client()
        #expect(create(client, "example.net", "one").status == 201)
        let again = create(client, "example.net", "one")
        #expect(again.status == 409 && again.code == "HostedZoneAlreadyExists")
        #expect(create(client, "example.net", "two").status == 201)
        #expect(client.service.zoneIDs.count == 3)
    }

    @Test(arguments: ["com", "*.example.com", "a..b", "", "."]) func `names that no zone can have`(_ name: String)
        throws
    {
        #expect(create(try Client(), name, "ref").code == "InvalidDomainName")
    }

    @Test func `a zone with records is not deleted`() throws {
        let client = try Client()
        try client.service.create([a("www.example.com", "192.0.2.1")], in: client.zone)
        let answer = client.send("DELETE", "/hostedzone/ZEXAMPLE")
        #expect(answer.code == "HostedZoneNotEmpty")
        #expect(
            answer.message
                == "The specified hosted zone contains non-required resource record sets  and so cannot be deleted.")
        #expect(client.change(.delete(a("www.example.com", "192.0.2.1"))).status == 200)
        client.service.setDNSSEC("SIGNING", of: client.zone)
        #expect(client.get("/hostedzone/ZEXAMPLE/dnssec")["ServeSignature"] == "SIGNING")
        #expect(client.send("DELETE", "/hostedzone/ZEXAMPLE").code == "HostedZoneNotEmpty")
    }

    @Test func `private zones have a VPC, and are told apart`() throws {
        let client = try Client()
        let vpc = "<VPC><VPCRegion>eu-west-1</VPCRegion><VPCId>vpc-1</VPCId></VPC>"
        let answer = create(client, "example.com", "ref", vpc: vpc)
        #expect(answer.status == 201 && answer["PrivateZone"] == "true" && answer["VPCId"] == "vpc-1")
        let path = try #require(answer["Id"])
        #expect(client.get(path)["VPCRegion"] == "eu-west-1")
        #expect(client.get(path)["DelegationSet"] == nil)
        #expect(create(client, "example.com", "other", vpc: vpc).code == "ConflictingDomainExists")
        let config = "<HostedZoneConfig><PrivateZone>true</PrivateZone></HostedZoneConfig>"
        #expect(create(client, "example.net", "third", config).code == "InvalidInput")
        #expect(client.get("/hostedzone?hostedzonetype=PrivateHostedZone").root?.all("HostedZone").count == 1)
        #expect(client.get("/hostedzonesbyvpc?vpcid=vpc-1&vpcregion=eu-west-1")["OwningAccount"] == "123456789012")
        let id = path.split(separator: "/").last ?? ""
        #expect(client.get("/hostedzonelimit/\(id)/MAX_VPCS_ASSOCIATED_BY_ZONE")["Count"] == "1")
        #expect(client.get("/hostedzonelimit/ZEXAMPLE/MAX_VPCS_ASSOCIATED_BY_ZONE").code == "HostedZoneNotPrivate")
    }

    @Test func `all zones come page by page`() throws {
        let client = try Client()
        for index in 0..<120 { try client.service.addZone("z\(index).example.net") }
        var ids: [String] = []
        var query = "maxitems=1000"
        while true {
            let page = client.get("/hostedzone?" + query)
            ids += page.root?.all("HostedZone").compactMap { $0["Id"]?.text } ?? []
            #expect((page["NextMarker"] != nil) == (page["IsTruncated"] == "true"))
            guard let marker = page["NextMarker"], ids.count < 500 else { break }
            query = "maxitems=100&marker=\(marker)"
        }
        #expect(ids.count == 121 && Set(ids).count == 121)
        #expect(client.get("/accountlimit/MAX_HOSTED_ZONES_BY_OWNER")["Count"] == "121")
    }

    @Test func `zones by name begin at a name and go on behind it, several of one name by id`() throws {
        let client = try Client()
        for (name, id) in [("example.com", "ZA"), ("a.example.com", "ZB"), ("example.org", "ZC"), ("b.net", "ZD")] {
            try client.service.addZone(name, id: id)
        }
        func ids(_ query: String) -> [String] {
            client.get("/hostedzonesbyname" + query).root?.all("HostedZone").compactMap { $0["Id"]?.text } ?? []
        }
        let all = ["ZA", "ZEXAMPLE", "ZB", "ZD", "ZC"].map { "/hostedzone/\($0)" }
        #expect(ids("") == all)
        #expect(ids("?dnsname=example.com.&maxitems=1") == ["/hostedzone/ZA"])
        #expect(ids("?dnsname=A.example.com") == Array(all[2...]))
        #expect(ids("?dnsname=none.example.com") == Array(all[3...]))
        let page = client.get("/hostedzonesbyname?dnsname=example.com.&maxitems=1")
        #expect(page["NextDNSName"] == "example.com." && page["NextHostedZoneId"] == "ZEXAMPLE")
        #expect(ids("?dnsname=example.com.&hostedzoneid=ZEXAMPLE&maxitems=1") == ["/hostedzone/ZEXAMPLE"])
        #expect(client.get("/hostedzonesbyname?hostedzoneid=ZA").code == "InvalidInput")
        #expect(client.get("/hostedzonesbyname?dnsname=a..b").code == "InvalidDomainName")
    }

    @Test func `reusable delegation sets give their servers to zones`() throws {
        let client = try Client()
        func set(_ rest: String) -> Answer {
            client.send(
                "POST", "/delegationset",
                body: "<CreateReusableDelegationSetRequest \(space)>\(rest)</CreateReusableDelegationSetRequest>")
        }
        let answer = set("<CallerReference>r</CallerReference>")
        #expect(answer.status == 201)
        let path = try #require(answer["Id"])
        let id = String(path.split(separator: "/").last ?? "")
        let servers = answer.root?.all("NameServer").map(\.text)
        let zone = create(client, "example.net", "ref", "<DelegationSetId>\(id)</DelegationSetId>")
        #expect(zone.root?.all("NameServer").map(\.text) == servers)
        #expect(
            create(client, "example.net", "other", "<DelegationSetId>\(id)</DelegationSetId>").code
                == "DelegationSetNotAvailable")
        #expect(
            create(client, "example.org", "third", "<DelegationSetId>NNONE</DelegationSetId>").code
                == "NoSuchDelegationSet")
        #expect(client.get("/hostedzone?delegationsetid=\(id)").root?.all("HostedZone").count == 1)
        #expect(client.get(path).root?.all("NameServer").map(\.text) == servers)
        let own = set("<CallerReference>own</CallerReference><HostedZoneId>ZEXAMPLE</HostedZoneId>")
        #expect(own.root?.all("NameServer").map(\.text) == client.service.nameServers(of: client.zone))
        #expect(client.get("/delegationset").root?.all("DelegationSet").count == 2)
    }

    // MARK: Tags and health checks

    @Test func `tags are added, removed and listed, ten at most`() throws {
        let client = try Client()
        func change(_ id: String, _ add: [String], _ remove: [String] = []) -> Answer {
            let added = add.map { "<Tag><Key>\($0)</Key><Value>v</Value></Tag>" }.joined()
            let removed = remove.map { "<Key>\($0)</Key>" }.joined()
            return client.send(
                "POST", "/tags/hostedzone/\(id)",
                body: "<ChangeTagsForResourceRequest \(space)>" + (add.isEmpty ? "" : "<AddTags>\(added)</AddTags>")
                    + (remove.isEmpty ? "" : "<RemoveTagKeys>\(removed)</RemoveTagKeys>")
                    + "</ChangeTagsForResourceRequest>")
        }
        let ten = (0..<10).map { "k\($0)" }
        #expect(change("ZEXAMPLE", ten).status == 200)
        #expect(change("ZEXAMPLE", ["more"]).code == "InvalidInput")
        #expect(change("ZEXAMPLE", ["more"], ["k0"]).status == 200)
        #expect(change("ZEXAMPLE", (0..<11).map { "n\($0)" }).code == "InvalidInput")
        #expect(change("ZNONE", ["k"]).code == "NoSuchHostedZone")
        let tags = client.get("/tags/hostedzone/ZEXAMPLE")
        #expect(tags.root?.all("Key").map(\.text) == Array(ten.dropFirst()) + ["more"])
        func list(_ ids: [String]) -> Answer {
            let elements = ids.map { "<ResourceId>\($0)</ResourceId>" }.joined()
            return client.send(
                "POST", "/tags/hostedzone",
                body:
                    "<ListTagsForResourcesRequest \(space)><ResourceIds>\(elements)</ResourceIds></ListTagsForResourcesRequest>"
            )
        }
        #expect(list(["ZEXAMPLE"]).root?.all("Tag").count == 10)
        #expect(list(["ZEXAMPLE", "ZNONE"]).code == "NoSuchHostedZone")
        #expect(list((0..<11).map { "Z\($0)" }).code == "InvalidInput")
    }

    @Test func `health checks have versions, and references that are used once`() throws {
        let client = try Client()
        func create(_ reference: String, port: Int) -> Answer {
            client.send(
                "POST", "/healthcheck",
                body:
                    "<CreateHealthCheckRequest \(space)><CallerReference>\(reference)</CallerReference><HealthCheckConfig>"
                    + "<IPAddress>192.0.2.1</IPAddress><Port>\(port)</Port><Type>TCP</Type></HealthCheckConfig>"
                    + "</CreateHealthCheckRequest>")
        }
        let first = create("r", port: 1)
        let id = try #require(first["Id"])
        #expect(first.status == 201 && first["HealthCheckVersion"] == "1")
        #expect(create("r", port: 1)["Id"] == id)
        #expect(create("r", port: 2).code == "HealthCheckAlreadyExists")
        func update(_ version: Int) -> Answer {
            client.send(
                "POST", "/healthcheck/\(id)",
                body:
                    "<UpdateHealthCheckRequest \(space)><HealthCheckVersion>\(version)</HealthCheckVersion><Port>3</Port>"
                    + "</UpdateHealthCheckRequest>")
        }
        #expect(update(2).code == "HealthCheckVersionMismatch" && update(2).status == 409)
        #expect(update(1)["HealthCheckVersion"] == "2")
        #expect(client.get("/healthcheck/\(id)")["Port"] == "3")
        #expect(client.get("/healthcheck").root?.all("HealthCheck").count == 1)
        // It can go while a record set refers to it.
        let set = member("f.example.com", "s") { ($0.failover, $0.healthCheckID) = ("PRIMARY", id) }
        #expect(client.change(.create(set)).status == 200)
        #expect(client.send("DELETE", "/healthcheck/\(id)").status == 200)
        #expect(client.send("DELETE", "/healthcheck/\(id)").code == "NoSuchHealthCheck")
        #expect(create("r", port: 1).code == "HealthCheckAlreadyExists")
        #expect(client.change(.delete(set)).status == 200)
    }

    // MARK: Answers

    @Test func `TestDNSAnswer says what a name server would`() throws {
        let client = try Client()
        try client.service.create(
            [
                a("t.example.com", "192.0.2.1", "192.0.2.2"), alias("x.example.com", to: "t.example.com"),
                a("*.w.example.com", "192.0.2.3"), RecordSet("c.example.com", "CNAME", "t.example.com"),
            ], in: client.zone)
        func ask(_ name: String, _ type: String = "A") -> (String?, [String]) {
            let answer = client.get(
                "/testdnsanswer?hostedzoneid=ZEXAMPLE&recordname=\(percentEncoded(name))&recordtype=\(type)")
            return (answer["ResponseCode"], answer.root?.all("RecordDataEntry").map(\.text) ?? [])
        }
        for (name, code, values) in [
            ("t.example.com", "NOERROR", ["192.0.2.1", "192.0.2.2"]),
            ("x.example.com", "NOERROR", ["192.0.2.1", "192.0.2.2"]),
            ("any.w.example.com", "NOERROR", ["192.0.2.3"]), ("c.example.com", "NOERROR", ["t.example.com"]),
            ("w.example.com", "NOERROR", []), ("none.example.com", "NXDOMAIN", []), ("example.org", "REFUSED", []),
        ] as [(String, String, [String])] {
            #expect(ask(name) == (code, values))
        }
        #expect(ask("t.example.com", "TXT") == ("NOERROR", []))
    }
}
