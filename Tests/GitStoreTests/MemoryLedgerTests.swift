internal import Gate
internal import GitStore
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// What is decided is tested with a ledger in memory: it has to be what the one in git is.
@Suite("The ledger in memory") struct MemoryLedgerTests {
    /// What a ledger says of itself.
    private struct Said: Equatable {
        var paths: [String]
        var octets: [String: [UInt8]?]
        var positions: [String: Int]
        var misplaced: [String]
    }

    private func said(by ledger: any Ledger) async throws -> Said {
        var said = Said(paths: try await ledger.paths(below: ""), octets: [:], positions: [:], misplaced: [])
        for path in said.paths { said.octets[path] = try await ledger.read(path) }
        for folder in ["plans", "receipts", "intents", "receipts/a."] {
            said.positions.merge(try await ledger.positions(below: folder)) { first, _ in first }
        }
        said.misplaced = try await ledger.misplaced()
        return said
    }

    /// An event by each of two ledgers; whether it was refused, and whether it moved the ledger.
    private func add(_ files: [LedgerFile], to ledger: any Ledger) async throws -> [Bool] {
        let before = try await ledger.version()
        var isRefused = false
        do throws(LedgerError) { try await ledger.append(files, message: "x") } catch { isRefused = true }
        return [isRefused, try await ledger.version() != before]
    }

    @Test("says what the one in git says, whatever is added and lies in the way", arguments: [1, 2, 3] as [UInt64])
    func same(seed: UInt64) async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        try git.commit(["zones/a.yaml": "1"])
        let stored = try GitLedger(repository: try git.open()) {
            CommitIdentity(name: "Apply", email: "apply@example.com", seconds: 1_700_000_000)
        }
        let memory = MemoryLedger()
        let plan = Array("a plan".utf8)
        let names = [
            LedgerLayout.path(ofPlan: Digest(of: plan)), "plans/b.json", "receipts/a./1", "receipts/a./2", "receipts/b",
            "receipts/b/1", "intents/20300101/1.json", "intents/20300101/1.ended", "intents/20300101", "settings/1/x",
        ]
        let strays = ["README", "notes/x", "propagations", "approvals/x", "intents/20300101~1", "plans/c.json/x"]
        var random = SplitMix64(seed: seed)
        // It begins as a ledger, and goes on as one.
        let first = [LedgerFile(path: "plans/first.json", octets: [0])]
        try await stored.append(first, message: "x")
        try await memory.append(first, message: "x")
        for step in 0..<40 {
            if random.next() % 5 == 0, let path = strays.randomElement(using: &random) {
                do throws(LedgerError) { try await memory.plant(path, [9]) } catch { continue }
                try git.write(
                    "import",
                    """
                    commit refs/heads/gate53-ledger
                    committer A <a@example.com> 1 +0000
                    data 1
                    x
                    from refs/heads/gate53-ledger^0
                    M 100644 inline \(path)
                    data 1
                    \u{9}

                    """)
                try git("fast-import", "--quiet", input: "import")
            } else {
                let paths = Set((0...(random.next() % 2)).compactMap { _ in names.randomElement(using: &random) })
                guard paths.count == 1 || !paths.contains("receipts/b") && !paths.contains("intents/20300101") else {
                    continue
                }
                let files = paths.sorted().map { path in
                    LedgerFile(path: path, octets: random.next() % 2 == 0 ? plan : [UInt8(random.next() % 2)])
                }
                let (one, other) = (try await add(files, to: stored), try await add(files, to: memory))
                #expect(one == other, "\(step): \(paths)")
            }
            let (one, other) = (try await said(by: stored), try await said(by: memory))
            #expect(one == other, "\(step)")
            if one != other { break }
        }
        withExtendedLifetime(folder) {}
    }

    @Test("has no folder any more of which every file was lost") func lost() async throws {
        let ledger = MemoryLedger()
        try await ledger.append([LedgerFile(path: "receipts/a./1", octets: [1])], message: "x")
        await ledger.lose("receipts/a./1")
        #expect(try await ledger.paths(below: "receipts").isEmpty)
        try await ledger.plant("receipts/a.", [2])
        #expect(await ledger.files == ["receipts/a.": [2]])
    }
}
