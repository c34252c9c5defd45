internal import Gate
internal import Testing

@Suite("Which ledger counts") struct LedgerTrailTests {
    /// Ledgers by branch: what was accepted there and where that says the ledger is; and which have all of which.
    private struct Places: LedgerLocations {
        var accepted: [String: String] = [:]
        var order: [String] = []
        var parts: Set<[String]> = []

        func inspect(at location: LedgerLocation) async throws(LedgerError) -> LedgerInspection {
            guard let next = accepted[location.branch] else {
                return LedgerInspection(location: location, accepted: nil, next: location)
            }
            return LedgerInspection(
                location: location, accepted: AcceptedSettings(number: 1, commit: "c", settings: [], signers: nil),
                next: LedgerLocation(remote: "origin", branch: next))
        }

        func names(_ first: LedgerLocation, before second: LedgerLocation) throws(LedgerError) -> Bool {
            guard let one = order.firstIndex(of: first.branch), let other = order.firstIndex(of: second.branch)
            else { return false }
            return one < other
        }

        func contains(_ newer: LedgerInspection, all older: LedgerInspection) throws(LedgerError) -> Bool {
            parts.contains([older.location.branch, newer.location.branch])
        }

        /// The branch that counts, or nothing where that is refused.
        func end(_ named: [String], now: String) async throws -> String? {
            func location(_ branch: String) -> LedgerLocation { LedgerLocation(remote: "origin", branch: branch) }
            do throws(LedgerError) {
                return try await LedgerTrail.end(named: named.map(location), now: location(now), in: self).location
                    .branch
            } catch {
                #expect(error.kind == .moved)
                return nil
            }
        }
    }

    @Test("As long as nothing was accepted, the one that is named counts") func nothingAccepted() async throws {
        #expect(try await Places().end([], now: "a") == "a")
        #expect(try await Places().end(["a", "b"], now: "b") == "b")
    }

    @Test("What was accepted first counts, whatever the settings name now") func firstCounts() async throws {
        let own = Places(accepted: ["a": "a"], order: ["a", "b"])
        #expect(try await own.end(["a"], now: "a") == "a")
        #expect(try await own.end(["a", "b"], now: "b") == "a")
        // One that was named and never used is none.
        #expect(try await Places(accepted: ["b": "b"], order: ["a", "b"]).end(["a", "b"], now: "b") == "b")
    }

    @Test("A ledger of one's own is refused, with whatever is said to be accepted in it") func ownLedger() async throws
    {
        let forged = Places(accepted: ["a": "a", "b": "b"], order: ["a", "b"])
        #expect(try await forged.end(["a", "b"], now: "b") == nil)
        #expect(try await forged.end(["a", "b"], now: "a") == "a")
        let back = Places(accepted: ["a": "a", "b": "a"], order: ["a", "b"])
        #expect(try await back.end(["a", "b"], now: "b") == nil)
    }

    @Test("A move counts once it was accepted, and the new ledger has all of the old one") func moves() async throws {
        var locations = Places(accepted: ["a": "b", "b": "b"], order: ["a", "b"])
        #expect(try await locations.end(["a", "b"], now: "b") == nil)
        locations.parts = [["a", "b"]]
        #expect(try await locations.end(["a", "b"], now: "b") == "b")
        // Begun in advance, and not accepted yet.
        locations.accepted = ["a": "a", "b": "a"]
        #expect(try await locations.end(["a", "b"], now: "b") == "a")
        // Accepted, and not begun yet.
        locations.accepted = ["a": "b"]
        #expect(try await locations.end(["a", "b"], now: "b") == nil)
        // Two moves, and on the way back.
        locations = Places(
            accepted: ["a": "b", "b": "c", "c": "c"], order: ["a", "b", "c"], parts: [["a", "b"], ["b", "c"]])
        #expect(try await locations.end(["a", "b", "c"], now: "c") == "c")
        #expect(
            try await Places(accepted: ["a": "b", "b": "a"], order: ["a", "b"], parts: [["a", "b"], ["b", "a"]])
                .end(["a", "b"], now: "a") == nil)
    }

    @Test("Of two ledgers neither of which was named before the other, none is taken") func ambiguous() async throws {
        let locations = Places(accepted: ["a": "a", "b": "b"], order: ["b", "a"])
        #expect(try await locations.end(["a", "b"], now: "a") == nil)
        #expect(try await locations.end(["a", "b"], now: "b") == nil)
    }
}
