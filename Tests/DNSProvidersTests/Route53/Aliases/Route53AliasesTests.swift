import DNSModel
import DNSProviders
import TestSupport
import Testing
import ZonePlanning

@Suite struct Route53AliasesTests {
    /// A set as the zone file reader gives it.
    private func providerSet(
        _ values: [[(String, String)]], at name: DomainName = "alias.example.com.", key: String = "values",
        type: String = Route53Aliases.type, line: UInt32 = 90
    ) -> ProviderSpecificSet {
        let maps = values.map { value in
            ProviderValue.map(value.map { ProviderValue.Pair(key: $0.0, value: .text($0.1)) })
        }
        return ProviderSpecificSet(
            name: name, type: type, ttl: nil,
            fields: [ProviderValue.Pair(key: key, value: key == "value" ? maps[0] : .list(maps))],
            mark: SourceMark(file: 0, line: line, column: 3))
    }

    private func desired(_ lines: [String] = [], _ providerSets: [ProviderSpecificSet]) -> DesiredZone {
        var desired = DesiredZone(zone(lines))
        desired.providerSets = providerSets
        return desired
    }

    private func ids(_ providerSets: ProviderSpecificSet..., beside lines: [String] = []) -> [String] {
        Route53Aliases.convert(desired(lines, providerSets)).diagnostics.map(\.id)
    }

    // MARK: - What octoDNS writes

    @Test("the examples of octodns-route53") func theExamplesOfOctodnsRoute53() throws {
        let balancer = "dualstack.octodns-testing-1165866977.us-east-1.elb.amazonaws.com."
        let (converted, diagnostics) = Route53Aliases.convert(
            desired(
                ["@ 300 A 192.0.2.1", "www 300 AAAA 2001:db8::1"],
                [
                    providerSet([
                        [("type", "A")], [("evaluate-target-health", "false"), ("name", "www"), ("type", "AAAA")],
                    ]),
                    providerSet(
                        [
                            [
                                ("evaluate-target-health", "true"), ("hosted-zone-id", "Z42SXDOTRQ7X7K"),
                                ("name", balancer), ("type", "A"),
                            ]
                        ], at: "alb.example.com.", key: "value"),
                ]))
        #expect(diagnostics.isEmpty)
        #expect(converted.providerSets.isEmpty)
        let alias = { (name: DomainName, type: RecordType) in
            converted.zone[RecordSet.Key(name: name, type: type)]?.alias
        }
        #expect(
            alias("alias.example.com.", .a)
                == AliasTarget(place: .sameZone, name: "example.com.", evaluatesTargetHealth: false))
        #expect(
            alias("alias.example.com.", .aaaa)
                == AliasTarget(place: .sameZone, name: "www.example.com.", evaluatesTargetHealth: false))
        #expect(
            alias("alb.example.com.", .a)
                == AliasTarget(
                    place: .hostedZone("Z42SXDOTRQ7X7K"), name: try DomainName(parsing: balancer),
                    evaluatesTargetHealth: true))
        #expect(converted.zone.sets.count == 5)
    }

    /// octodns-route53 knows four domains of services, and cut as many characters as the zone's name has off any other.
    @Test("octoDNS chopped an App Runner alias")
    func octoDNSChoppedAnAppRunnerAlias() {
        let name = "abc123.us-east-1.awsapprunner.com."
        let values = [("type", "A"), ("name", name)]
        let (converted, diagnostics) = Route53Aliases.convert(
            desired([], [providerSet([values + [("hosted-zone-id", "Z01915732ZBZKC8D32TPT")]])]))
        #expect(diagnostics.isEmpty)
        #expect(converted.zone.sets.map(\.alias?.name.description) == [name])
        // Without the id there is no guess.
        let refused = Route53Aliases.convert(desired([], [providerSet([values])]))
        #expect(refused.zone.zone.sets.isEmpty)
        #expect(
            refused.diagnostics.map(\.description) == [
                "zones/example.com.yaml:90:3: error: the alias alias.example.com. is for \(name), which is not in this zone; "
                    + "add the 'hosted-zone-id' of the AWS service that it belongs to [missing-hosted-zone-id]"
            ])
    }

    /// octoDNS reads `evaluate-target-health` and dumps `evaluate_target_health`, and null for what is not there.
    @Test("octoDNS does not read the keys that it dumps") func octoDNSDoesNotReadTheKeysThatItDumps() {
        let (converted, diagnostics) = Route53Aliases.convert(
            desired(
                [],
                [
                    providerSet([
                        [
                            ("evaluate_target_health", "true"), ("hosted_zone_id", "null"), ("name", ""), ("type", "A"),
                        ]
                    ])
                ]))
        #expect(diagnostics.isEmpty)
        #expect(
            converted.zone.sets.map(\.alias) == [
                AliasTarget(place: .sameZone, name: "example.com.", evaluatesTargetHealth: true)
            ])
    }

    // MARK: - Names

    @Test(
        "a name is below the zone unless it has a final dot",
        arguments: [
            ("www", "www.example.com."), ("", "example.com."), ("@", "example.com."), ("a.b", "a.b.example.com."),
            ("www.example.com.", "www.example.com."), ("*", "*.example.com."), ("example.com.", "example.com."),
            ("www.example.com", "www.example.com.example.com."),
        ])
    func aNameIsBelowTheZoneUnlessItHasAFinalDot(text: String, name: String) {
        let (converted, diagnostics) = Route53Aliases.convert(
            desired([], [providerSet([[("type", "A"), ("name", text)]])]))
        #expect(diagnostics.isEmpty)
        #expect(converted.zone.sets.map(\.alias?.name.description) == [name])
        #expect(converted.zone.sets.map(\.alias?.place) == [.sameZone])
    }

    // MARK: - The zone around it

    @Test("sets, marks and the other provider sets keep together")
    func setsMarksAndTheOtherProviderSetsKeepTogether() {
        var generator = Generator(seed: 11)
        for _ in 0..<100 {
            let source = generator.zone(count: 20, types: [.mx, .txt, .srv])
            var names: Set<DomainName> = []
            let aliases = (0..<generator.number(1...8)).compactMap { number -> ProviderSpecificSet? in
                let name = generator.name(below: "example.com.")
                guard names.insert(name).inserted else { return nil }
                return providerSet([[("type", "A")], [("type", "AAAA")]], at: name, line: 100 + UInt32(number))
            }
            let other = providerSet([[("type", "A")]], type: "PowerDnsProvider/LUA")
            var desired = DesiredZone(source)
            desired.providerSets = aliases + [other]
            let (converted, diagnostics) = Route53Aliases.convert(desired)
            #expect(diagnostics.isEmpty)
            #expect(converted.providerSets == [other])
            #expect(converted.zone.sets.count == source.sets.count + 2 * aliases.count)
            #expect(converted.marks.count == converted.zone.sets.count)
            #expect((try? Zone(apex: source.apex, sets: converted.zone.sets)) == converted.zone)
            for (set, mark) in zip(converted.zone.sets, converted.marks) {
                if let index = source.index(of: set.key) {
                    #expect(mark == desired.marks[index])
                } else {
                    #expect(mark == aliases.first { $0.name == set.name }?.mark)
                }
            }
        }
    }

    @Test("a zone without aliases is left as it is") func aZoneWithoutAliasesIsLeftAsItIs() {
        let source = desired(["www 300 A 192.0.2.1"], [providerSet([[("type", "A")]], type: "ALIAS")])
        let (converted, diagnostics) = Route53Aliases.convert(source)
        #expect(converted == source && diagnostics.isEmpty)
    }

    // MARK: - Mistakes

    @Test("what is declared twice is an error at the alias") func whatIsDeclaredTwiceIsAnErrorAtTheAlias() {
        let twice = Route53Aliases.convert(
            desired(
                ["@ 300 A 192.0.2.1", "alias 300 A 192.0.2.1"], [providerSet([[("type", "A")], [("type", "AAAA")]])]))
        #expect(twice.diagnostics.map(\.id) == ["duplicate-record-set"])
        #expect(twice.diagnostics.first?.location?.line == 90)
        #expect(twice.diagnostics.first?.message.contains("zones/example.com.yaml:2:3") == true)
        // What is declared as values stays, and the other type is made.
        #expect(twice.zone.zone.sets.map(\.type) == [.a, .a, .aaaa])
        #expect(ids(providerSet([[("type", "A")], [("type", "a"), ("name", "www")]])) == ["duplicate-record-set"])
    }

    @Test(
        "mistakes in a value",
        arguments: [
            ([("name", "www")], "missing-key"), ([("type", "")], "missing-key"), ([("type", "LOC")], "unknown-type"),
            ([("type", "ALIAS")], "unknown-type"), ([("type", "A"), ("weight", "1")], "unknown-key"),
            ([("type", "A"), ("evaluate-target-health", "maybe")], "bad-value"),
            ([("type", "A"), ("name", "a..b")], "bad-name"),
            ([("type", "A"), ("name", "lb.example.net.")], "missing-hosted-zone-id"),
            ([("type", "A"), ("name", "lb.elb.amazonaws.com"), ("hosted-zone-id", "Z1")], "name-not-absolute"),
            ([("type", "A"), ("hosted-zone-id", "Z1")], "name-not-absolute"),
            ([("type", "A"), ("hosted-zone-id", "Z1"), ("hosted_zone_id", "Z2"), ("name", "a.b.")], "duplicate-key"),
        ] as [([(String, String)], String)])
    func mistakesInAValue(pairs: [(String, String)], id: String) {
        let (converted, diagnostics) = Route53Aliases.convert(desired([], [providerSet([pairs])]))
        #expect(diagnostics.map(\.id) == [id])
        #expect(diagnostics.allSatisfy { $0.severity == .error && $0.location?.line == 90 })
        #expect(converted.zone.sets.isEmpty)
    }

    @Test("mistakes around the values") func mistakesAroundTheValues() {
        let mark = SourceMark(file: 0, line: 1, column: 1)
        func made(_ fields: [ProviderValue.Pair], ttl: TTL? = nil) -> ProviderSpecificSet {
            ProviderSpecificSet(name: "a.example.com.", type: Route53Aliases.type, ttl: ttl, fields: fields, mark: mark)
        }
        let value = ProviderValue.Pair(
            key: "value", value: .map([ProviderValue.Pair(key: "type", value: .text("A"))]))
        #expect(ids(made([])) == ["missing-value"])
        #expect(ids(made([ProviderValue.Pair(key: "values", value: .list([]))])) == ["missing-value"])
        #expect(ids(made([ProviderValue.Pair(key: "value", value: .text("www"))])) == ["bad-value"])
        #expect(ids(made([value, ProviderValue.Pair(key: "values", value: .list([]))])) == ["value-and-values"])
        #expect(ids(made([value, ProviderValue.Pair(key: "geo", value: .list([]))])) == ["unknown-key"])
        #expect(
            ids(
                made([
                    ProviderValue.Pair(key: "value", value: .map([ProviderValue.Pair(key: "type", value: .list([]))]))
                ]))
                == ["bad-value", "missing-key"])
        // octoDNS writes a TTL for every record, 942942942 for an alias.
        let warned = Route53Aliases.convert(desired([], [made([value], ttl: TTL(seconds: 942_942_942))]))
        #expect(warned.diagnostics.map(\.id) == ["alias-ttl"] && warned.diagnostics.first?.severity == .warning)
        #expect(warned.zone.zone.sets.count == 1)
    }

    @Test("what is shown of a value is harmless") func whatIsShownOfAValueIsHarmless() {
        let text = "\u{1B}[2J\u{202E}" + String(repeating: "x", count: 500)
        for pairs in [
            [("type", text)], [("type", "A"), (text, "1")], [("type", "A"), ("evaluate-target-health", text)],
        ] {
            for diagnostic in Route53Aliases.convert(desired([], [providerSet([pairs])])).diagnostics {
                #expect(!diagnostic.message.contains("\u{1B}") && !diagnostic.message.contains("\u{202E}"))
                #expect(diagnostic.message.count < 400)
            }
        }
    }
}
