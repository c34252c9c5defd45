internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Plan documents") struct PlanDocumentTests {
    /// A plan of several random zones, with findings, batches, every kind of change and places.
    static func plan(seed: UInt64, zones: Int = 3, size: Int = 12) -> Plan {
        var generator = Generator(seed: seed)
        let apexes: [DomainName] = ["example.com.", "example.net.", "sub.example.com.", "2.0.192.in-addr.arpa."]
        let settings = PolicySettings(deleteShare: 0, shareFrom: 1, protected: [RecordPattern(name: "a*")])
        let plans = apexes.prefix(zones).map { apex in
            let exists = !generator.once(in: 4)
            let plain = exists ? generator.zone(apex, count: size) : Zone(empty: apex)
            let live = generator.routed(plain)
            let declared = generator.routed(
                generator.edited(exists ? plain : generator.zone(apex, count: size, hasAuthority: false)))
            let desired = DesiredZone(
                (try? Zone(apex: apex, sets: declared.sets.filter { $0.type != .soa })) ?? declared)
            return ZonePlanner.fixture(
                settings, allowed: [.ttl], limits: BatchLimits(records: 12),
                ignored: [RecordPattern(name: "_*")]
            ).plan(desired: desired, live: LiveZone(live, exists: exists), protectedBefore: []).plan
        }
        return .fixture(plans, allowed: [.ttl])
    }

    @Test("Reading what was written gives the same plan", arguments: 0..<60)
    func roundTrip(seed: UInt64) throws {
        let plan = Self.plan(seed: seed, zones: Int(seed % 5), size: Int(seed))
        let document = try PlanDocument(plan)
        let read = try PlanDocument(octets: document.octets)
        #expect(read.plan == plan)
        #expect(read == document)
    }

    @Test("Zones that are left out are part of the plan, in order, each once, with a reason that fits")
    func absent() throws {
        var plan = Self.plan(seed: 7)
        let before = try PlanDocument(plan).octets
        plan.absent = [
            AbsentZone(apex: "example.org.", reason: .moved, file: "zones/b.yaml", movedTo: "old/b.yaml"),
            AbsentZone(apex: "example.edu.", reason: .deleted, file: "zones/a.yaml"),
        ]
        plan.absent.sort { $0.apex < $1.apex }
        let document = try PlanDocument(plan)
        #expect(document.octets != before)
        #expect(try PlanDocument(octets: document.octets) == document)
        let text = String(decoding: document.octets, as: UTF8.self)
        for (old, new) in [
            ("example.edu.", "example.zzz."), ("example.edu.", "example.org."), ("\"deleted\"", "\"moved\""),
            ("\"moved\"", "\"link\""), ("\"deleted\"", "\"lost\""), ("example.edu.", "example..edu."),
        ] {
            #expect(throws: DocumentError.self) {
                try PlanDocument(octets: Array(text.replacing(old, with: new).utf8))
            }
        }
    }

    @Test("The same plan gives the same octets, another plan others") func deterministic() throws {
        #expect(try PlanDocument(Self.plan(seed: 1)).octets == PlanDocument(Self.plan(seed: 1)).octets)
        let digests = try (0..<30).map { try PlanDocument(Self.plan(seed: $0)).digest }
        #expect(Set(digests).count == digests.count)
    }

    @Test("The octets are the same whatever order zones and policies come in") func order() throws {
        let plan = Self.plan(seed: 3)
        let other = Plan(
            source: plan.source, settings: plan.settings, allowed: [.ttl], zones: plan.zones.reversed())
        #expect(try PlanDocument(other).octets == PlanDocument(plan).octets)
    }

    // octoDNS's checksum binds neither zone nor target: the same change in two zones has one checksum.
    @Test("The digest binds zone, provider, files, settings, source, findings and places") func binds() throws {
        let plan = ZonePlanner.fixture(PolicySettings(minimumTTL: TTL(seconds: 400)))
            .plan(from: zone(["a 300 A 192.0.2.1", "z 300 A 192.0.2.1"]), to: zone(["a 301 A 192.0.2.1"]))
        let base = Plan.fixture([plan])
        var others: [Plan] = [base]
        func vary(_ change: (inout ZonePlan) -> Void) {
            var zone = plan
            change(&zone)
            others.append(.fixture([zone]))
        }
        vary { $0.provider.name = "other" }
        vary { $0.provider.type = "other" }
        vary { $0.provider.zoneID = "other" }
        vary { $0.files[0].blob = String(repeating: "c", count: 40) }
        vary { $0.files[0].path = "zones/other.yaml" }
        vary { $0.changes.removeLast() }
        vary { $0.changes[0].change = .create(recordSet("a 301 A 192.0.2.1")) }
        vary { $0.changes[0].change = .update(from: recordSet("a 1 A 192.0.2.1"), to: recordSet("a 301 A 192.0.2.1")) }
        vary { $0.changes[0].location?.line += 1 }
        vary { $0.changes[1].batch = 2 }
        vary { $0.createsZone = true }
        vary { $0.findings[0].isAllowed = true }
        vary { $0.findings[0].severity = .warning }
        vary { $0.counts.unmodelled = 1 }
        var settings = base
        settings.settings.blob = String(repeating: "d", count: 40)
        others += [settings, .fixture([plan], source: .worktree), .fixture([plan], allowed: [.ttl])]
        let apex: DomainName = "example.net."
        others.append(
            .fixture([
                ZonePlanner.fixture(PolicySettings(minimumTTL: TTL(seconds: 400))).plan(
                    from: zone(["a 300 A 192.0.2.1", "z 300 A 192.0.2.1"], in: apex),
                    to: zone(["a 301 A 192.0.2.1"], in: apex))
            ]))
        #expect(Set(try others.map { try PlanDocument($0).digest }).count == others.count)
    }

    // MARK: - Refused

    private static func text(_ document: PlanDocument) -> String { String(decoding: document.octets, as: UTF8.self) }

    private static func code(of text: String) -> DocumentError.Code? {
        do {
            _ = try PlanDocument(octets: Array(text.utf8))
            return nil
        } catch {
            return error.code
        }
    }

    @Test("Another version of the format has an error of its own") func versions() throws {
        let text = Self.text(try PlanDocument(Self.plan(seed: 1)))
        let cases: [(String, DocumentError.Code?)] = [
            ("gate53-plan/6", nil), ("gate53-plan/5", .olderFormat), ("gate53-plan/1", .olderFormat),
            ("gate53-plan/2", .olderFormat),
            ("gate53-plan/3", .olderFormat), ("gate53-plan/4", .olderFormat), ("gate53-plan/7", .newerFormat),
            ("gate53-plan/900", .newerFormat),
            ("gate53-plan/0", .unreadable), ("gate53-plan/-1", .unreadable), ("gate53-plan/01", .unreadable),
            ("gate53-plan/", .unreadable), ("gate53-plan", .unreadable), ("gate53-plan/1/1", .unreadable),
            ("gate53-receipt/1", .unreadable), ("gate53-plan/99999999999999999999999", .newerFormat), ("", .unreadable),
        ]
        for (format, code) in cases {
            #expect(Self.code(of: text.replacing("gate53-plan/6", with: format)) == code, "\(format)")
        }
        // A newer plan may have members that this version knows nothing of.
        #expect(Self.code(of: "{\"format\": \"gate53-plan/7\", \"zones\": 5}") == .newerFormat)
        do {
            _ = try PlanDocument(octets: Array("{\"format\": \"gate53-plan/7\"}".utf8))
        } catch {
            #expect(
                error.message
                    == "its format is gate53-plan/7; this gate53 reads up to gate53-plan/6; use the gate53 that wrote it, or "
                    + "plan again with this one")
        }
    }

    @Test("What gate53 would not have written is no plan") func edited() throws {
        let change = ZonePlanner.fixture().plan(
            from: zone(["a 300 A 192.0.2.1"]), to: zone(["a 300 A 192.0.2.2", "b 300 A 192.0.2.1 | 192.0.2.2"]))
        let other = ZonePlanner.fixture().plan(
            from: zone([], in: "example.net."), to: zone(["a 300 A 192.0.2.1"], in: "example.net."))
        let plan = Plan.fixture([change, other], allowed: [.apexNS, .ttl])
        let text = Self.text(try PlanDocument(plan))
        #expect(Self.code(of: text) == nil)
        let edits: [(String, String)] = [
            // Spaces, line ends, escapes, numbers in another form.
            ("  \"allowed\"", "\t\"allowed\""), ("\n", "\r\n"), ("example.com.", "example\\u002ecom."),
            ("\"ttl\" : 300", "\"ttl\" : 300.0"), ("\"ttl\" : 300", "\"ttl\" : 3e2"), ("\"ttl\" : 300", "\"ttl\": 300"),
            ("zones/", "zones\\/"),
            // A member twice, one too many, one too few.
            ("\"source\" : \"commit\"", "\"source\" : \"worktree\",\n  \"source\" : \"commit\""),
            ("\"source\" : \"commit\"", "\"source\" : \"commit\",\n  \"source\" : \"worktree\""),
            ("\"source\" : \"commit\"", "\"source\" : \"commit\",\n  \"x\" : 1"),
            ("\"source\" : \"commit\",", ""), ("\"createsZone\" : false,", ""),
            // Numbers that do not fit.
            ("\"ttl\" : 300", "\"ttl\" : 2147483648"), ("\"ttl\" : 300", "\"ttl\" : -1"),
            ("\"ttl\" : 300", "\"ttl\" : 1e999"), ("\"ttl\" : 300", "\"ttl\" : 99999999999999999999"),
            ("\"batch\" : 1", "\"batch\" : 0"), ("\"batch\" : 1", "\"batch\" : -9223372036854775808"),
            ("\"batch\" : 1", "\"batch\" : 9223372036854775807"), ("\"batch\" : 1", "\"batch\" : 2"),
            ("\"records\" : 4", "\"records\" : 5"), ("\"characters\" : ", "\"characters\" : 1"),
            // Other spellings of the same, and what is no name, type, address or action.
            ("\"a.example.com.\"", "\"A.example.com.\""), ("\"a.example.com.\"", "\"a.example.com\""),
            ("\"a.example.com.\"", "\"a.example.org.\""), ("\"A\"", "\"a\""), ("\"A\"", "\"TYPE1\""),
            ("\"192.0.2.1\"", "\"192.0.2.01\""), ("\"192.0.2.1\"", "\"192.0.2.256\""),
            ("\"192.0.2.1\"", "\"\\\\# 4 C0000201\""), ("\"create\"", "\"update\""), ("\"update\"", "\"create\""),
            ("\"update\"", "\"delete\""), ("\"commit\"", "\"commits\""), ("\"apex-ns\"", "\"apex\""),
            ("\"create\"", "\"delete\""), ("[", "{"), ("]", "}"), ("true", "false"), ("null", "0"),
        ]
        for (old, new) in edits where text.contains(old) {
            #expect(Self.code(of: text.replacing(old, with: new)) == .unreadable, "\(old) -> \(new)")
            #expect(
                Self.code(of: text.replacing(old, with: new, maxReplacements: 1)) == .unreadable, "\(old) -> \(new)")
        }
        let wholes = [
            "", " ", "{}", "[]", "null", "1", "\"gate53-plan/1\"", "{\"format\": 1}", text + " ", text + text,
            " " + text,
            "\u{FEFF}" + text, String(text.dropLast()), text.replacing("\n", with: ""),
            String(repeating: "[", count: 100_000), String(repeating: "{\"format\":", count: 50_000),
        ]
        for whole in wholes { #expect(Self.code(of: whole) == .unreadable) }
    }

    @Test("Values, changes, zones and policies out of order or given twice are refused") func unsorted() throws {
        let changes = ZonePlanner.fixture().plan(
            from: zone([]), to: zone(["a 300 A 192.0.2.1 | 192.0.2.2", "b 300 A 192.0.2.1"]))
        let text = Self.text(try PlanDocument(.fixture([changes], allowed: [.apexNS, .ttl])))
        let values = text.replacing(
            "\"192.0.2.1\",\n              \"192.0.2.2\"", with: "\"192.0.2.2\",\n              \"192.0.2.1\"")
        let twice = text.replacing(
            "\"192.0.2.1\",\n              \"192.0.2.2\"", with: "\"192.0.2.1\",\n              \"192.0.2.1\"")
        let policies = text.replacing("\"apex-ns\",\n    \"ttl\"", with: "\"ttl\",\n    \"apex-ns\"")
        let twicePolicies = text.replacing("\"apex-ns\",\n    \"ttl\"", with: "\"ttl\",\n    \"ttl\"")
        for edited in [values, twice, policies, twicePolicies] {
            #expect(edited != text)
            #expect(Self.code(of: edited) == .unreadable)
        }
        // The values of a plan are not checked as it is made, so a plan can be made that can't be read.
        var reversed = changes
        reversed.changes.reverse()
        var repeated = changes
        repeated.changes[1] = repeated.changes[0]
        var foreign = changes
        foreign.changes[1].change = .create(recordSet("b 300 A 192.0.2.1", in: "zz.example."))
        var gap = changes
        gap.changes[1].batch = 2
        gap.changes[0].batch = 2
        for zone in [reversed, repeated, foreign, gap] {
            #expect(Self.code(of: Self.text(try PlanDocument(.fixture([zone])))) == .unreadable)
        }
        var zones = Plan.fixture([changes])
        zones.zones.append(changes)
        #expect(Self.code(of: Self.text(try PlanDocument(zones))) == .unreadable)
    }

    @Test("A name in two batches is refused") func splitName() throws {
        var plan = ZonePlanner.fixture().plan(
            from: zone([]), to: zone(["a 300 A 192.0.2.1", "a 300 TXT \"x\"", "b 300 A 192.0.2.1"]))
        plan.changes[2].batch = 2
        #expect(Self.code(of: Self.text(try PlanDocument(.fixture([plan])))) == nil)
        plan.changes[1].batch = 2
        #expect(Self.code(of: Self.text(try PlanDocument(.fixture([plan])))) == .unreadable)
    }

    @Test("Every part of a plan file that is cut off is refused") func truncated() throws {
        let octets = try PlanDocument(Self.plan(seed: 9, zones: 1, size: 2)).octets
        for count in 0..<octets.count {
            #expect(throws: DocumentError.self) { try PlanDocument(octets: Array(octets[..<count])) }
        }
    }

    @Test("No changed octet goes unnoticed") func everyOctet() throws {
        let document = try PlanDocument(Self.plan(seed: 4, zones: 1, size: 2))
        var generator = Generator(seed: 4)
        var plans = 0
        for index in document.octets.indices {
            for value in [document.octets[index] ^ generator.one(of: [1, 0x20]), generator.number(0...255)]
            where value != document.octets[index] {
                var octets = document.octets
                octets[index] = value
                if expectOther(octets, than: document) { plans += 1 }
            }
        }
        // Digits of blob ids, counts and lines: the test would be worth nothing if all were refused.
        #expect(plans > 20)
    }

    @Test("Twenty thousand mutations are refused or are other plans, and none stops the program", arguments: 0..<4)
    func mutations(seed: UInt64) throws {
        var generator = Generator(seed: 100 + seed)
        let document = try PlanDocument(Self.plan(seed: seed, zones: 1, size: 3))
        let pieces = [
            "0", "-1", "9223372036854775807", "1e400", "\"", "\\", "\\u0000", "\u{0}", "null", "true", "[]", "{}", ",",
            ":", "}", "]", "\n", "\"batch\" : 1", "\"ttl\" : 1", "create", "update", "delete", "\\\\# 0", "\u{FF}", "*",
        ].map { Array($0.utf8) }
        var plans = 0
        for _ in 0..<5_000 {
            var octets = document.octets
            for _ in 0..<generator.number(1...3) {
                let start = generator.number(0...octets.count - 1)
                let end = min(octets.count, start + generator.number(0...20))
                switch generator.number(0...4) {
                case 0: octets[start] = generator.number(0...255)
                case 1: octets.removeSubrange(start..<end)
                case 2: octets.insert(contentsOf: generator.one(of: pieces), at: start)
                case 3: octets.replaceSubrange(start..<end, with: generator.one(of: pieces))
                default: octets.insert(contentsOf: octets[start..<end], at: generator.number(0...octets.count - 1))
                }
                if octets.isEmpty { octets = [0] }
            }
            if expectOther(octets, than: document) { plans += 1 }
        }
        #expect(plans > 20)
    }

    /// Octets are refused, or are another plan with another digest.
    ///
    /// - Returns: whether they are another plan.
    private func expectOther(_ octets: [UInt8], than document: PlanDocument) -> Bool {
        guard octets != document.octets, let other = try? PlanDocument(octets: octets) else { return false }
        #expect(other.digest != document.digest)
        #expect(other.plan != document.plan)
        #expect(other.octets == octets)
        return true
    }
}
