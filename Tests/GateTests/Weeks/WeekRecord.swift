internal import DNSModel
internal import ZonePlanning

/// What happened in a simulated week, noted by an onlooker who knows nothing of how the gate decides: what the
/// protected branch declared when, who wrote it, which plans were shown to whom, who approved them, and what the
/// provider was told.
struct WeekRecord: Sendable {
    /// A plan that somebody was shown.
    struct Shown: Sendable {
        var moves: Set<WeekMove>
        /// How many moves had been made by then.
        var at: Int
        /// Which state of the protected branch it was made on, by its place in ``tips``.
        var tip: Int
        /// The rule in its settings.
        var rule: WeekRule
        var isRestoring: Bool
        /// Who approved it, with which key.
        var approvals: [WeekPerson: Set<String>] = [:]
    }

    /// A move that the provider was told to make.
    struct Made: Sendable {
        var move: WeekMove
        var job: Int
        var isRestoring: Bool
        /// Whether it was taken back by the same job, or lost with its runner and then undone by somebody at the
        /// provider.
        var isVoid = false
        /// Whether the job lived to write it down.
        var isWritten = true
    }

    private(set) var shown: [Digest: Shown] = [:]
    private(set) var made: [Made] = []
    /// What the protected branch declared, state by state.
    private(set) var tips: [[WeekKey: String]] = []
    /// Who wrote what the branch declares otherwise than it was last applied.
    private(set) var writers: [WeekKey: Set<WeekPerson>] = [:]
    /// What of it nobody known has signed.
    private(set) var unsigned: Set<WeekKey> = []
    /// What was last applied.
    private(set) var base: [WeekKey: String] = [:]
    /// What somebody at the provider wrote last.
    private(set) var foreign: Set<WeekKey> = []
    /// Everybody who ever wrote something that was merged.
    private(set) var everWrote: Set<WeekPerson> = []

    init(_ declared: [WeekKey: String]) {
        tips = [declared]
        base = declared
    }

    var declared: [WeekKey: String] { tips.last ?? [:] }

    // MARK: - What is noted

    /// The protected branch declares something else.
    mutating func advanced(
        to declared: [WeekKey: String], by people: [WeekKey: Set<WeekPerson>], unsigned keys: Set<WeekKey> = []
    ) {
        tips.append(declared)
        unsigned.formUnion(keys)
        for (key, wrote) in people {
            writers[key, default: []].formUnion(wrote)
            everWrote.formUnion(wrote)
        }
        for key in writers.keys where declared[key] == base[key] {
            writers[key] = []
            unsigned.remove(key)
        }
    }

    /// Somebody wrote the settings.
    mutating func wroteSettings(_ person: WeekPerson) { everWrote.insert(person) }

    /// Somebody was shown a plan.
    mutating func show(_ document: PlanDocument, _ rule: WeekRule) {
        guard shown[document.digest] == nil else { return }
        var moves: Set<WeekMove> = []
        for zone in document.plan.zones {
            moves.formUnion(zone.changes.compactMap { WeekMove($0.change, of: zone.apex) })
        }
        shown[document.digest] = Shown(
            moves: moves, at: made.count, tip: tips.count - 1, rule: rule, isRestoring: document.plan.isRestoring)
    }

    /// Somebody approved a plan.
    mutating func approve(_ plan: Digest, _ person: WeekPerson, with key: String) {
        shown[plan]?.approvals[person, default: []].insert(key)
    }

    /// Somebody at the provider changed a record set.
    mutating func changedOutside(_ key: WeekKey) {
        foreign.insert(key)
        for index in made.indices where made[index].move.key == key && !made[index].isWritten {
            made[index].isVoid = true
        }
    }

    /// A job told the provider to make a move.
    mutating func make(_ move: WeekMove, in job: Int, isRestoring: Bool, isUndo: Bool, isWritten: Bool) {
        if isUndo {
            let undone = made.lastIndex {
                $0.job == job && $0.move.key == move.key && $0.move.after == move.before && !$0.isVoid
            }
            if let undone {
                made[undone].isVoid = true
                return
            }
        }
        made.append(Made(move: move, job: job, isRestoring: isRestoring, isWritten: isWritten))
    }

    /// A job came to its end, and this is live.
    mutating func ended(live: [WeekKey: String]) {
        for key in Set(live.keys).union(declared.keys) where live[key] == declared[key] {
            (base[key], writers[key]) = (declared[key], [])
            foreign.remove(key)
            unsigned.remove(key)
        }
    }

    // MARK: - What it says

    /// Whether an approval of a plan still is of the occasion: the record set was not changed since by a job, and the
    /// branch did not take the change back.
    func isOpen(_ shown: Shown, for move: WeekMove, before end: Int) -> Bool {
        let isChanged = made[shown.at..<max(shown.at, end)].contains {
            $0.move.key == move.key && !$0.isVoid && !$0.isRestoring
        }
        if isChanged { return false }
        if shown.isRestoring { return true }
        var wasDeclared = false
        for tip in tips[shown.tip...] {
            if tip[move.key] == move.after { wasDeclared = true } else if wasDeclared { return false }
        }
        return true
    }

    /// Who approved a plan and may, by a rule: not those who wrote what it changes.
    func approvers(of shown: Shown, by rule: WeekRule, for key: WeekKey) -> Set<WeekPerson> {
        let wrote = shown.isRestoring ? [] : writers[key] ?? []
        return Set(
            shown.approvals.filter { person, keys in
                !wrote.contains(person) && rule.counts(person, for: key.zone)
                    && (rule.source == .forge
                        ? keys.contains("forge") : rule.keys[person].map { keys.contains($0) } ?? false)
            }.keys)
    }

    /// How many have to approve a record set's change: one more where nobody knows who wrote it.
    private func needed(_ shown: Shown, _ rule: WeekRule, for key: WeekKey) -> Int {
        let isUnknown = rule.isSigned && unsigned.contains(key) && !shown.isRestoring
        return rule.required + (isUnknown && rule.required > 0 ? 1 : 0)
    }

    /// The plan by which a move is approved under all of some rules; `nil` where there is none.
    func approval(of move: WeekMove, under rules: [WeekRule], before end: Int) -> Digest? {
        shown.first { _, shown in
            shown.moves.contains(move) && isOpen(shown, for: move, before: end)
                && rules.allSatisfy {
                    approvers(of: shown, by: $0, for: move.key).count >= needed(shown, $0, for: move.key)
                }
        }?.key
    }

    /// Whether a move is approved beyond doubt: by a plan of the settings of now, all of whose zones were approved by
    /// enough people who never wrote anything.
    func isPlainlyApproved(_ move: WeekMove, under rule: WeekRule) -> Bool {
        shown.values.contains { shown in
            guard shown.moves.contains(move), shown.rule == rule, !shown.isRestoring,
                isOpen(shown, for: move, before: made.count)
            else { return false }
            return shown.moves.allSatisfy { other in
                // Of other commits that have a part in it, as of settings, somebody may be the author too.
                approvers(of: shown, by: rule, for: other.key).subtracting(everWrote).count
                    >= rule.required + (rule.isSigned ? 1 : 0)
            }
        }
    }

    /// Whether settings were approved by those who decide: enough who may for zones that nobody is named for, and did
    /// not write them.
    func isAccepted(
        _ rule: WeekRule, after before: WeekRule, writtenBy author: WeekPerson?, isUnsigned: Bool = false
    ) -> Bool {
        if before.required == 0 { return true }
        let needed = before.required + (isUnsigned && (before.isSigned || rule.isSigned) ? 1 : 0)
        return shown.values.contains { shown in
            guard shown.rule == rule else { return false }
            let approved = shown.approvals.filter { person, keys in
                person != author && before.counts(person, for: nil)
                    && (before.source == .forge
                        ? keys.contains("forge") : before.keys[person].map { keys.contains($0) } ?? false)
            }
            return approved.count >= needed
        }
    }
}
