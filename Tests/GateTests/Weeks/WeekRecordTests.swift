internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// The onlooker by whose notes simulated weeks are judged sees what a gate must not do.
@Suite("The onlooker of a simulated week") struct WeekRecordTests {
    private static let www = WeekKey("example.com.", "www")
    private static let rule = WeekRule(
        source: .signatures, required: 1, keys: [.ann: "key-ann", .rita: "key-rita", .bo: "key-bo"],
        zones: ["example.net.": [.bo]])

    /// A record of Ann's change, merged, with the plan that shows it.
    private struct Scene {
        var record: WeekRecord
        let plan: Digest
        let move: WeekMove

        init() throws {
            record = WeekRecord([WeekRecordTests.www: "192.0.2.1"])
            let planned = ZonePlanner.fixture().plan(
                desired: DesiredZone(zone(["www 3600 A 192.0.2.2"])), live: LiveZone(zone(["www 3600 A 192.0.2.1"])),
                protectedBefore: []
            ).plan
            let document = try PlanDocument(.fixture([planned]))
            plan = document.digest
            move = try #require(WeekMove(planned.changes[0].change, of: planned.apex))
            record.show(document, WeekRecordTests.rule)
            record.advanced(to: [WeekRecordTests.www: "192.0.2.2"], by: [WeekRecordTests.www: [.ann]])
        }

        /// The plan by which the change may be made now.
        var approval: Digest? { record.approval(of: move, under: [WeekRecordTests.rule], before: record.made.count) }

        mutating func approve(_ person: WeekPerson, with key: String) { record.approve(plan, person, with: key) }

        mutating func make(isUndo: Bool = false) {
            var made = move
            if isUndo { (made.before, made.after) = (move.after, move.before) }
            record.make(made, in: 1, isRestoring: false, isUndo: isUndo, isWritten: true)
        }
    }

    @Test("knows who may approve") func whoMay() throws {
        var scene = try Scene()
        #expect(scene.approval == nil)
        scene.approve(.ann, with: "key-ann")
        #expect(scene.approval == nil)
        scene.approve(.rita, with: "key-of-somebody")
        scene.approve(.cleo, with: "key-cleo")
        #expect(scene.approval == nil)
        scene.approve(.rita, with: "key-rita")
        #expect(scene.approval == scene.plan)
        var stricter = Self.rule
        stricter.required = 2
        #expect(scene.record.approval(of: scene.move, under: [Self.rule, stricter], before: 0) == nil)
        stricter.zones = ["example.com.": [.bo]]
        stricter.required = 1
        #expect(scene.record.approval(of: scene.move, under: [stricter], before: 0) == nil)
    }

    @Test("knows that an approval is used up, unless what it was for was undone") func usedUp() throws {
        var scene = try Scene()
        scene.approve(.rita, with: "key-rita")
        scene.make()
        #expect(scene.approval == nil)
        scene.make(isUndo: true)
        #expect(scene.approval == scene.plan)
    }

    @Test("knows that the branch took a change back") func takenBack() throws {
        var scene = try Scene()
        scene.approve(.rita, with: "key-rita")
        scene.record.advanced(to: [Self.www: "192.0.2.1"], by: [:])
        scene.record.advanced(to: [Self.www: "192.0.2.2"], by: [Self.www: [.bo]])
        #expect(scene.approval == nil)
    }

    @Test("knows that another move was approved") func anotherMove() throws {
        var scene = try Scene()
        scene.approve(.rita, with: "key-rita")
        var move = scene.move
        move.before = "192.0.2.9"
        #expect(scene.record.approval(of: move, under: [Self.rule], before: 0) == nil)
    }

    @Test("knows who accepts settings") func accepts() throws {
        var scene = try Scene()
        scene.approve(.bo, with: "key-bo")
        var before = Self.rule
        #expect(scene.record.isAccepted(Self.rule, after: before, writtenBy: .olga))
        #expect(!scene.record.isAccepted(Self.rule, after: before, writtenBy: .bo))
        before.reviewers = [.rita]
        #expect(!scene.record.isAccepted(Self.rule, after: before, writtenBy: .olga))
    }
}
