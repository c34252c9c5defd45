import Foundation
import Gate
import GitStore
import Testing

@Suite("A ledger of many zones")
struct LedgerScaleTests {
    private func ledger(_ git: StockGit) throws -> GitLedger {
        try GitLedger(repository: try git.open()) {
            CommitIdentity(name: "Apply", email: "apply@example.com", seconds: 1_700_000_000)
        }
    }

    /// Enough zones with long names for a tree that libgit2 does not keep, which it does up to 4 KB.
    private let zones = (0..<100).map { "receipts/zone-\($0)-of-a-customer-with-a-long-name.example." }

    private func receipts(_ text: String = "") -> [LedgerFile] {
        zones.map { LedgerFile(path: $0 + "/20261123T101500Z-0123456789ab.json", octets: Array(($0 + text).utf8)) }
    }

    // Every question about one of 10,000 zones read the tree with an entry a zone again: an unchanged repository took 94
    // seconds and 5.3 GB to plan.
    @Test("the folder with an entry a zone is read once, however many zones are asked for")
    func once() async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        try await ledger(git).append(receipts(), message: "receipts")
        let ledger = try self.ledger(git)
        #expect(try await ledger.paths(below: zones[0]).count == 1)
        // Whoever reads it again finds it gone.
        let tree = try git("rev-parse", "gate53-ledger:receipts")
        try FileManager.default.removeItem(
            atPath: git.folder + "/.git/objects/" + tree.prefix(2) + "/" + tree.dropFirst(2))
        await #expect(throws: LedgerError.self) { try await self.ledger(git).paths(below: zones[0]) }
        for (zone, receipt) in zip(zones, receipts()) {
            #expect(try await ledger.paths(below: zone) == [receipt.path])
            #expect(try await ledger.read(receipt.path) == receipt.octets)
        }
        #expect(try await ledger.paths(below: "receipts") == receipts().map(\.path).sorted())
        #expect(try await ledger.read(zones[0]) == nil)
        #expect(try await ledger.paths(below: zones[0] + "x") == [])
    }

    @Test("what was read before is not answered when a reference has moved since")
    func moved() async throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        try git.commit(["zones/a.yaml": "1"])
        let ours = try ledger(git)
        #expect(try await ours.paths(below: "") == [])
        // The branch is made, moves, goes back and goes away, by others.
        try await ledger(git).append([LedgerFile(path: "plans/a", octets: [1])], message: "a")
        #expect(try await ours.paths(below: "") == ["plans/a"])
        try await ledger(git).append([LedgerFile(path: "plans/b", octets: [2])], message: "b")
        #expect(try await ours.paths(below: "plans") == ["plans/a", "plans/b"])
        #expect(try await ours.read("plans/b") == [2])
        try git("update-ref", "refs/heads/gate53-ledger", "gate53-ledger~1")
        #expect(try await ours.read("plans/b") == nil)
        try git("update-ref", "-d", "refs/heads/gate53-ledger")
        #expect(try await ours.paths(below: "") == [])

        // The remote's branch moves by a fetch.
        let clone = try folder.clone(git, "clone")
        let theirs = try ledger(clone)
        try await theirs.append([LedgerFile(path: "plans/here", octets: [1])], message: "here")
        #expect(try await theirs.paths(below: "") == ["plans/here"])
        try await ours.append([LedgerFile(path: "plans/there", octets: [1])], message: "there")
        try clone("fetch", "-q")
        #expect(try await theirs.paths(below: "") == ["plans/here", "plans/there"])
        #expect(try await theirs.read("plans/there") == [1])
    }
}
