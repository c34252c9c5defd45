internal import Gate
internal import TestSupport
internal import ZoneFiles
internal import ZonePlanning

/// What may happen next in a simulated week.
enum WeekStep: CaseIterable, Sendable {
    case open, openBehind, push, check, review, reviewBySomebody, merge, mergeUnreviewed, queue, revert
    case job, dyingJob, failingJob, hastyJob, raceJob
    case drift, takeDriftBack, adoptDrift
    case rotate, moveLedger, outage, words

    /// How likely it is beside the others.
    var weight: Int {
        switch self {
        case .open, .review, .job: 8
        case .openBehind, .merge, .check: 5
        case .queue, .revert, .drift: 4
        case .push, .reviewBySomebody, .mergeUnreviewed: 3
        case .dyingJob: 3
        case .failingJob, .hastyJob, .raceJob, .rotate, .words: 2
        case .takeDriftBack, .adoptDrift, .moveLedger, .outage: 1
        }
    }

    private static let table = allCases.flatMap { step in [WeekStep](repeating: step, count: step.weight) }

    /// One of them, by chance.
    static func drawn(_ chance: (ClosedRange<Int>) -> Int) -> WeekStep { table[chance(0...table.count - 1)] }
}

extension Week {
    /// Lives through a week, and holds it against the laws.
    mutating func run(steps: Int = 34) async throws {
        // Somebody sets it up: what is live is confirmed, and the settings are accepted.
        _ = try await finished(try await apply(by: .olga))
        pinnedRoot = host.root(of: accepted.ledger)
        for _ in 0..<steps {
            clock.goesOn(by: generator.number(60...6 * 3_600))
            var drawing = generator
            let step = WeekStep.drawn { drawing.number($0) }
            generator = drawing
            try await take(step)
        }
        try await end()
    }

    private mutating func take(_ step: WeekStep) async throws {
        switch step {
        case .open, .openBehind:
            let (edits, author) = (someEdits(), one(of: writers) ?? .ann)
            if !edits.isEmpty { _ = try await check(try await open(edits, by: author, isBehind: step == .openBehind)) }
        case .push: try await push()
        case .check: if let index = one(of: openPulls) { _ = try await check(index) }
        case .review: try await review(by: reviewers)
        case .reviewBySomebody: try await review(by: WeekPerson.allCases)
        case .merge: try await mergeOne(reviewed: true)
        case .mergeUnreviewed: try await mergeOne(reviewed: false)
        case .queue:
            let ready = openPulls.filter { pulls[$0].rule == nil }
            if ready.count > 1 {
                try await merge(Array(ready.prefix(3)), one(of: [Method.merge, .squash]) ?? .merge, by: somebody)
            }
        case .revert: try await revert()
        case .job: try await job(WeekFate())
        case .dyingJob:
            _ = try await apply(by: one(of: WeekPerson.allCases) ?? .cleo, WeekFate(diesAfter: generator.number(1...2)))
            if generator.once(in: 2) { try await job(WeekFate(waits: false)) }
        case .failingJob: try await job(WeekFate(failsAt: generator.number(0...2)))
        case .hastyJob: try await job(WeekFate(waits: false))
        case .raceJob: try await race()
        case .drift: try await drift()
        case .takeDriftBack: try await takeDriftBack()
        case .adoptDrift: try await adoptDrift()
        case .rotate: try await rotate()
        case .moveLedger: try await moveLedger()
        case .outage: try await outage()
        case .words: try await writeWords()
        }
    }

    // MARK: - Chance

    /// Who only reviews.
    var reviewers: [WeekPerson] { WeekPerson.allCases.filter { !writers.contains($0) && $0 != .olga } }

    /// Whoever presses buttons.
    var somebody: WeekPerson { mutating get { one(of: writers) ?? .ann } }

    /// The pull requests that are not merged.
    var openPulls: [Int] { pulls.indices.filter { !pulls[$0].isMerged } }

    /// Edits of some record sets of a zone, at times of two.
    private mutating func someEdits() -> [WeekKey: String?] {
        var edits: [WeekKey: String?] = [:]
        for _ in 0..<(generator.once(in: 5) ? 2 : 1) {
            guard let zone = one(of: WeekFile.zones) else { continue }
            let names = record.declared.keys.filter { $0.zone == zone }.map(\.name).sorted()
            for _ in 0..<generator.number(1...3) {
                guard let name = one(of: generator.once(in: 6) ? WeekFile.moreNames : names) else { continue }
                let goes = generator.once(in: 6) && names.count > 3 && names.contains(name)
                edits[WeekKey(zone, name)] = .some(goes ? nil : "192.0.2.\(generator.number(1...6))")
            }
        }
        return edits.filter { record.declared[$0.key] != $0.value }
    }

    // MARK: - Pull requests

    private mutating func push() async throws {
        guard let index = one(of: openPulls.filter { pulls[$0].rule == nil }),
            let key = one(of: pulls[index].edits.keys.sorted())
        else { return }
        let author = generator.once(in: 3) ? somebody : pulls[index].author
        let coAuthor = generator.once(in: 4) ? somebody : nil
        let address = "192.0.2.\(generator.number(1...6))"
        guard (pulls[index].edits[key] ?? nil) != address else { return }
        pulls[index].edits[key] = .some(address)
        say("\(author) pushes \(key)=\(address) to #\(pulls[index].number)")
        try await commit([key: address], to: index, by: author, with: coAuthor)
        _ = try await check(index)
    }

    private mutating func review(by people: [WeekPerson]) async throws {
        guard let index = one(of: openPulls), let person = one(of: people) else { return }
        if pulls[index].document == nil { _ = try await check(index) }
        await approve(index, as: person)
    }

    private mutating func mergeOne(reviewed: Bool) async throws {
        guard let index = one(of: openPulls.filter { pulls[$0].document != nil }) else { return }
        if reviewed {
            for person in reviewers { await approve(index, as: person) }
        }
        try await merge([index], one(of: Method.allCases) ?? .merge, by: somebody)
        if generator.once(in: 2) { try await job(WeekFate()) }
    }

    private mutating func revert() async throws {
        let merged = pulls.filter { $0.isMerged && !$0.before.isEmpty }
        guard let pull = one(of: Array(merged.suffix(4))) else { return }
        let edits = pull.before.filter { key, before in
            record.declared[key] == (pull.edits[key] ?? nil) && before != record.declared[key]
        }
        if edits.isEmpty { return }
        say("#\(pull.number) is reverted")
        let index = try await open(edits, by: somebody)
        _ = try await check(index)
        if generator.once(in: 2) {
            for person in reviewers { await approve(index, as: person) }
            try await merge([index], one(of: Method.allCases) ?? .merge, by: somebody)
        }
    }

    private mutating func writeWords() async throws {
        try server.change { repository throws(GitError) in
            repository.commit(["README.md": "words \(repository.commits.count)\n"], by: WeekPerson.bo.address)
        }
        record.advanced(to: WeekFile.declared(files), by: [:])
        try await job(WeekFate())
    }

    // MARK: - Settings

    private mutating func rotate() async throws {
        guard openPulls.allSatisfy({ pulls[$0].rule == nil }), accepted == merged else { return }
        var rule = merged
        if rule.source == .signatures, generator.once(in: 2) {
            rule.keys[.rita] = "key-rita-\(pulls.count)"
        } else if rule.source == .signatures {
            rule.keys[.bo] = rule.keys[.bo] == nil ? "key-bo-\(pulls.count)" : nil
        } else {
            rule.reviewers.formSymmetricDifference([.bo])
        }
        try await propose(rule)
    }

    private mutating func moveLedger() async throws {
        guard openPulls.allSatisfy({ pulls[$0].rule == nil }), accepted == merged else { return }
        var rule = merged
        rule.ledger = "ledger-\(pulls.count)"
        try await propose(rule)
    }

    /// Olga opens a pull request with other settings, and at times it is reviewed and merged at once.
    private mutating func propose(_ rule: WeekRule) async throws {
        let index = try await open([:], by: .olga, rule: rule)
        _ = try await check(index)
        if generator.once(in: 3) { return }
        for person in reviewers { await approve(index, as: person) }
        try await merge([index], one(of: Method.allCases) ?? .merge, by: somebody)
        try await job(WeekFate())
    }

    private mutating func outage() async throws {
        say("the ledger's server is away")
        host.goes(away: true)
        let end = try await apply(by: .cleo)
        if generator.once(in: 2) {
            host.goes(away: false)
        } else {
            _ = try await finished(end)
        }
        host.goes(away: false)
    }
}
