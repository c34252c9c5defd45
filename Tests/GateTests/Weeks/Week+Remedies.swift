internal import DNSModel
internal import Gate
internal import TestSupport
internal import ZonePlanning

// What people do about refusals, so that a job gets through in the end.
extension Week {
    /// A job runs, and at times somebody sees to what it says.
    mutating func job(_ fate: WeekFate) async throws {
        let end = try await apply(by: one(of: WeekPerson.allCases) ?? .cleo, fate)
        if generator.once(in: 2) { _ = try await finished(end) }
    }

    /// Does what the refusals say, and applies again, until a job gets through.
    ///
    /// - Returns: how the last job ended.
    mutating func finished(_ first: WeekEnd) async throws -> WeekEnd {
        var end = first
        for round in 0..<8 {
            guard let refusal = end.refusal else { return end }
            guard let remedy = refusal.ids.compactMap({ WeekRemedy(id: $0) }).min() else {
                breaks("no way out of \(refusal)")
                return end
            }
            try await take(remedy, refusal, round)
            end = try await apply(by: .cleo)
        }
        if let refusal = end.refusal { breaks("eight times what was said was done, and a job still says \(refusal)") }
        return end
    }

    private mutating func take(_ remedy: WeekRemedy, _ refusal: WeekRefusal, _ round: Int) async throws {
        switch remedy {
        case .waitForServer: host.goes(away: false)
        case .moveLedger:
            say("somebody pushes \(accepted.ledger) from where the ledger was")
            host.push(formerLedger, to: accepted.ledger)
        case .waitForRun, .again: break
        case .approveAgain:
            // What was approved may go together by now.
            if merged.source == .forge { try await nudge(refusal) } else { try await approveMerged(refusal, round) }
        }
    }

    /// Plans what is merged, and has that approved by people who can.
    private mutating func approveMerged(_ refusal: WeekRefusal, _ round: Int) async throws {
        let allowed = Set(
            refusal.zones.flatMap(\.reasons).compactMap { reason -> PolicyName? in
                guard case .policy(let finding, _) = reason.fact else { return nil }
                return finding.policy
            })
        switch await plan("main", by: .cleo, allowed: allowed) {
        case .failure(let failure):
            if !failure.hasWayOut { breaks("no way out of \(failure)") }
        case .success(let document):
            // Where nobody has to approve, whoever may apply allows it, and applies it by its file.
            if merged.required == 0, accepted.required == 0 {
                try await applyFile(document, to: "do what is allowed by name")
                return
            }
            let blocked = Set(document.plan.blockingFindings.map(\.finding.policy))
            guard blocked.isEmpty else {
                guard case .success(let again) = await plan("main", by: .cleo, allowed: allowed.union(blocked)) else {
                    return
                }
                await sign(again, as: people(for: again, round))
                return
            }
            await sign(document, as: people(for: document, round))
        }
    }

    /// Who is asked to approve what is merged: as few as must, of those who did not write it; everybody who may once
    /// that was not enough.
    private mutating func people(for document: PlanDocument, _ round: Int) -> [WeekPerson] {
        say("what is merged is approved again: \(document.digest.short)")
        return round > 0 ? WeekPerson.allCases : reviewers
    }

    /// Opens a pull request that shows what waits, and has it reviewed and merged.
    private mutating func nudge(_ refusal: WeekRefusal) async throws {
        let waiting = Set(refusal.zones.map(\.apex.description))
        let index = try await open([:], by: somebody, nudging: waiting.isEmpty ? Set(WeekFile.zones) : waiting)
        _ = try await check(index)
        for person in reviewers + [.olga] { await approve(index, as: person) }
        try await merge([index], .merge, by: somebody)
    }

    // MARK: - Two at once

    /// Something happens between a job's look at what waits and its first change.
    mutating func race() async throws {
        let (person, kind) = (one(of: WeekPerson.allCases) ?? .ann, generator.number(0...2))
        let end = try await apply(by: person) { week in
            switch kind {
            case 0:
                week.say("meanwhile another job runs")
                _ = try await week.nested()
            case 1: try await week.drift()
            default:
                guard let index = week.one(of: week.openPulls.filter { week.pulls[$0].rule == nil }) else { return }
                try await week.merge([index], .squash, by: week.somebody)
            }
        }
        if generator.once(in: 2) { _ = try await finished(end) }
    }

    /// Another job that comes between.
    private mutating func nested() async throws -> WeekEnd { try await apply(by: .olga) }
}
