import DNSModel
import DNSProviders
import TestSupport
import Testing
import ZonePlanning

@Suite struct Route53RulesTests {
    private func found(_ sets: [RecordSet], isPrivate: Bool = false) -> [Diagnostic] {
        Route53Rules.findings(in: RuleSubject(DesiredZone(Self.zone(sets))), isPrivate: isPrivate).map(\.diagnostic)
    }

    private static func zone(_ sets: [RecordSet]) -> Zone {
        do {
            return try Zone(apex: "example.com.", sets: sets)
        } catch {
            preconditionFailure("\(error.key) twice")
        }
    }

    // MARK: - Against the service

    /// The sets of a zone that are left when those with an error are taken out, until there is no error.
    private func withoutErrors(_ zone: Zone) -> Zone {
        var zone = zone
        while true {
            let diagnostics = Route53Rules.findings(in: RuleSubject(DesiredZone(zone)), isPrivate: false).map(
                \.diagnostic)
            // In such a zone a set's line is its number.
            let lines = Set(diagnostics.filter { $0.severity == .error }.compactMap { $0.location?.line })
            if lines.isEmpty { return zone }
            zone = Self.zone(zone.sets.indices.filter { !lines.contains($0 + 1) }.map { zone.sets[$0] })
        }
    }

    /// A plan that was printed is accepted by the service.
    @Test("what the rules pass the service takes", arguments: 0..<10) func whatTheRulesPassTheServiceTakes(seed: UInt64)
        throws
    {
        var generator = Generator(seed: seed)
        for _ in 0..<15 {
            let types = Route53Rules.types.subtracting([.soa]).sorted()
            let zone = withoutErrors(generator.routed(generator.zone(count: 16, types: types)))
            let refusal = try StrictZone(zone: zone).refusal()
            #expect(refusal.isEmpty && !zone.sets.isEmpty, "\(refusal)")
        }
    }

    /// The same with zones that break about every rule.
    @Test("what is left of wild zones the service takes", arguments: 0..<10) func whatIsLeftOfWildZonesTheServiceTakes(
        seed: UInt64
    ) throws {
        var generator = Generator(seed: seed)
        var refused = 0
        for _ in 0..<60 {
            let zone = generator.wildZone()
            if try !StrictZone(zone: zone).refusal().isEmpty {
                refused += 1
                let diagnostics = Route53Rules.findings(in: RuleSubject(DesiredZone(zone)), isPrivate: false).map(
                    \.diagnostic)
                #expect(
                    diagnostics.contains {
                        $0.severity == .error || $0.id == "unknown-region" || $0.id == "routed-several-values"
                    })
            }
            let rest = withoutErrors(zone)
            // Whether it takes several values is not known, so that is a warning.
            let refusal = try StrictZone(zone: rest, takesSeveralValues: true).refusal()
            #expect(
                refusal.isEmpty,
                "\(rest.sets.map { "\($0.key) \($0.data) \(String(describing: $0.alias))" }) \(refusal)")
        }
        #expect(refused > 30, "the zones are too tame: \(refused)")
    }

    /// The other way round: the rules are not merely strict.
    @Test("most random zones break no rule but those of service parameters")
    func mostRandomZonesBreakNoRuleButThoseOfServiceParameters() {
        var generator = Generator(seed: 99)
        var counts: [String: Int] = [:]
        for _ in 0..<200 {
            let types = Route53Rules.types.subtracting([.soa]).sorted()
            let zone = generator.zone(count: 16, types: types)
            for diagnostic in Route53Rules.findings(in: RuleSubject(DesiredZone(zone)), isPrivate: false).map(
                \.diagnostic)
            {
                counts[diagnostic.id, default: 0] += 1
            }
        }
        // Among so many aliases of few names some lead in a circle.
        #expect(Set(counts.keys) == ["service-parameter-not-plain", "ns-at-wildcard", "cname-loop"])
    }

    @Test("no name that DNS allows is too long in escapes") func noNameThatDNSAllowsIsTooLongInEscapes() throws {
        let label = [UInt8](repeating: 1, count: 63)
        let longest = try DomainName(labels: [label, label, label, Array(label.prefix(61))])
        #expect(longest.wireLength == 255)
        #expect(Route53Text.name(longest).utf8.count == 1004)
    }

    // MARK: - One rule at a time

    @Test("each rule is broken and kept", arguments: RuleExample.all) func eachRuleIsBrokenAndKept(example: RuleExample)
        throws
    {
        let diagnostics = found(example.sets, isPrivate: example.isPrivate)
        #expect(diagnostics.map(\.id) == example.ids)
        #expect(diagnostics.allSatisfy { $0.location?.line == example.line })
        for diagnostic in diagnostics {
            #expect(diagnostic.severity == (example.isWarning ? .warning : .error))
            #expect(diagnostic.message.contains(example.words), "\(diagnostic.message)")
            #expect(diagnostic.message.last != ".")
        }
        let refusal = try StrictZone(zone: Self.zone(example.sets), isPrivate: example.isPrivate).refusal()
        switch example.service {
        case .refuses(let words):
            #expect(refusal.contains { $0.contains(words) }, "\(refusal)")
        case .takes: #expect(refusal == [])
        }
        // The same with nothing wrong.
        #expect(found(example.good, isPrivate: example.isPrivate).map(\.description) == [])
        let accepted = try StrictZone(zone: Self.zone(example.good), isPrivate: example.isPrivate).refusal()
        #expect(accepted == [])
    }

    @Test("every rule that a wild zone breaks has an example") func everyRuleThatAWildZoneBreaksHasAnExample() {
        var generator = Generator(seed: 4)
        var ids: Set<String> = []
        for _ in 0..<500 { ids.formUnion(found(generator.wildZone().sets).map(\.id)) }
        let examples = Set(RuleExample.all.flatMap(\.ids))
        #expect(ids.subtracting(examples).isEmpty)
        #expect(ids.count > 25, "the zones are too tame: \(ids.sorted())")
    }

    // MARK: - The zone itself

    @Test("a public zone is neither a wildcard nor a top-level domain")
    func aPublicZoneIsNeitherAWildcardNorATopLevelDomain() {
        func ids(_ apex: DomainName, isPrivate: Bool = false) -> [String] {
            Route53Rules.findings(in: RuleSubject(DesiredZone(Zone(empty: apex))), isPrivate: isPrivate).map(
                \.diagnostic
            ).map(\.description)
        }
        #expect(
            ids("*.example.com.") == [
                "zones/*.example.com.yaml: error: a zone's own name can't begin with '*'; declare a zone above *.example.com. "
                    + "[wildcard-zone]"
            ])
        #expect(ids("com.").count == 1 && ids("com.", isPrivate: true).isEmpty && ids("example.com.").isEmpty)
        var absent = DesiredZone(zone: Zone(empty: "com."), marks: [], files: [])
        absent.isAbsent = true
        #expect(Route53Rules.findings(in: RuleSubject(absent), isPrivate: false).map(\.diagnostic).isEmpty)
    }

    // MARK: - Aliases

    @Test("an alias of what may be live elsewhere is a warning") func anAliasOfWhatMayBeLiveElsewhereIsAWarning() {
        let alias = RuleExample.alias("alias", .a, of: "www.example.com.")
        var desired = DesiredZone(Self.zone([alias]))
        func severities(_ mayExist: Bool) -> [Diagnostic.Severity] {
            Route53Rules.findings(in: RuleSubject(desired), isPrivate: false) { name, type in
                #expect(name == "www.example.com." && type == .a)
                return mayExist
            }.map(\.diagnostic.severity)
        }
        #expect(severities(false) == [.error] && severities(true) == [.warning])
        desired.leftOut = 1
        #expect(severities(false) == [.warning])
    }

    @Test("a chain of aliases as long as a zone is walked without recursion")
    func aChainOfAliasesAsLongAsAZoneIsWalkedWithoutRecursion() {
        let count = 8_000
        var sets = [recordSet("n0 300 A 192.0.2.1")]
        for index in 1...count {
            sets.append(RuleExample.alias("n\(index)", .a, of: RuleExample.name("n\(index - 1)")))
        }
        let chain = found(sets)
        #expect(chain.count == count - 3 && chain.allSatisfy { $0.id == "alias-too-deep" })
        #expect(chain.allSatisfy { $0.message.contains("n0.example.com.") })
        sets[0] = RuleExample.alias("n0", .a, of: RuleExample.name("n\(count)"))
        let circle = found(sets)
        #expect(circle.count == count + 1 && circle.allSatisfy { $0.id == "alias-circle" })
        #expect(circle.allSatisfy { $0.message.utf8.count < 400 })
    }

    @Test("what leads into a circle, and a group with one way out of it")
    func whatLeadsIntoACircleAndAGroupWithOneWayOutOfIt() {
        let diagnostics = found([
            RuleExample.alias("a", .a, of: "b.example.com."),
            RuleExample.alias("b", .a, of: "c.example.com.", .weighted(1), "one"),
            RuleExample.set("b 300 A 192.0.2.1", .weighted(1), "two"), RuleExample.alias("c", .a, of: "b.example.com."),
        ])
        #expect(diagnostics.map(\.id) == ["alias-circle", "alias-circle", "alias-circle"])
        #expect(
            diagnostics.first?.description
                == "zones/example.com.yaml:1:3: error: a.example.com. A is an alias that leads in a circle, "
                + "a.example.com. -> b.example.com. -> c.example.com. -> b.example.com.; let one of them have values "
                + "[alias-circle]")
    }

    // MARK: - Messages

    @Test("what is shown of somebody's text is harmless") func whatIsShownOfSomebodysTextIsHarmless() {
        let text = "\u{1B}[2J\u{202E}" + String(repeating: "x", count: 500)
        let policies: [RoutingPolicy] = [
            .latency(region: text), .geolocation(.continent(text)), .geolocation(.country(text, subdivision: text)),
            .geoproximity(RoutingPolicy.Geoproximity(place: .localZoneGroup(text), bias: nil)),
            .cidr(collection: text, location: text),
        ]
        for policy in policies {
            let one = RuleExample.set("www 300 A 192.0.2.1", policy, "one\u{1B}")
            let two = RuleExample.set("www 300 A 192.0.2.2", policy, "two")
            let alias = RecordSet(
                name: "b.example.com.", type: .a,
                alias: AliasTarget(place: .hostedZone(text), name: "a.b.", evaluatesTargetHealth: false),
                healthCheck: text)
            let diagnostics = found([one, two, alias])
            #expect(diagnostics.count >= 4)
            for diagnostic in diagnostics {
                #expect(!diagnostic.message.contains("\u{1B}") && !diagnostic.message.contains("\u{202E}"))
                #expect(diagnostic.message.count < 600, "\(diagnostic.message)")
            }
        }
    }

    @Test("diagnostics are in the order of the file") func diagnosticsAreInTheOrderOfTheFile() {
        let zone = Self.zone([
            RuleExample.alias("a", .a, of: "missing.example.com."), recordSet("*.b 300 NS ns.example.net."),
            RuleExample.alias("c", .a, of: "missing.example.com."),
        ])
        var desired = DesiredZone(zone)
        desired.marks.reverse()
        let diagnostics = Route53Rules.findings(in: RuleSubject(desired), isPrivate: false).map(\.diagnostic)
        #expect(diagnostics.compactMap(\.location?.line) == [1, 2, 3])
    }
}
