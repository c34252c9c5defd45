internal import DNSModel
internal import Gate
internal import Synchronization
internal import TestSupport
internal import Testing
internal import ZoneFiles
internal import ZonePlanning

/// What somebody who may write the ledger puts there keeps nobody from applying, and is told by its name.
@Suite("Bad files of the ledger") struct LedgerDamageTests {
    /// What is in a file that is none of ours.
    static let contents: [(name: String, octets: [UInt8])] = [
        ("empty", []), ("a line feed", [0x0A]), ("garbage", [0xFF, 0xFE, 0x00, 0x01, 0x80]), ("words", Array("x".utf8)),
        ("null", Array("null".utf8)), ("a list", Array("[]".utf8)), ("an empty object", Array("{}".utf8)),
        ("cut short", Array(#"{"format": "gate53-receipt/5", "number": 1"#.utf8)),
        ("deep", Array((String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)).utf8)),
        ("deep objects", Array(String(repeating: #"{"a":"#, count: 50_000).utf8)),
        ("a huge number", Array(("{\"number\": 1" + String(repeating: "0", count: 4000) + "}").utf8)),
        ("a far day", Array(#"{"format": "gate53-intent/1", "started": "9999-12-31T23:59:59Z"}"#.utf8)),
        ("of another format", Array(#"{"format": "gate53-somewhat/7"}"#.utf8)),
        ("of an older format", Array(#"{"format": "gate53-plan/0"}"#.utf8)),
    ]

    /// Where it is, for each kind of file that a ledger has.
    static let places = [
        "settings/000002-\(String(repeating: "b", count: 40))/acceptance.json",
        "settings/000002-\(String(repeating: "b", count: 40))/signers", "settings/999999999999999999-x/settings.yaml",
        "proposals/n000001-\(digest)", "proposals/n000001-x", "proposals/n999999999999999999-\(digest)",
        "proposals/99991231T235959Z-\(digest)", "proposals/n000001-\(digest)/x",
        "receipts/example.com./n000002-0123456789ab-0123456789ab.json",
        "receipts/example.com./n999999999999999999-0123456789ab-0123456789ab.json",
        "receipts/example.com./99991231T235959Z-0123456789ab.json", "receipts/example.com./x",
        "receipts/example.com./n000002-0123456789ab-0123456789ab.json/x", "receipts/%/x", "receipts/x",
        "intents/20261123/20261123T101530Z-0123456789ab-x.json",
        "intents/99991231/99991231T235959Z-0123456789ab-x.json",
        "intents/x.json", "intents/20261123/x.alive-n999999999999999999",
        "propagations/example.com./n000001-0123456789ab-0123456789ab.json", "propagations/example.com./x",
        "plans/\(digest).json", "plans/x",
    ]

    private static let digest = Digest(of: Array("nobody's".utf8)).hexadecimal

    /// Files that the gate reads on its way to an apply, each of which is told.
    private static let reported = [
        "settings/000002", "settings/999999999999999999-x", "proposals/n000001-x", "proposals/n000001-\(digest)",
        "receipts/example.com./n", "receipts/example.com./x",
    ]

    @Test("stop no apply", arguments: places) func stopNothing(place: String) async throws {
        for content in Self.contents {
            var team = try await Team()
            let said = Mutex<[String]>([])
            team.observer = { event in if case .warning(let text) = event { said.withLock { $0.append(text) } } }
            try await team.ledger.append([LedgerFile(path: place, octets: content.octets)], message: "x")
            team.change(["example.com.": "192.0.2.2"])
            try await team.review()
            #expect(await team.applyMerged() == ["example.com. applied"], "\(content.name)")
            #expect(try await team.live("example.com.") == "192.0.2.2")
            // What is read for it is told by its name; an empty file of signers is one.
            if Self.reported.contains(where: place.hasPrefix) {
                let warnings = said.withLock { $0 }
                let name = place.prefix { $0 != "/" } == "settings" ? String(place.prefix(15)) : place
                #expect(
                    warnings.contains { $0.contains(name) && $0.contains("[ledger-stray]") }
                        || warnings.contains { $0.contains(name) && $0.contains("[acceptance-unproven]") },
                    "\(content.name): \(warnings)")
            }
            // Nor does it the next time.
            guard content.name == "garbage" else { continue }
            team.change(["example.com.": "192.0.2.3"])
            try await team.review()
            #expect(await team.applyMerged() == ["example.com. applied"], "\(content.name), again")
        }
    }

    @Test(
        "stop no apply where they lie among the approvals of the plan itself",
        arguments: [
            "x", "x.sig", "x.json", "proposed-x.sig", "SHA256%3Akey-rita.sig", "SHA256%3Akey-rita.sig/x",
        ])
    func approvals(name: String) async throws {
        for content in Self.contents {
            var team = try await Team()
            team.change(["example.com.": "192.0.2.2"])
            let plan = try await team.plan()
            try await team.ledger.append(
                [LedgerFile(path: "approvals/\(plan.digest.hexadecimal)/\(name)", octets: content.octets)], message: "x"
            )
            try await team.sign(plan)
            #expect(await team.applyMerged() == ["example.com. applied"], "\(content.name)")
        }
    }

    // What accepts settings could not be shown later: something else was in the place of the signature.
    @Test("in the place of an approval do not keep it from being kept") func keptBesides() async throws {
        let ledger = MemoryLedger()
        let plan = Digest(of: [1])
        let approval = Approval(
            reviewer: Reviewer(principal: "rita@example.com"), fingerprint: "SHA256:a", source: "s", signature: [1, 2])
        let usual = try #require(try await LedgerLayout.file(of: approval, plan: plan, in: ledger))
        #expect(usual.path == LedgerLayout.path(of: approval, plan: plan))
        try await ledger.append([LedgerFile(path: usual.path, octets: [7])], message: "x")
        let other = try #require(try await LedgerLayout.file(of: approval, plan: plan, in: ledger))
        #expect(other.octets == [1, 2] && other.path != usual.path && other.path.hasSuffix(".sig"))
        try await ledger.append([other], message: "y")
        #expect(try await LedgerLayout.file(of: approval, plan: plan, in: ledger) == nil)
    }

    @Test("that were put beside accepted settings later were not accepted with them") func later() async throws {
        let ledger = MemoryLedger()
        let settings = AcceptedSettings(
            number: 1, commit: String(repeating: "a", count: 40), settings: Array("review: {required: 1}".utf8),
            signers: nil)
        try await ledger.append(settings.files, message: "accept")
        for name in ["signers", "acceptance.json"] {
            try await ledger.append([LedgerFile(path: "\(settings.folder)/\(name)", octets: [7])], message: "x")
        }
        #expect(try await AcceptedSettings.last(1, in: ledger) == [settings])
        #expect(
            try await AcceptedSettings.strays(in: ledger).sorted() == [
                "\(settings.folder)/acceptance.json", "\(settings.folder)/signers",
            ])
    }

    // A number that is as far away as one may be, of settings that nobody could accept, made the next one look as if
    // nobody had come to it by counting: from then on nothing could be accepted any more.
    @Test("with a far number do not keep settings from being accepted", arguments: [0, -1, 1, 1_000_000])
    func farNumber(beyond: Int) async throws {
        var team = try await Team()
        let number = 1 + LedgerNumber.longestGap + beyond
        let settings = Array("review: {required: 0}".utf8)
        var far = AcceptedSettings(
            number: number, commit: String(repeating: "f", count: 40), settings: settings, signers: nil)
        far.acceptance = SettingsAcceptance(.approval, previous: Digest(of: [1]), accepted: far.digest)
        try await team.ledger.append(far.files, message: "x")
        for (index, more) in ["defaults: {ttl: 3600}", "", "defaults: {ttl: 3600} # again"].enumerated() {
            team.set(Team.settings(more: more))
            team.change(["example.com.": "192.0.2.\(index + 10)"])
            try await team.sign(try await team.plan())
            #expect(await team.applyMerged() == ["example.com. applied"], "\(index)")
            let found = try await team.ports.ledger(
                namedBy: try #require(try TrustedBranch.find(in: team.ports.clone).settings))
            #expect(found.accepted?.settings == Array(Team.settings(more: more).utf8), "\(index)")
        }
    }

    @Test("that are settings by nobody's word but their own, and can't be read, are passed over") func unread()
        async throws
    {
        var team = try await Team()
        let last = try #require(try await AcceptedSettings.last(1, in: team.ledger).first)
        var next = AcceptedSettings(
            number: 2, commit: String(repeating: "f", count: 40), settings: Array("review: [nonsense".utf8),
            signers: nil)
        next.acceptance = SettingsAcceptance(.newRule, previous: last.digest, accepted: next.digest)
        try await team.ledger.append(next.files, message: "x")
        team.change(["example.com.": "192.0.2.2"])
        try await team.review()
        #expect(await team.applyMerged() == ["example.com. applied"])
    }

    @Test("where a folder of ours belongs stop no apply, and are told once")
    func inTheWay() async throws {
        let day = String(try await Team().clock.now().prefix(10)).replacing("-", with: "")
        let other = "plans/\(Digest(of: [1]).hexadecimal).json"
        for (planted, name) in [
            ("intents/\(day)", "intents/\(day)"), ("receipts/example.com.~1", "receipts/example.com.~1"),
            ("propagations", "propagations"), ("approvals", "approvals"), (other + "/x", other), ("README", "README"),
            ("notes/README", "notes"),
        ] {
            var team = try await Team()
            let said = Mutex<[String]>([])
            team.observer = { event in if case .warning(let text) = event { said.withLock { $0.append(text) } } }
            try await team.ledger.plant(planted)
            team.change(["example.com.": "192.0.2.2"])
            try await team.review()
            let plan = try await team.plan()
            #expect(await team.applyMerged() == ["example.com. applied"], "\(planted)")
            #expect(try await team.live("example.com.") == "192.0.2.2", "\(planted)")
            let reported = said.withLock { $0 }.filter { $0.contains("'\(name)") }
            #expect(reported.count == 1, "\(planted): \(reported)")
            // What lay there is there, and all of ours is read by its own name: the receipt, the approval, and that the
            // run began and ended.
            #expect(await team.ledger.files[planted] == [7], "\(planted)")
            let receipt = try await RecordedReceipts(in: team.ledger).last(1, of: ["example.com."]).first
            let applied = try #require(receipt, "\(planted)")
            #expect(applied.outcome == .applied, "\(planted)")
            #expect(try await !team.ledger.paths(below: LedgerLayout.approvalFolder(ofPlan: plan.digest)).isEmpty)
            let intents = try await team.ledger.paths(below: "intents/\(day)")
            #expect(intents.filter { $0.contains("-\(applied.plan.short)-") }.count >= 2, "\(planted): \(intents)")
            #expect(intents.contains { $0.hasSuffix(".ended") }, "\(planted): \(intents)")
            #expect(try await OpenRuns.read(in: team.ledger).isEmpty)
        }
    }

    @Test("with the name of a plan do not keep it from being proposed and applied", arguments: [false, true])
    func inThePlaceOfAPlan(isFolder: Bool) async throws {
        var team = try await Team()
        team.change(["example.com.": "192.0.2.2"])
        let plan = try await team.plan()
        try await team.ledger.plant(LedgerLayout.path(ofPlan: plan.digest) + (isFolder ? "/x" : ""))
        try await team.sign(plan)
        #expect(await team.applyMerged() == ["example.com. applied"])
        #expect(try await team.ledger.read(LedgerLayout.path(ofPlan: plan.digest)) == plan.octets)
    }

    @Test(
        "have marks of their places that are written in one way",
        arguments: [
            ("a~1/b", "a/b"), ("a/b~63", "a/b"), ("a~01/b", "a~01/b"), ("a~64", "a~64"), ("a~0", "a~0"),
            ("a~+1", "a~+1"),
            ("a~1~2", "a~1~2"), ("a~", "a~"), ("~1", "~1"), ("a~x", "a~x"),
        ])
    func marks(path: String, name: String) {
        #expect(LedgerShelf.name(of: path) == name)
    }

    // What was done could not be written, and so the plan's approvals counted again.
    @Test("in all places of the folder of receipts stop the run before it changes anything") func noRoom() async throws
    {
        var team = try await Team()
        // A zone that was never applied has no folder yet.
        let copy = MemoryLedger()
        for (path, octets) in await team.ledger.files where !path.hasPrefix("receipts/") {
            try await copy.append([LedgerFile(path: path, octets: octets)], message: "copy")
        }
        team.simulation.ledger = copy
        team.ledgers.branches["gate53-ledger"] = copy
        team.change(["example.com.": "192.0.2.2"])
        try await team.review()
        for number in 0..<LedgerShelf.most {
            try await copy.plant(LedgerShelf.variant(number, of: "receipts/example.com."))
        }
        let said = await team.applyMerged()
        #expect(!said.isEmpty && said.allSatisfy { $0.hasPrefix("refused") || $0.hasPrefix("failed") }, "\(said)")
        #expect(try await team.live("example.com.") == "192.0.2.1")
        #expect(try await copy.paths(below: "intents").isEmpty)
    }

    /// A receipt in a format that only a newer version knows.
    private static func newerReceipt(of zone: String) -> LedgerFile {
        LedgerFile(
            path: "receipts/\(zone)/n000002-0123456789ab-0123456789ab.json",
            octets: Array(#"{"format": "gate53-receipt/99"}"#.utf8))
    }

    @Test("that are receipts of a newer version stop the zone that they are of, and no other")
    func newerReceipt() async throws {
        var team = try await Team()
        team.change(["example.com.": "192.0.2.2", "example.net.": "198.51.100.2"])
        try await team.review()
        try await team.ledger.append([Self.newerReceipt(of: "example.com.")], message: "x")
        let said = Mutex<[String]>([])
        team.observer = { event in
            guard case .diagnostics(let found, _) = event else { return }
            said.withLock { $0 += found.map(\.id) }
        }
        #expect(await team.applyMerged() == ["example.net. applied", "example.com. not planned"])
        #expect(said.withLock { $0 } == ["receipt-newer"])
        #expect(try await team.live("example.com.") == "192.0.2.1")
        #expect(try await team.live("example.net.") == "198.51.100.2")
    }

    // A plan of several zones, and the list of what was applied, stopped whole.
    @Test("that are receipts of a newer version leave the plan and the list of the other zones")
    func newerReceiptElsewhere() async throws {
        var team = try await Team()
        team.change(["example.com.": "192.0.2.2", "example.net.": "198.51.100.2"], on: "change")
        try await team.ledger.append([Self.newerReceipt(of: "example.com.")], message: "x")
        let said = Mutex<[String]>([])
        team.observer = { event in
            guard case .diagnostics(let found, _) = event else { return }
            said.withLock { $0 += found.map(\.id) }
        }
        let declared = try DeclaredReader(in: team.ports.clone).read(.merged("change"))
        let planning = try await Planning(team.ports, of: declared, Planning.Request())
        let planned = try await planning.run()
        #expect(planned.document.plan.zones.map(\.apex.description) == ["example.net."])
        #expect(planned.unplanned == ["example.com."] && said.withLock { $0 } == ["receipt-newer"])
        #expect(try await planning.forgottenZones().isEmpty)

        let receipts = RecordedReceipts(in: team.ledger)
        let found = try await receipts.readable(20, of: nil)
        #expect(Set(found.receipts.map(\.apex)) == ["example.com.", "example.net."])
        #expect(found.newer.map(\.kind) == [.newer])
        #expect(found.newer.first?.message.contains("receipts/example.com./n000002-") == true)
        #expect(try await receipts.readable(1, of: ["example.net."]).receipts.count == 1)
        #expect(try await receipts.readable(1, of: ["example.com."]).receipts.isEmpty)
        await #expect(throws: LedgerError.self) { try await receipts.last(20, of: nil) }
    }

    // A plan that somebody names was refused whole.
    @Test(
        "that are receipts of a newer version leave the other zones of a plan that is applied by its file",
        arguments: [
            "required: 1, signers: zones/signers", "required: 0", "required: 1, signers: zones/signers, whole: true",
        ])
    func newerReceiptByFile(review: String) async throws {
        var team = try await Team("{\(review)}")
        team.change(["example.com.": "192.0.2.2", "example.net.": "198.51.100.2"])
        let plan = try await team.plan()
        team.simulation.sign(plan, as: "rita@example.com")
        try await team.ledger.append([Self.newerReceipt(of: "example.com.")], message: "x")
        let said = await team.apply(plan)
        #expect(try await team.live("example.com.") == "192.0.2.1")
        if review.contains("whole") {
            #expect(!said.contains { $0.hasSuffix(". applied") }, "\(said)")
            #expect(try await team.live("example.net.") == "198.51.100.1")
        } else {
            #expect(said == ["example.net. applied", "example.com. left out"])
            #expect(try await team.live("example.net.") == "198.51.100.2")
        }
    }

    @Test("that say they are an acceptance of a newer version, and that nobody approved, stop nothing")
    func newerAcceptance() async throws {
        var team = try await Team()
        team.change(["example.com.": "192.0.2.2"])
        try await team.review()
        let next = AcceptedSettings(
            number: 2, commit: String(repeating: "f", count: 40), settings: Array("review: {required: 2}".utf8),
            signers: nil)
        try await team.ledger.append(
            next.files + [
                LedgerFile(
                    path: "\(next.folder)/acceptance.json", octets: Array(#"{"format": "gate53-acceptance/9"}"#.utf8))
            ], message: "x")
        #expect(await team.applyMerged() == ["example.com. applied"])
    }

    @Test("that name no plan that could be applied, and say that one was, stop no other plan") func usedUp()
        async throws
    {
        var team = try await Team()
        team.change(["example.com.": "192.0.2.2"])
        let bad = try await team.plan()
        try await team.propose(bad)
        try await team.ledger.append(
            [
                LedgerFile(
                    path: "receipts/example.com./n000002-0123456789ab-\(bad.digest.short).json",
                    octets: Array("{}".utf8))
            ], message: "x")
        team.today = team.today.adding(days: 1)
        let good = try await team.plan()
        #expect(good.digest != bad.digest)
        try await team.sign(good)
        #expect(await team.applyMerged() == ["example.com. applied"])
    }
}
