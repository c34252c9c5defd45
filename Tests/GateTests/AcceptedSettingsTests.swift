internal import Gate
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Accepted settings") struct AcceptedSettingsTests {
    private static func accepted(_ number: Int, signers: [UInt8]? = nil) -> AcceptedSettings {
        AcceptedSettings(
            number: number, commit: String(repeating: "\(number % 10)", count: 40),
            settings: [UInt8(number % 256)],
            signers: signers)
    }

    @Test("The ledger gives back what it keeps, the newest first") func order() async throws {
        let ledger = MemoryLedger()
        #expect(try await AcceptedSettings.last(2, in: ledger).isEmpty)
        let all = [
            Self.accepted(1), Self.accepted(2, signers: [1, 2]), Self.accepted(10, signers: []),
            Self.accepted(999_999),
        ]
        for settings in all.shuffled() { try await ledger.append(settings.files, message: "x") }
        for count in 0...5 {
            #expect(
                try await AcceptedSettings.last(count, in: ledger) == Array(all.suffix(count).reversed()))
        }
    }

    @Test("Accepted settings without the settings themselves are an error, never passed over") func incomplete()
        async throws
    {
        let ledger = MemoryLedger()
        try await ledger.append([LedgerFile(path: "settings/000001-ab/signers", octets: [1])], message: "x")
        await #expect(throws: LedgerError.self) { try await AcceptedSettings.last(1, in: ledger) }
    }

    @Test(
        "What has no name of accepted settings says nothing of them, and stops no apply",
        arguments: [
            "settings/x/settings.yaml", "settings/000000-ab/settings.yaml", "settings/settings.yaml",
            "settings/000001/settings.yaml", "settings/-1-ab/settings.yaml",
            "settings/9223372036854775807-ab/settings.yaml", "settings/99999999999999999999999999-ab/settings.yaml",
            "settings/999999999999999999-ab/settings.yaml", "settings/1000005-ab/settings.yaml",
            "settings/000004-ab/settings.yml", "settings/000004-ab/below/settings.yaml",
            "settings/000004-/settings.yaml",
            "settings/٣-ab/settings.yaml", "settings/000004-ab/settings.yaml.bak",
        ])
    func hostile(path: String) async throws {
        let ledger = MemoryLedger()
        let own = Self.accepted(3)
        try await ledger.append(own.files + [LedgerFile(path: path, octets: [1])], message: "x")
        #expect(try await AcceptedSettings.last(2, in: ledger) == [own])
        let strays = try await AcceptedSettings.strays(in: ledger)
        #expect(strays.count == 1 && strays.allSatisfy { path.hasPrefix($0) })
        // Nor does it stand above what is accepted after it.
        try await ledger.append(Self.accepted(4).files, message: "x")
        #expect(try await AcceptedSettings.last(1, in: ledger).first?.number == 4)
    }

    @Test("A ledger of ours has nothing that says nothing") func noStrays() async throws {
        let ledger = MemoryLedger()
        for number in [1, 2, 3] { try await ledger.append(Self.accepted(number, signers: [1]).files, message: "x") }
        #expect(try await AcceptedSettings.strays(in: ledger).isEmpty)
    }

    @Test("Settings are accepted when the run begins, with the plan that was approved with them")
    func acceptedWithThePlan() async throws {
        let scene = Scene.hosts(2)
        let document = try await scene.document()
        await scene.provider.set(faults: [1: .before(.unavailable)])
        _ = try await scene.apply(
            document, accepts: Self.accepted(1, signers: [7]), remarks: ["a remark"])
        #expect(
            try await AcceptedSettings.last(2, in: scene.ledger) == [Self.accepted(1, signers: [7])])
        let outcome = try await scene.apply(document, remarks: ["a remark"])
        #expect(outcome.receipts.allSatisfy { $0.remarks.first == "a remark" })
    }
}
