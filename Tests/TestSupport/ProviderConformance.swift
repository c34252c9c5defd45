package import DNSModel
package import Gate
package import ZonePlanning

/// What every provider must do, as one table of transitions: what is live, what somebody else does meanwhile, what is
/// asked for, and what must come of it.
///
/// The engine's way to a provider (``ZoneProvider/send(_:)``) must give that outcome whatever the provider's
/// ``ProviderCapabilities`` are. And what they promise is held against the provider alone.
package struct ConformanceCase: Sendable, CustomStringConvertible {
    package var name: String
    /// The sets of `example.com` besides SOA and NS of the apex, in lines; see ``recordSet(_:in:)``.
    package var live: [String]
    /// What somebody else makes of it after it was read.
    package var moved: [String]?
    package var changes: [Change]
    package var outcome: Outcome

    package enum Outcome: Hashable, Sendable {
        /// Live is then these sets.
        case applied([String])
        /// Nothing is changed, and these sets, in order, are reported with what is live.
        case conflict([String])
    }

    package var description: String { name }

    private init(
        _ name: String, live: [String], moved: [String]? = nil, _ changes: [Change], _ outcome: Outcome
    ) {
        self.name = name
        self.live = live
        self.moved = moved
        self.changes = changes
        self.outcome = outcome
    }

    private static func create(_ line: String) -> Change { .create(recordSet(line)) }
    private static func delete(_ line: String) -> Change { .delete(recordSet(line)) }
    private static func update(_ from: String, _ to: String) -> Change {
        .update(from: recordSet(from), to: recordSet(to))
    }

    /// The table.
    package static let all: [ConformanceCase] = [
        .init("create", live: [], [create("www 300 A 192.0.2.1")], .applied(["www 300 A 192.0.2.1"])),
        .init(
            "create beside others", live: ["a 300 A 192.0.2.1", "www 60 TXT \"x\""], [create("www 300 A 192.0.2.1")],
            .applied(["a 300 A 192.0.2.1", "www 300 A 192.0.2.1", "www 60 TXT \"x\""])),
        .init("delete", live: ["www 300 A 192.0.2.1"], [delete("www 300 A 192.0.2.1")], .applied([])),
        .init(
            "TTL", live: ["www 300 A 192.0.2.1"], [update("www 300 A 192.0.2.1", "www 0 A 192.0.2.1")],
            .applied(["www 0 A 192.0.2.1"])),
        .init(
            "one value of several", live: ["www 300 A 192.0.2.1 | 192.0.2.2"],
            [update("www 300 A 192.0.2.1 | 192.0.2.2", "www 300 A 192.0.2.2 | 192.0.2.3")],
            .applied(["www 300 A 192.0.2.2 | 192.0.2.3"])),
        .init(
            "CNAME to A", live: ["www 300 CNAME a.example.net."],
            [create("www 300 A 192.0.2.1"), delete("www 300 CNAME a.example.net.")],
            .applied(["www 300 A 192.0.2.1"])),
        .init(
            "A and AAAA to CNAME", live: ["www 300 A 192.0.2.1", "www 300 AAAA 2001:db8::1"],
            [
                delete("www 300 A 192.0.2.1"), create("www 300 CNAME a.example.net."),
                delete("www 300 AAAA 2001:db8::1"),
            ], .applied(["www 300 CNAME a.example.net."])),
        .init(
            "wildcard and escaped names", live: ["*.a 300 A 192.0.2.1"],
            [
                update("*.a 300 A 192.0.2.1", "*.a 60 A 192.0.2.1"),
                create("b\\.c 60 TXT \"quoted \\\" \\195\\164 ; text\""),
            ],
            .applied(["*.a 60 A 192.0.2.1", "b\\.c 60 TXT \"quoted \\\" \\195\\164 ; text\""])),
        .init(
            "long text in several strings", live: [],
            [create("t 60 TXT \"\(String(repeating: "x", count: 255))\" \"\(String(repeating: "y", count: 100))\"")],
            .applied(["t 60 TXT \"\(String(repeating: "x", count: 255))\" \"\(String(repeating: "y", count: 100))\""])),
        .init(
            "many at once", live: (0..<50).map { "h\($0) 300 A 192.0.2.1" },
            (0..<50).map { update("h\($0) 300 A 192.0.2.1", "h\($0) 300 A 192.0.2.2") },
            .applied((0..<50).map { "h\($0) 300 A 192.0.2.2" })),
        .init(
            "other data than expected", live: ["www 300 A 192.0.2.1", "x 300 A 192.0.2.1"],
            moved: ["www 300 A 192.0.2.9", "x 300 A 192.0.2.1"],
            [update("www 300 A 192.0.2.1", "www 300 A 192.0.2.2"), delete("x 300 A 192.0.2.1")],
            .conflict(["www 300 A 192.0.2.9"])),
        .init(
            "another TTL than expected", live: ["www 300 A 192.0.2.1"], moved: ["www 301 A 192.0.2.1"],
            [delete("www 300 A 192.0.2.1")], .conflict(["www 301 A 192.0.2.1"])),
        .init(
            "gone meanwhile", live: ["www 300 A 192.0.2.1", "x 300 A 192.0.2.1"], moved: ["x 300 A 192.0.2.1"],
            [update("www 300 A 192.0.2.1", "www 300 A 192.0.2.2"), create("y 300 A 192.0.2.1")],
            .conflict(["www not there"])),
        .init(
            "there meanwhile", live: [], moved: ["www 300 A 192.0.2.9"],
            [create("a 300 A 192.0.2.1"), create("www 300 A 192.0.2.1")], .conflict(["www 300 A 192.0.2.9"])),
        .init(
            "what the batch does not touch may move", live: ["www 300 A 192.0.2.1", "x 300 A 192.0.2.1"],
            moved: ["www 300 A 192.0.2.1", "x 300 A 192.0.2.9", "y 300 A 192.0.2.1"],
            [update("www 300 A 192.0.2.1", "www 300 A 192.0.2.2")],
            .applied(["www 300 A 192.0.2.2", "x 300 A 192.0.2.9", "y 300 A 192.0.2.1"])),
    ]

    /// Whether nothing but the TTL of a set that is changed has moved.
    private var movesTTLOnly: Bool {
        guard let moved, moved.count == live.count else { return false }
        return zip(live.map { recordSet($0) }, moved.map { recordSet($0) }).allSatisfy {
            $0.key == $1.key && $0.data == $1.data
        }
    }

    private static let apex: DomainName = "example.com."

    /// Runs the case.
    ///
    /// - Parameters:
    ///   - provider: a provider of the zone `example.com`, which holds nothing but SOA and NS of the apex.
    ///   - write: makes the zone's other sets these, past the provider.
    /// - Returns: what is not as it must be; nothing where all is well.
    /// - Throws: what the provider throws where it must not fail.
    package func problems(
        at provider: any ZoneProvider, write: (_ sets: [RecordSet]) async throws -> Void
    ) async throws -> [String] {
        try await write(live.map { recordSet($0) })
        let read = try await provider.liveZone(Self.apex)
        var problems = Self.difference(read.zone, live, "read")
        if let moved { try await write(moved.map { recordSet($0) }) }
        problems += try await promiseProblems(at: provider, read.id)
        let (applied, error) = await send(to: provider, read.id)
        switch (outcome, error) {
        case (.applied(let expected), nil):
            problems += Self.difference(try await provider.liveZone(Self.apex).zone, expected, "after")
            problems += try await changeProblems(applied, at: provider)
        case (.applied, let error?): problems.append("it failed: \(error.message)")
        case (.conflict, nil): problems.append("it was applied")
        case (.conflict(let expected), let error?):
            if error.code != .conflict { problems.append("\(error.code.rawValue): \(error.message)") }
            let found = error.conflicts.map { conflict in
                conflict.live.map { Self.line($0) } ?? "\(conflict.key.name.text(relativeTo: Self.apex)) not there"
            }
            if found != expected { problems.append("conflicts \(found)") }
            problems += Self.difference(
                try await provider.liveZone(Self.apex).zone, moved ?? live, "after a conflict")
        }
        return problems
    }

    /// Sends the changes as the engine does: divided as the provider's scope says, the first failure ends it, and what
    /// was applied before is taken back.
    private func send(
        to provider: any ZoneProvider, _ zoneID: String
    ) async -> (applied: AppliedBatch?, error: ProviderError?) {
        let changes = changes.sorted { $0.key < $1.key }
        let numbers = Batcher(scope: provider.capabilities.scope).divide(changes).numbers
        var done: [ChangeBatch] = []
        var applied: AppliedBatch?
        for number in 1...(numbers.max() ?? 1) {
            let own = zip(changes, numbers).filter { $0.1 == number }.map(\.0)
            let batch = ChangeBatch(apex: Self.apex, zoneID: zoneID, createsZone: false, changes: own)
            do {
                applied = try await provider.send(batch)
                done.append(batch)
            } catch {
                for var inverse in done.reversed() {
                    inverse.changes = inverse.changes.map(\.inverse)
                    _ = try? await provider.send(inverse)
                }
                return (nil, error)
            }
        }
        return (applied, nil)
    }

    /// What the provider alone promises of a zone that has moved since it was read.
    private func promiseProblems(at provider: any ZoneProvider, _ zoneID: String) async throws -> [String] {
        let capabilities = provider.capabilities
        guard let moved, capabilities.scope != .recordSet || changes.count == 1 else { return [] }
        switch outcome {
        case .applied: guard capabilities.precondition == .zoneVersion else { return [] }
        case .conflict:
            let isPromised =
                movesTTLOnly ? capabilities.precondition.comparesTTL : capabilities.precondition.comparesValues
            guard isPromised else { return [] }
        }
        let batch = ChangeBatch(
            apex: Self.apex, zoneID: zoneID, createsZone: false, changes: changes.sorted { $0.key < $1.key })
        var problems: [String] = []
        do throws(ProviderError) {
            _ = try await provider.apply(batch)
            problems.append("its precondition did not keep it from being applied")
        } catch {
            if error.code != .conflict { problems.append("its precondition: \(error.code.rawValue): \(error.message)") }
        }
        return problems
            + Self.difference(try await provider.liveZone(Self.apex).zone, moved, "after its precondition failed")
    }

    /// What is not as the capabilities say of a change that was applied.
    private func changeProblems(_ applied: AppliedBatch?, at provider: any ZoneProvider) async throws -> [String] {
        var problems: [String] = []
        let id = applied?.changeID
        if provider.capabilities.followsChanges {
            if let id {
                try await provider.awaitPropagation(of: [id]) { _ in }
            } else {
                problems.append("the change has no id by which it could be followed")
            }
        }
        let version = try await provider.summary(Self.apex)?.version
        switch provider.capabilities.version {
        case nil: if let version { problems.append("it has the version \(version), and says that it has none") }
        case .serial, .changeID:
            if version == nil || version != id {
                problems.append("its version is \(version ?? "nothing"), and the change has the id \(id ?? "nothing")")
            }
        }
        return problems
    }

    fileprivate static func line(_ set: RecordSet) -> String {
        "\(set.name.text(relativeTo: apex)) \(set.ttl ?? .maximum) \(set.type) "
            + set.data.map(\.text).joined(separator: " | ")
    }

    fileprivate static func difference(_ zone: Zone, _ lines: [String], _ when: String) -> [String] {
        let found = zone.sets.filter { $0.name != zone.apex || ($0.type != .soa && $0.type != .ns) }.map(line)
        let expected = lines.map { line(recordSet($0)) }
        return Set(found) == Set(expected) && found.count == expected.count ? [] : ["\(when): \(found)"]
    }
}
