internal import DNSModel
internal import Gate
internal import ZoneFiles
internal import ZonePlanning

/// How a job ended.
struct WeekEnd: Sendable {
    /// Why not everything was done; `nil` where it was.
    var refusal: WeekRefusal?
    /// What waits.
    var waiting: Set<WeekMove> = []
    /// What was changed at the provider, and said.
    var drifted: Set<WeekKey> = []
    /// Whether it was found out what waits and what drifted.
    var isKnown = false
}

/// What befalls a job.
struct WeekFate: Sendable {
    /// After how many batches its runner dies.
    var diesAfter: Int?
    /// The batch at which the provider fails, from 0.
    var failsAt: Int?
    /// Whether it waits for others.
    var waits = true
    /// The number of the job.
    var job = 0
}

// The job that applies what is merged, as `gate53 apply --merged` does.
extension Week {
    /// Applies what waits.
    ///
    /// - Parameters:
    ///   - person: whose clock the runner has.
    ///   - fate: what befalls it.
    ///   - meanwhile: what happens between its look at what waits and the first change.
    /// - Returns: how it ended.
    /// - Throws: where the simulation itself breaks.
    mutating func apply(
        by person: WeekPerson, _ fate: WeekFate = WeekFate(),
        meanwhile: (inout Week) async throws -> Void = { _ in }
    ) async throws -> WeekEnd {
        jobs += 1
        let (job, before) = (jobs, accepted)
        var fate = fate
        fate.job = job
        let end = await run(by: person, fate, meanwhile)
        await provider.ends(after: nil)
        await provider.set(faults: [:])
        host.breaks(after: nil)
        let died = fate.diesAfter != nil && end.refusal != nil
        checkAcceptance()
        // What is accepted by the same job was approved by those who could before.
        try await note(job: job, under: accepted == before ? [accepted, merged] : [merged], isWritten: !died)
        if end.isKnown { record.ended(live: try await live()) }
        tell(end, of: job, by: person, fate)
        check(end, isInterrupted: fate.diesAfter != nil || fate.failsAt != nil)
        return end
    }

    private mutating func tell(_ end: WeekEnd, of job: Int, by person: WeekPerson, _ fate: WeekFate) {
        var line = "job \(job) by \(person)"
        if let dies = fate.diesAfter { line += " dies after \(dies)" }
        if let fails = fate.failsAt { line += " fails at \(fails)" }
        line += end.refusal.map { ": \($0.ids.sorted()) \($0.words)" } ?? ": green"
        sees((end.refusal?.ids ?? []).union(fate.diesAfter == nil || end.refusal == nil ? [] : ["a runner dies"]))
        if !end.drifted.isEmpty { sees(["drift is left"]) }
        if !end.waiting.isEmpty { line += " waits: \(end.waiting.map(\.description).sorted())" }
        if !end.drifted.isEmpty { line += " drifted: \(end.drifted.sorted())" }
        say(line)
    }

    private mutating func run(
        by person: WeekPerson, _ fate: WeekFate, _ meanwhile: (inout Week) async throws -> Void
    ) async -> WeekEnd {
        var end = WeekEnd()
        let ports = ports(of: person)
        do {
            var news = ApplyNews()
            var found = try await MergedPlanSearch(ports, pullRequest: nil, setsRuleAside: false).run(&news)
            if let acceptance = found.acceptance, try await isAccepted(acceptance, ports, news, found.state) {
                found = try await MergedPlanSearch(ports, pullRequest: nil, setsRuleAside: false).run(&news)
            }
            try await meanwhile(&self)
            end.note(found)
            if found.approved != nil || found.refusal != nil { await Confirming(ports).run(found) }
            if let refusal = found.refusal { throw refusal }
            if let dies = fate.diesAfter {
                await provider.ends(after: dies)
                host.breaks(after: 1)
            }
            if let fails = fate.failsAt {
                let asked = await provider.asked
                await provider.set(faults: [asked + fails: .before(.unavailable)])
            }
            if let approved = found.approved {
                let request = ReviewRequest(document: approved.document)
                try await end.add(applied(request, parts: approved.parts, ports, news, found.state, fate))
            } else if let inSync = found.inSync {
                try await end.add(applied(inSync, ports, news, found.state, fate))
            }
            if let rest = found.rest { throw rest }
            if !found.unplanned.isEmpty { end.add(["zones are not planned"]) }
        } catch {
            end.add(WeekRefusal(of: error))
        }
        return end
    }

    /// Whether settings are accepted by a plan of their own.
    private func isAccepted(
        _ acceptance: ReviewRequest, _ ports: GatePorts, _ news: ApplyNews, _ state: TrustedState
    ) async throws -> Bool {
        var applying = Applying(
            ports,
            Applying.Request(
                acceptance, isMerged: true, keepsPartial: false, waits: false, fetches: false, stop: StopRequest()
            ) { () throws(GateError) in throw GateError(.failed, "a plan without changes makes no claim") }, news)
        guard case .confirmed(_, _?) = try await applying.run(state) else { return false }
        return true
    }

    /// Applies a plan.
    ///
    /// - Returns: the ids of what went wrong on the way.
    func applied(
        _ request: ReviewRequest, parts: [ReviewRequest] = [], _ ports: GatePorts, _ news: ApplyNews,
        _ state: TrustedState?, _ fate: WeekFate, isMerged: Bool = true
    ) async throws -> Set<String> {
        let clock = clock
        let claim = RunClaim(
            identity: .test("job\(fate.job)"), longestWait: fate.waits ? 3_600 : 0, elapsed: clock.seconds
        ) { _, _ in clock.goesOn(by: 30) }
        var applying = Applying(
            ports,
            Applying.Request(
                request, parts: parts, isMerged: isMerged, keepsPartial: false, waits: false, stop: StopRequest()
            ) { claim }, news)
        switch try await applying.run(state) {
        case .confirmed: return []
        case .applied(let applied): return applied.outcome.failure.map { [$0.code.id] } ?? []
        }
    }

    /// Applies a plan by its file, with the signatures beside it.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - what: what it is for.
    /// - Throws: where the simulation itself breaks.
    mutating func applyFile(_ document: PlanDocument, to what: String) async throws {
        jobs += 1
        let before = accepted
        var fate = WeekFate()
        fate.job = jobs
        var end = WeekEnd()
        do {
            let request = ReviewRequest(document: document, path: "plan.json")
            end.add(try await applied(request, ports(of: .cleo), ApplyNews(), nil, fate, isMerged: false))
        } catch { end.add(WeekRefusal(of: error)) }
        beside = []
        try await note(job: fate.job, under: [before], isWritten: true)
        record.ended(live: try await live())
        say("job \(fate.job) to \(what): \(end.refusal.map(\.description) ?? "green")")
        if let refusal = end.refusal, !refusal.hasWayOut { breaks("no way out of \(refusal)") }
    }

    /// Notes what the provider was told, and holds each move against the laws.
    mutating func note(job: Int, under rules: [WeekRule], isWritten: Bool) async throws {
        let batches = await provider.applied.dropFirst(notedBatches)
        notedBatches += batches.count
        let end = record.made.count
        for batch in batches {
            let isUndo = batch.origin?.isUndo ?? false
            let isRestoring = batch.origin.map { record.shown[$0.plan]?.isRestoring ?? false } ?? false
            for change in batch.changes {
                guard let move = WeekMove(change, of: batch.apex) else {
                    breaks("a record set was changed that nobody declared: \(change.key)")
                    continue
                }
                say("  \(isUndo ? "undoes" : "makes") \(move)")
                sees([isUndo ? "a change is undone" : isRestoring ? "drift is taken back" : "a change is made"])
                if !isUndo, record.approval(of: move, under: rules, before: end) == nil,
                    rules.contains(where: { $0.required > 0 })
                {
                    breaks("\(move) was applied by job \(job), and nobody who could had approved it for this occasion")
                }
                if !isUndo, !isRestoring, record.declared[move.key] != move.after {
                    breaks("\(move) was applied by job \(job), and the protected branch does not declare it")
                }
                record.make(move, in: job, isRestoring: isRestoring, isUndo: isUndo, isWritten: isWritten)
            }
        }
    }

    /// Holds settings that were accepted against the laws.
    private mutating func checkAcceptance() {
        let folder = "settings/"
        let files = host.files(of: accepted.ledger).filter { $0.key.hasPrefix(folder) }
        let places = Set(files.keys.compactMap { $0.split(separator: "/").dropFirst().first.map(String.init) })
        guard let last = places.max(), let settings = files["\(folder)\(last)/settings.yaml"],
            let rule = rule(of: settings, files["\(folder)\(last)/signers"] ?? []), rule != accepted
        else { return }
        say("accepted: \(rule)")
        sees([rule.ledger == accepted.ledger ? "a rule is accepted" : "a ledger moves"])
        if rule.ledger != accepted.ledger { formerLedger = accepted.ledger }
        if !record.isAccepted(
            rule, after: accepted, writtenBy: settingsAuthor, isUnsigned: areSettingsUnsigned)
        {
            breaks("settings were accepted, and nobody who could had approved them")
        }
        accepted = rule
    }

    /// Holds what a job said against the laws.
    private mutating func check(_ end: WeekEnd, isInterrupted: Bool) {
        if let refusal = end.refusal, !refusal.hasWayOut { breaks("no way out of \(refusal)") }
        guard end.isKnown, !isInterrupted, accepted == merged, let zones = end.refusal?.zones else { return }
        for zone in zones where zone.reasons.isEmpty && zone.diagnostics.isEmpty {
            for set in zone.sets where set.why != .notTogether {
                guard let move = WeekMove(set.change, of: zone.apex), accepted.required > 0 else { continue }
                if record.isPlainlyApproved(move, under: accepted) {
                    breaks("\(move) waits (\(set.why)), and was approved by who could")
                }
            }
        }
    }
}

extension WeekEnd {
    /// Notes what was found.
    fileprivate mutating func note(_ found: MergedPlan) {
        isKnown = true
        for zone in found.uncovered { waiting.formUnion(zone.sets.compactMap { WeekMove($0.change, of: zone.apex) }) }
        for zone in found.drifted { drifted.formUnion(zone.sets.compactMap { WeekKey($0.key, of: zone.apex) }) }
    }

    mutating func add(_ ids: Set<String>) {
        if ids.isEmpty { return }
        refusal = WeekRefusal((refusal?.ids ?? []).union(ids))
    }

    mutating func add(_ other: WeekRefusal) {
        var all = other
        all.ids.formUnion(refusal?.ids ?? [])
        all.words += refusal?.words ?? []
        refusal = all
    }
}
