internal import DNSModel
internal import Gate
internal import ZoneFiles
internal import ZonePlanning

/// Why a verb did not do all that it was asked, by the stable ids that a person sees.
struct WeekRefusal: Error, CustomStringConvertible, Sendable {
    var ids: Set<String>
    /// What was said, for what has no id.
    var words: [String] = []
    /// What waits and is not applied.
    var zones: [UncoveredZone] = []

    init(_ ids: Set<String>) { self.ids = ids }

    init(of error: any Error) {
        self.init([])
        guard let error = error as? GateError else {
            switch error {
            case let error as WeekRefusal: self = error
            case let error as GitError: self = WeekRefusal(of: GateError(error))
            case let error as LedgerError: self = WeekRefusal(of: GateError(error))
            default: (ids, words) = (["unknown"], ["\(error)"])
            }
            return
        }
        switch error.facts {
        case .review(let refusal): ids = Set(refusal.reasons.map(\.id))
        case .uncovered(let found):
            zones = found
            ids = Set(found.flatMap(Self.ids))
        case .stale(let zones, _):
            if zones.contains(where: { !$0.conflicts.isEmpty }) { ids.insert("live-moved") }
            if zones.contains(where: { !$0.differences.isEmpty }) { ids.insert("plan-differs") }
        case .busy: ids = ["apply-running"]
        case .mistakes(let found): ids = Set(found.map(\.id))
        case nil: break
        }
        for reason in error.reasons {
            ids.insert(reason.id ?? "unknown")
            words.append(reason.message)
        }
        if case .diagnostics(let found, _)? = error.event {
            ids.formUnion(found.filter { $0.severity == .error }.map(\.id))
        }
        if case .planned(let outcome)? = error.event {
            ids.formUnion(outcome.failures.map { _, error in error.code.id })
            ids.formUnion(outcome.diagnostics.filter { $0.severity == .error }.map(\.id))
        }
        if ids.isEmpty { (ids, words) = (["unknown"], error.lines) }
    }

    private static func ids(_ zone: UncoveredZone) -> [String] {
        var ids = zone.reasons.map(\.id) + zone.diagnostics.map(\.id)
        for set in zone.sets {
            switch set.why {
            case .notReviewed: ids.append("not-approved")
            case .refused(let refusal, _): ids += refusal.reasons.map(\.id)
            case .refusedFor(let lines): ids += lines.compactMap(Self.id(in:))
            case .ended: ids.append("approval-ended")
            case .moved: ids.append("live-moved")
            case .notTogether, .hindered: ids.append("not-together")
            }
        }
        return ids
    }

    /// The id at the end of a line; `nil` where it has none.
    private static func id(in line: String) -> String? {
        guard line.hasSuffix("]"), let start = line.lastIndex(of: "[") else { return nil }
        return String(line[line.index(after: start)...].dropLast())
    }

    var description: String { "\(ids.sorted()) \(words.joined(separator: " / "))" }

    /// Whether somebody could do what each of its reasons says.
    var hasWayOut: Bool { !ids.isEmpty && ids.allSatisfy { WeekRemedy(id: $0) != nil } }
}

/// What a person does about a refusal.
enum WeekRemedy: Int, Comparable, Sendable {
    /// Waits until the server is back.
    case waitForServer
    /// Lets the new ledger begin where the old one is.
    case moveLedger
    /// Waits for another run to end.
    case waitForRun
    /// Plans what is merged and has that approved.
    case approveAgain
    /// Applies once more.
    case again

    static func < (one: WeekRemedy, other: WeekRemedy) -> Bool { one.rawValue < other.rawValue }

    /// What the message of an id says; `nil` for one that no team should ever see.
    init?(id: String) {
        switch id {
        case "ledger-unshared": self = .waitForServer
        case "ledger-moved": self = .moveLedger
        case "apply-running": self = .waitForRun
        case "not-together", "provider-unavailable", "provider-conflict", "apply-failed", "branch-moved": self = .again
        case "not-approved", "no-approval", "too-few-approvals", "unsigned-commit", "zone-not-approved", "own-work",
            "unknown-signer",
            "changed-document", "approval-ended", "settings-not-shown", "rule-changed", "live-moved", "plan-differs",
            "finding-not-shown", "delete-share", "plan-used-up", "policies-not-accepted":
            self = .approveAgain
        case "own-review", "outdated-review", "review-before-plan", "not-a-reviewer", "no-plan-comment",
            "edited-comment", "approvals-unreadable", "settings-moved", "settings-not-accepted":
            self = .approveAgain
        default: return nil
        }
    }
}
