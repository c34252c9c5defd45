internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// Every combination of base, head and live for one set: `-` not there, `1` and `2` two versions of it.
@Suite("Drift of one set") struct DriftTableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var base: Character
        var head: Character
        var live: Character
        var state: SetDrift.State
        var changeKind: SetDrift.ChangeKind?
        /// Whether it is in the report at all.
        var isListed: Bool

        init(
            _ versions: String, _ state: SetDrift.State, _ changeKind: SetDrift.ChangeKind? = nil, isListed: Bool = true
        ) {
            let versions = Array(versions)
            (base, head, live) = (versions[0], versions[1], versions[2])
            self.state = state
            self.changeKind = changeKind
            self.isListed = isListed
        }

        var testDescription: String { "base \(base) head \(head) live \(live): \(state.rawValue)" }
    }

    /// Base, head, live.
    static let rows = [
        Row("---", .inSync, isListed: false),
        Row("--1", .drift, .added),
        Row("--2", .drift, .added),
        Row("-1-", .pending),
        Row("-11", .inSync, .added),
        Row("-12", .both, .added),
        Row("-2-", .pending),
        Row("-21", .both, .added),
        Row("-22", .inSync, .added),
        Row("1--", .inSync, .deleted),
        Row("1-1", .pending),
        Row("1-2", .both, .changed),
        Row("11-", .drift, .deleted),
        Row("111", .inSync, isListed: false),
        Row("112", .drift, .changed),
        Row("12-", .both, .deleted),
        Row("121", .pending),
        Row("122", .inSync, .changed),
        Row("2--", .inSync, .deleted),
        Row("2-1", .both, .changed),
        Row("2-2", .pending),
        Row("21-", .both, .deleted),
        Row("211", .inSync, .changed),
        Row("212", .pending),
        Row("22-", .drift, .deleted),
        Row("221", .drift, .changed),
        Row("222", .inSync, isListed: false),
        // Three versions.
        Row("123", .both, .changed), Row("321", .both, .changed),
    ]

    private func set(_ version: Character) -> RecordSet? {
        version == "-" ? nil : recordSet("www 300 A 192.0.2.\(version)")
    }

    @Test("All combinations are in the table") func complete() {
        let versions: [Character] = ["-", "1", "2"]
        let all = versions.flatMap { base in
            versions.flatMap { head in versions.map { live in "\(base)\(head)\(live)" } }
        }
        #expect(Set(Self.rows.map { "\($0.base)\($0.head)\($0.live)" }).isSuperset(of: all))
        #expect(Self.rows.count == 29)
    }

    @Test("Who moved is as the table says", arguments: rows) func state(_ row: Row) throws {
        let drift = ZoneDrift.fixture(base: [set(row.base)], head: [set(row.head)], live: [set(row.live)])
        guard row.isListed else {
            #expect(drift.sets.isEmpty)
            #expect(drift.unchanged == (row.base == "-" ? 0 : 1))
            return
        }
        let found = try #require(drift.sets.first)
        #expect(drift.sets.count == 1 && drift.unchanged == 0)
        #expect(found.state == row.state)
        #expect(found.changeKind == row.changeKind)
        #expect((found.base, found.head, found.live) == (set(row.base), set(row.head), set(row.live)))
        #expect((found.location == nil) == (row.head == "-"))
        #expect(drift.isDrifted == [.drift, .both].contains(row.state))
        #expect(drift.isPending == (row.state == .pending))
    }

    @Test("Without a base, only git and live are held against each other", arguments: rows)
    func twoWay(_ row: Row) throws {
        let drift = ZoneDrift.fixture(base: nil, head: [set(row.head)], live: [set(row.live)])
        #expect(drift.sets.map(\.state) == (row.head == row.live ? [] : [.differs]))
        #expect(drift.isDrifted == (row.head != row.live))
        #expect(drift.sets.allSatisfy { $0.base == nil })
    }

    @Test("An accepted difference is no drift until it runs out") func accepted() {
        var drift = ZoneDrift.fixture(base: [set("1")], head: [set("1")], live: [set("2")])
        drift.sets[0].accepted = DriftAcceptance(reason: "a test", isExpired: false)
        #expect(!drift.isDrifted && drift.counts.accepted == 1 && drift.counts.drifted == 0)
        drift.sets[0].accepted?.isExpired = true
        #expect(drift.isDrifted && drift.counts.accepted == 0 && drift.counts.drift == 1)
    }
}
