internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Policies") struct PlanPolicyTests {
    /// A zone of some hosts, of which the first ones are left out and the next ones are changed.
    private static func plan(
        _ count: Int, deletes: Int = 0, updates: Int = 0, creates: Int = 0, _ settings: PolicySettings,
        allowed: Set<PolicyName> = []
    ) -> ZonePlan {
        let live = (0..<count).map { "h\($0) 300 A 192.0.2.1" }
        let declared =
            (deletes..<count).map { "h\($0) 300 A 192.0.2.\($0 < deletes + updates ? 2 : 1)" }
            + (0..<creates).map { "new\($0) 300 A 192.0.2.1" }
        return ZonePlanner.fixture(settings, allowed: allowed).plan(from: zone(live), to: zone(declared))
    }

    private static func settings(_ change: (inout PolicySettings) -> Void) -> PolicySettings {
        var settings = PolicySettings.off
        change(&settings)
        return settings
    }

    // MARK: - Shares

    /// Sets in the zone, sets changed, the limit, whether that is too many.
    static let shares: [(count: Int, changed: Int, limit: Double, isRefused: Bool)] = [
        // From ten sets on, strictly more than the share.
        (9, 8, 0.3, false), (10, 3, 0.3, false), (10, 4, 0.3, true), (11, 3, 0.3, false), (11, 4, 0.3, true),
        (20, 6, 0.3, false), (20, 7, 0.3, true), (100, 30, 0.3, false), (100, 31, 0.3, true),
        // Shares that binary fractions can't hold: 0.29 * 100 is 28.999999999999996, 0.57 * 100 is 56.99999999999999.
        (100, 29, 0.29, false), (100, 30, 0.29, true), (100, 57, 0.57, false), (100, 58, 0.57, true),
        (10, 0, 0, false), (10, 1, 0, true), (10, 10, 1, false),
    ]

    @Test("The share of deletes at its boundary", arguments: shares)
    func deleteShare(count: Int, changed: Int, limit: Double, isRefused: Bool) {
        let settings = Self.settings { $0.deleteShare = limit }
        let findings = Self.plan(count, deletes: changed, settings).findings
        #expect(findings.map(\.policy) == (isRefused ? [.deleteShare] : []))
        // Creates make no difference, and updates are counted apart.
        #expect(
            Self.plan(count, deletes: changed, updates: count - changed, creates: 50, settings).findings == findings)
    }

    @Test("The share of updates at its boundary", arguments: shares)
    func updateShare(count: Int, changed: Int, limit: Double, isRefused: Bool) {
        let settings = Self.settings { $0.updateShare = limit }
        let findings = Self.plan(count, updates: changed, settings).findings
        #expect(findings.map(\.policy) == (isRefused ? [.updateShare] : []))
    }

    @Test("A share that is off refuses nothing, and the number of sets it counts from can be set") func shareSettings()
    {
        #expect(Self.plan(100, deletes: 99, .off).findings.isEmpty)
        let three = Self.settings {
            $0.deleteShare = 0.5
            $0.shareFrom = 3
        }
        #expect(Self.plan(2, deletes: 2, three).findings.isEmpty)
        #expect(Self.plan(3, deletes: 2, three).findings.map(\.policy) == [.deleteShare])
    }

    @Test("A share finding has its numbers") func shareFacts() {
        let findings = Self.plan(11, deletes: 4, Self.settings { $0.deleteShare = 0.3 }).findings
        #expect(findings.map(\.fact) == [.deletesShare(Finding.Share(count: 4, total: 11, limit: 0.3))])
        #expect(findings.map(\.isBlocking) == [true])
    }

    @Test("Sets that are not ours count neither as sets nor as changes") func sharesOfOurs() {
        let live = zone(
            ["@ 300 SOA a. b. 1 2 3 4 5", "@ 300 NS a."] + (0..<20).map { "x\($0) 300 TXT \"x\"" }
                + (0..<9).map { "h\($0) 300 A 192.0.2.1" })
        let planner = ZonePlanner.fixture(
            Self.settings { $0.deleteShare = 0.3 }, ignored: [RecordPattern(types: [.txt])])
        #expect(planner.plan(from: live, to: zone(["h0 300 A 192.0.2.1"])).findings.isEmpty)
    }

    // MARK: - Empty zone

    // octoDNS looks at no zone of fewer than ten sets: one of eight was emptied without --force.
    @Test("A plan that empties a zone is refused, however small the zone", arguments: [1, 2, 8, 10, 50])
    func emptyZone(count: Int) {
        let settings = Self.settings { $0.refuseEmptyZone = true }
        #expect(Self.plan(count, deletes: count, settings).findings.map(\.policy) == [.emptyZone])
        #expect(Self.plan(count, deletes: count - 1, settings).findings.isEmpty)
        // One new set does not make the zone less empty; as many as before replace it.
        let withOne = Self.plan(count, deletes: count, creates: 1, settings).findings.map(\.policy)
        #expect(withOne == (count == 1 ? [] : [.emptyZone]))
        #expect(Self.plan(count, deletes: count, creates: count, settings).findings.isEmpty)
        #expect(Self.plan(count, deletes: count, .off).findings.isEmpty)
    }

    @Test("Apex SOA and NS and ignored sets that stay do not make a zone less empty") func emptyBesideOthers() {
        let live = zone([
            "@ 300 SOA a. b. 1 2 3 4 5", "@ 300 NS a.", "x 300 TXT \"x\"", "www 300 A 192.0.2.1",
        ])
        let planner = ZonePlanner.fixture(
            Self.settings { $0.refuseEmptyZone = true }, ignored: [RecordPattern(types: [.txt])])
        #expect(planner.plan(from: live, to: zone([])).findings.map(\.policy) == [.emptyZone])
        #expect(planner.plan(from: zone([]), to: zone([])).findings.isEmpty)
    }

    @Test("With the defaults, nothing declared for a live zone is refused twice over") func defaults() {
        #expect(Self.plan(12, deletes: 12, PolicySettings()).findings.map(\.policy) == [.deleteShare, .emptyZone])
        #expect(Self.plan(8, deletes: 8, PolicySettings()).findings.map(\.policy) == [.emptyZone])
    }

    // MARK: - Protected

    private static let key = RecordSet.Key(name: "www.example.com.", type: .a)

    private static func protectedFindings(
        _ declared: [String], annotations: [RecordSet.Key: Annotation] = [:], before: Set<RecordSet.Key> = [],
        patterns: [RecordPattern] = []
    ) -> [Finding] {
        ZonePlanner.fixture(settings { $0.protected = patterns }).plan(
            desired: DesiredZone(zone(declared), annotations: annotations),
            live: LiveZone(zone(["www 300 A 192.0.2.1", "api 300 A 192.0.2.1"])), protectedBefore: before
        ).plan.findings
    }

    /// What is declared for `www`, and what the policy says of it.
    static let protectedCases: [(declared: String?, protection: Finding.Protection?)] = [
        ("www 300 A 192.0.2.1", nil), ("www 300 A 192.0.2.2", .changed), ("www 600 A 192.0.2.1", .changed),
        (nil, .deleted),
    ]

    @Test("A plan that gives up a protection says so") func protectionGivenUp() {
        let findings = Self.protectedFindings(["api 300 A 192.0.2.7", "www 300 A 192.0.2.1"], before: [Self.key])
        #expect(findings.map(\.severity) == [.warning])
        #expect(findings.first?.fact == .protected(Self.key, .unprotected))
    }

    @Test("Protection by the zone file, by a pattern and from before", arguments: protectedCases)
    func protected(declared: String?, protection: Finding.Protection?) {
        let lines = ["api 300 A 192.0.2.7"] + (declared.map { [$0] } ?? [])
        let ways = [
            Self.protectedFindings(lines, patterns: [RecordPattern(name: "www")]),
            // The annotation and the set were deleted together; the last apply or the protected branch knows of it.
            Self.protectedFindings(lines, before: [Self.key]),
            Self.protectedFindings(lines, annotations: [Self.key: Annotation(isProtected: true)]),
        ]
        for findings in ways {
            #expect(findings.filter(\.isBlocking).map(\.policy) == (protection == nil ? [] : [.protected]))
            if let protection { #expect(findings.first?.fact == .protected(Self.key, protection)) }
        }
    }

    @Test("Creating a protected set needs no override") func createsProtected() {
        let key = RecordSet.Key(name: "b.example.com.", type: .a)
        let lines = ["www 300 A 192.0.2.1", "api 300 A 192.0.2.1", "b 300 A 192.0.2.1"]
        #expect(Self.protectedFindings(lines, annotations: [key: Annotation(isProtected: true)]).isEmpty)
        #expect(Self.protectedFindings(lines, annotations: [key: Annotation(isProtected: false, owner: "x")]).isEmpty)
    }

    // MARK: - Apex NS

    @Test("A change of the apex NS is refused, and its deletion; a first one and a delegation are not")
    func apexNS() {
        let settings = Self.settings { $0.refuseApexNSChange = true }
        let planner = ZonePlanner.fixture(settings)
        let live = zone(["@ 300 NS ns1.example.com.", "sub 300 NS ns1.example.com."])
        for ns in ["@ 300 NS ns2.example.com.", "@ 600 NS ns1.example.com."] {
            let plan = planner.plan(from: live, to: zone([ns]))
            #expect(plan.findings.map(\.policy) == [.apexNS])
        }
        #expect(planner.plan(from: live, to: zone(["@ 300 NS ns1.example.com."])).findings.isEmpty)
        #expect(planner.plan(from: zone([]), to: zone(["@ 300 NS ns1.example.com."])).findings.isEmpty)
        #expect(ZonePlanner.fixture().plan(from: live, to: zone(["@ 300 NS ns2.example.com."])).findings.isEmpty)
        // Ownership lets no plan delete them; the policy would not either.
        let subject = PlanPolicy.Subject(
            desired: DesiredZone(zone([])), changes: [.delete(recordSet("@ 300 NS ns1.example.com."))], ownedBefore: 1,
            protectedBefore: [])
        #expect(PlanPolicy.fixture(settings).findings(for: subject).map(\.policy) == [.apexNS])
    }

    // MARK: - TTL

    /// The TTL before, nothing for a set that is created, the TTL after, whether it is refused at bounds of 60 and 600.
    static let timesToLive: [(before: Int?, after: Int, isRefused: Bool)] = [
        (nil, 59, true), (nil, 60, false), (nil, 600, false), (nil, 601, true), (300, 59, true), (300, 601, true),
        (300, 600, false), (59, 59, false), (601, 601, false), (59, 601, true), (700, 650, true),
    ]

    @Test("TTL bounds hold for created sets and changed TTLs only", arguments: timesToLive)
    func timeToLive(before: Int?, after: Int, isRefused: Bool) {
        let settings = Self.settings {
            $0.minimumTTL = TTL(seconds: 60)
            $0.maximumTTL = TTL(seconds: 600)
        }
        let live = before.map { ["www \($0) A 192.0.2.1"] } ?? []
        let plan = ZonePlanner.fixture(settings).plan(from: zone(live), to: zone(["www \(after) A 192.0.2.2"]))
        #expect(plan.findings.map(\.policy) == (isRefused ? [.ttl] : []))
    }

    @Test("Deleting a set with a bad TTL is no TTL finding") func deletedTimeToLive() {
        let settings = Self.settings { $0.minimumTTL = TTL(seconds: 60) }
        #expect(ZonePlanner.fixture(settings).plan(from: zone(["www 1 A 192.0.2.1"]), to: zone([])).findings.isEmpty)
    }

    // MARK: - Expired

    @Test(
        "An expired set, from the day after on",
        arguments: [("2026-11-22", true), ("2026-11-23", false), ("2026-11-24", false), ("1999-12-31", true)])
    func expired(day: String, isExpired: Bool) throws {
        for (expired, severity) in [
            (PolicySettings.Expired.error, Finding.Severity.error), (.warning, .warning), (.off, nil),
        ] {
            let annotation = Annotation(owner: "web\u{1B}]0;x", expires: CalendarDate(parsing: day))
            let findings = ZonePlanner.fixture(Self.settings { $0.expired = expired }).plan(
                desired: DesiredZone(zone(["www 300 A 192.0.2.1"]), annotations: [Self.key: annotation]),
                live: LiveZone(zone(["www 300 A 192.0.2.1"])), protectedBefore: []
            ).plan.findings
            guard isExpired, let severity else {
                #expect(findings.isEmpty)
                continue
            }
            let date = try #require(CalendarDate(parsing: day))
            #expect(findings.map(\.fact) == [.expired(Self.key, on: date, owner: "web\u{1B}]0;x")])
            #expect(findings.map(\.severity) == [severity])
            #expect(findings.map(\.isBlocking) == [severity == .error])
        }
    }

    // MARK: - Overrides

    /// A plan that every policy has something to say of.
    private static func everything(allowed: Set<PolicyName>) -> Plan {
        var settings = PolicySettings(protected: [RecordPattern(name: "h0")])
        settings.updateShare = 0
        let live = ["@ 300 NS ns1.example.com."] + (0..<12).map { "h\($0) 300 A 192.0.2.1" }
        let declared = ["@ 1 NS ns2.example.com.", "h11 300 A 192.0.2.2"]
        let expired = Annotation(expires: .earliest)
        let key = RecordSet.Key(name: "h11.example.com.", type: .a)
        let result = ZonePlanner.fixture(settings, allowed: allowed).plan(
            desired: DesiredZone(zone(declared), annotations: [key: expired]), live: LiveZone(zone(live)),
            protectedBefore: [])
        let emptied = ZonePlanner.fixture(PolicySettings(), allowed: allowed)
            .plan(from: zone(["a 300 A 192.0.2.1"], in: "example.net."), to: zone([], in: "example.net."))
        var gone = DesiredZone(zone([], in: "example.org."))
        gone.isAbsent = true
        let deleted = ZonePlanner.fixture(PolicySettings(), allowed: allowed).plan(
            desired: gone, live: LiveZone(zone(["a 300 A 192.0.2.1"], in: "example.org.")), protectedBefore: [])
        return .fixture([result.plan, emptied, deleted.plan], allowed: allowed)
    }

    // octoDNS and DNSControl have one --force for everything.
    @Test("Every policy is allowed by its own name only, and the plan says so", arguments: PolicyName.allCases)
    func allows(policy: PolicyName) throws {
        #expect(Set(Self.everything(allowed: []).blockingFindings.map(\.finding.policy)) == Set(PolicyName.allCases))
        let plan = Self.everything(allowed: [policy])
        #expect(Set(plan.blockingFindings.map(\.finding.policy)) == Set(PolicyName.allCases).subtracting([policy]))
        let document = try PlanDocument(octets: PlanDocument(plan).octets)
        #expect(document.plan.allowed == [policy])
        #expect(document.plan.zones.flatMap(\.findings).filter(\.isAllowed).map(\.policy).allSatisfy { $0 == policy })
        #expect(document.digest != (try PlanDocument(Self.everything(allowed: [])).digest))
    }

    // octoDNS documents thresholds for single zones and enforces none of them.
    @Test("Each zone is held against its own settings") func creationAttributes() {
        let strict = Self.plan(10, deletes: 1, Self.settings { $0.deleteShare = 0 })
        let loose = Self.plan(10, deletes: 9, Self.settings { $0.deleteShare = 1 })
        #expect(strict.findings.map(\.policy) == [.deleteShare])
        #expect(loose.findings.isEmpty)
    }
}
