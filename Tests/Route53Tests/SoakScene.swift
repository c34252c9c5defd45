import DNSModel
import Gate
import Platform
import StrictRoute53
import TestSupport
import Testing
import ZonePlanning

import struct DNSModel.RecordSet
import enum ZonePlanning.Change

@testable import DNSProviders

/// One random plan, and what goes wrong while it is applied.
struct SoakScene: Sendable {
    enum Kind: Sendable {
        case edit, creation, deletion
    }

    /// What somebody else writes between our requests.
    struct ForeignWrite: Sendable {
        var set: StoredSet
        var key: DNSModel.RecordSet.Key
        /// Whether it makes the set what it was before the plan, so that the plan may change it again.
        var isRevert = false
        /// Whether it comes after a batch was carried out whose answer is lost.
        var isAfterLoss = false
        /// Whether it was carried out.
        let happened = LockedValue(false)
    }

    let seed: UInt64
    let kind: Kind
    let keepsPartial: Bool
    private(set) var foreign: ForeignWrite?
    private let service: Service
    private let run: Run
    private let document: PlanDocument
    private let before: Zone
    private let after: Zone

    private static let apex: DomainName = "example.com."
    private static let types: [RecordType] = [.a, .aaaa, .txt, .mx, .srv, .caa, .cname]

    /// Makes the scene of a seed; nothing where there is nothing to plan.
    init?(seed: UInt64) async throws {
        var generator = Generator(seed: 53_000 + seed)
        self.seed = seed
        kind = generator.once(in: 4) ? (generator.once(in: 2) ? .creation : .deletion) : .edit
        keepsPartial = generator.once(in: 3)
        var settings = Settings()
        settings.pageSize = generator.once(in: 4) ? 3 : nil
        settings.keepsEqualText = generator.once(in: 2)
        settings.propagation = .seconds(generator.number(0...60))
        service = try Service(settings: settings, zone: kind == .creation ? "example.net" : "example.com")
        let plain = generator.zone(count: 14, types: Self.types, hasAuthority: false)
        let first = Self.zone(&generator, from: plain)
        if kind != .creation { try await Self.fill(service, first) }
        before = kind == .creation ? Zone(empty: Self.apex) : try service.live()
        let limits = BatchLimits(records: generator.number(8...30), characters: 32_000)
        switch kind {
        case .edit:
            let declared = Self.zone(&generator, from: generator.edited(plain, edits: 9, types: Self.types))
            run = Run(service, declares: declared, limits: limits)
        case .creation: run = Run(service, declares: first, limits: limits)
        case .deletion:
            run = Run(
                service, declares: Zone(empty: Self.apex), isAbsent: true, allowed: [.zoneDelete], limits: limits)
        }
        do {
            document = try await run.plan(allowed: kind == .deletion ? [.zoneDelete] : [])
        } catch is Run.Contradiction {
            return nil
        }
        guard !document.plan.isEmpty else { return nil }
        after = try before.applying(document.plan.zones[0].changes.map(\.change))
        foreign = makeForeign(&generator)
        makeTrouble(&generator)
    }

    /// A zone that the service takes: plain sets, some of them aliases or weighted groups.
    private static func zone(_ generator: inout Generator, from plain: Zone) -> Zone {
        let hosts = plain.sets.filter { $0.type == .aaaa && !$0.name.isWildcard }
        // A wildcard that is an alias of a name below it leads in a circle, which the service refuses.
        let loopless = plain.sets.filter { !($0.type == .cname && $0.name.isWildcard) }
        let sets = loopless.flatMap { set -> [RecordSet] in
            if set.type == .aaaa, set.name != plain.apex, generator.once(in: 3), let target = hosts.first,
                target.name != set.name
            {
                let alias = AliasTarget(
                    place: .sameZone, name: target.name, evaluatesTargetHealth: generator.once(in: 2))
                return [RecordSet(name: set.name, type: .aaaa, alias: alias)]
            }
            guard set.type == .a, set.name != plain.apex, generator.once(in: 3), let ttl = set.ttl else { return [set] }
            return (0..<generator.number(1...3)).compactMap { member in
                SetIdentifier("set \(member)").map { identifier in
                    RecordSet(
                        name: set.name, type: .a, ttl: ttl, data: [set.data[0]],
                        routing: Routing(identifier: identifier, policy: .weighted(UInt8(member * 10))))
                }
            }
        }
        do {
            return try Zone(apex: plain.apex, sets: sets)
        } catch {
            preconditionFailure("\(error)")
        }
    }

    /// Creates the sets of a zone, in our words.
    private static func fill(_ service: Service, _ zone: Zone) async throws {
        let batch = ChangeBatch(
            apex: zone.apex, zoneID: service.zoneID, createsZone: false, changes: zone.sets.map { .create($0) })
        guard !batch.changes.isEmpty else { return }
        _ = try await service.provider().apply(batch)
    }

    // MARK: - What goes wrong

    /// A write to a set of the plan, or to a set that the plan does not know.
    private func makeForeign(_ generator: inout Generator) -> ForeignWrite? {
        guard !generator.once(in: 3) else { return nil }
        let name: DomainName = "foreign.example.com."
        if generator.once(in: 4), after.indices(of: name).isEmpty {
            return ForeignWrite(
                set: StoredSet("foreign.example.com.", "A", ttl: 77, "203.0.113.77"),
                key: RecordSet.Key(name: name, type: .a))
        }
        let plain = document.plan.zones[0].changes.map(\.change).filter {
            $0.key.type == .a && $0.key.identifier == nil && $0.before?.isPlain != false
        }
        guard !plain.isEmpty else { return nil }
        let change = generator.one(of: plain)
        let text = Route53Text.name(change.key.name)
        if generator.once(in: 4), let old = change.before, let ttl = old.ttl {
            let set = StoredSet(text, "A", ttl: Int(ttl.seconds), values: old.data.map { Route53Text.value($0) })
            return ForeignWrite(set: set, key: change.key, isRevert: true)
        }
        return ForeignWrite(set: StoredSet(text, "A", ttl: 77, "203.0.113.77"), key: change.key)
    }

    /// Scripts the service: who writes when, which answers are lost, which reads fail.
    private mutating func makeTrouble(_ generator: inout Generator) {
        let strict = service.strict
        let batch = generator.number(0...max(0, document.plan.zones[0].batchCount - 1))
        let own = service.zoneID
        let isCreation = kind == .creation
        let write: @Sendable (ForeignWrite, StrictRoute53) -> Void = { foreign, strict in
            guard !foreign.happened.value, let id = Self.zoneID(own, isCreation, in: strict),
                (try? strict.write([.upsert(foreign.set)], to: id)) != nil
            else { return }
            foreign.happened.value = true
        }
        if generator.once(in: 2) {
            // The answer is lost, and somebody writes before anything is read again.
            let faults: [Fault] = [.drop(.afterCommit), .serverError(.afterCommit), .truncatedBody, .truncatedXML]
            strict.script(generator.one(of: faults), on: .changeResourceRecordSets, after: batch)
            foreign?.isAfterLoss = true
            if let foreign {
                strict.script(
                    .first { strict in
                        if strict.log.batches.count(where: \.committed) > batch { write(foreign, strict) }
                    }, on: .listResourceRecordSets, times: 10_000)
            }
        } else if let foreign {
            strict.script(.first { write(foreign, $0) }, on: .changeResourceRecordSets, after: batch)
        }
        switch generator.number(0...5) {
        case 0:
            strict.script(
                .serverError(status: 503, .beforeCommit), on: .listResourceRecordSets, after: generator.number(2...8),
                times: generator.number(1...30))
        case 1:
            strict.script(.drop(.beforeCommit), on: .deleteHostedZone)
            strict.script(.serverError(status: 503, .beforeCommit), on: .getHostedZone, times: generator.number(1...30))
        case 2:
            strict.script(
                .refuse(code: "AccessDenied", status: 403, message: "no"), on: .changeResourceRecordSets,
                after: batch + 1, times: generator.number(1...3))
        default: break
        }
        if generator.once(in: 2) { strict.randomFaults = RandomFaults(seed: seed, rate: 0.25) }
    }

    /// The id of the zone, if it is there; a zone that is created is the one besides the first.
    private static func zoneID(_ own: String, _ isCreation: Bool, in strict: StrictRoute53) -> String? {
        strict.zoneIDs.first { ($0 == own) != isCreation }
    }

    // MARK: - What is true

    /// Applies the plan and holds what is said against what is live.
    ///
    /// - Returns: the receipt; nothing where a plan was stale before anything was sent.
    func check() async throws -> Receipt? {
        let outcome: ApplyOutcome
        do {
            outcome = try await run.apply(document, keepsPartial: keepsPartial)
        } catch let error as ApplyError {
            service.strict.clearFaults()
            // Thrown only where nothing was changed.
            let live = try live()
            for planned in document.plan.zones[0].changes where planned.change.key != written?.key {
                #expect(live.zone[planned.change.key] == planned.change.before, "seed \(seed): \(error)")
            }
            return nil
        }
        service.strict.clearFaults()
        let receipt = try #require(outcome.receipts.first)
        let live = try live()
        check(receipt, outcome, live.zone, exists: live.exists)
        try checkForeign(exists: live.exists)
        // A plan that nobody disturbed is finished by applying it again.
        if written == nil, receipt.outcome != .applied {
            let again = try await run.apply(document)
            #expect(
                again.receipts.map(\.outcome) == [.applied],
                "seed \(seed): \(receipt.remarks) \(again.receipts.map(\.remarks))")
            #expect(again.ending == .done, "seed \(seed)")
        }
        return receipt
    }

    private var written: ForeignWrite? { foreign?.happened.value == true ? foreign : nil }

    private func live() throws -> (zone: Zone, exists: Bool) {
        guard let id = Self.zoneID(service.zoneID, kind == .creation, in: service.strict) else {
            return (Zone(empty: Self.apex), false)
        }
        return (try service.live(of: id), true)
    }

    private func check(_ receipt: Receipt, _ outcome: ApplyOutcome, _ live: Zone, exists: Bool) {
        let plan = document.plan.zones[0]
        let comment: Comment =
            "seed \(seed), \(kind), keeps \(keepsPartial): \(receipt.outcome) \(receipt.batches.map(\.state)) \(receipt.remarks) \(String(describing: outcome.failure?.message))"
        let changes = Dictionary(grouping: plan.changes) { $0.batch }
        for batch in receipt.batches {
            for change in (changes[batch.number] ?? []).map(\.change) where change.key != written?.key {
                switch batch.state {
                case .applied, .wasLive, .recordsGone: #expect(live[change.key] == change.after, comment)
                case .undone, .notApplied: #expect(live[change.key] == change.before, comment)
                // Nobody is told that he knows; but only somebody else, or a service that never answers, makes it so.
                case .unknown: #expect(written != nil || !outcome.statuses.contains { $0.live != nil }, comment)
                }
            }
        }
        // What the plan does not name is as it was; a zone has an SOA and NS of its own.
        let planned = Set(plan.changes.map(\.change.key))
        for key in Set(before.sets.map(\.key) + live.sets.map(\.key))
        where !planned.contains(key) && key != written?.key && key.name != Self.apex {
            #expect(live[key] == before[key], comment)
        }
        if kind == .deletion {
            let isDone = receipt.batches.last.map { $0.state == .applied || $0.state == .wasLive } ?? false
            #expect(isDone == !exists || receipt.batches.last?.state == .unknown, comment)
        }
        // What is said of the zone is what is so.
        for status in outcome.statuses {
            if let count = status.live {
                let isThere = kind == .deletion || exists
                #expect(count == (isThere ? plan.changes.count { live[$0.change.key] == $0.change.after } : 0), comment)
            }
            if status.live != nil { #expect(status.isCreated == (kind == .creation && exists), comment) }
        }
        // And the exit code.
        let isUntouched =
            exists == (kind != .creation)
            && plan.changes.allSatisfy { $0.change.key == written?.key || live[$0.change.key] == $0.change.before }
        switch outcome.ending {
        case .done:
            #expect(
                receipt.outcome == .applied && plan.changes.allSatisfy { live[$0.change.key] == $0.change.after },
                comment)
        case .stale: #expect(isUntouched, comment)
        case .failed: break
        }
        if outcome.leavesNothing { #expect(isUntouched, comment) }
        if receipt.outcome == .failed || receipt.outcome == .undone { #expect(isUntouched, comment) }
        if outcome.failure?.message.contains("nothing was changed") == true, receipt.outcome == .failed {
            #expect(isUntouched, comment)
        }
    }

    /// What somebody else wrote stays, and nothing is ever overwritten.
    private func checkForeign(exists: Bool) throws {
        #expect(service.strict.log.batches.flatMap(\.changes).allSatisfy { $0.action != .upsert })
        guard let written, !written.isRevert else { return }
        #expect(exists, "seed \(seed): the zone was deleted with what somebody wrote")
        guard let id = Self.zoneID(service.zoneID, kind == .creation, in: service.strict) else { return }
        let stored = service.strict.recordSets(of: id).first {
            $0.name == written.set.name && $0.type == written.set.type && $0.setIdentifier == written.set.setIdentifier
        }
        #expect(stored?.values == written.set.values && stored?.ttl == written.set.ttl, "seed \(seed): overwritten")
    }
}
