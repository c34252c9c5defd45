internal import DNSModel
package import ZoneFiles
internal import ZonePlanning

// Decision 0093: acceptances are a chain.

/// Which of the settings that a ledger calls accepted were so by those who could.
///
/// Each acceptance names the one before it and the plan with which it was approved. The ledger has that plan, which
/// shows from which settings to which it goes, and its approvals; they are held against the rule before. What does not
/// hold is passed over, so the rule before still counts beside that of the protected branch.
package struct AcceptanceChain: Sendable {
    private let ledger: any Ledger
    private let sources: any ApprovalSources
    private let kinds: ProviderKinds
    private let authors: SettingsAuthors

    /// - Parameters:
    ///   - ledger: the ledger.
    ///   - sources: check signatures.
    ///   - clone: where it is looked up who wrote the settings.
    ///   - tip: the protected branch, where what is found is acted upon: then what the clone lacks was never there.
    ///     `nil` where it is only shown.
    package init(ledger: any Ledger, sources: any ApprovalSources, clone: Clone, actedUponAt tip: CommitID?) {
        self.ledger = ledger
        self.sources = sources
        kinds = clone.kinds
        authors = SettingsAuthors(clone, sources, actedUponAt: tip)
    }

    /// What was found.
    package struct Result: Sendable {
        /// Those that count, the last one first.
        package var accepted: [AcceptedSettings] = []
        /// Those that do not, without what they say, and why.
        package var passedOver: [(settings: AcceptedSettings, why: String)] = []
    }

    private static let unreadable = "this version can't read the settings before, by which they had to be accepted"
    private static let unread = "this version can't read these settings"

    /// Walks the chain.
    ///
    /// What the ledger has is read one after the other, and of what does not count only the place is kept: whoever may
    /// write the ledger may put a lot there.
    ///
    /// - Returns: what counts of it.
    /// - Throws: ``LedgerError`` where it can't be read, or a newer version wrote some of it.
    package func walk() async throws(LedgerError) -> Result {
        var result = Result()
        let shelf = try await AcceptedSettingsShelf(of: ledger)
        // Of two that could come next, the one that was there first.
        let positions = try await ledger.positions(below: LedgerLayout.settingsFolder)
        let order = shelf.folders.map { (folder: $0, position: positions["\($0.path)/settings.yaml"] ?? .max) }
            .sorted { one, other in
                (one.folder.number, one.position, one.folder.path)
                    < (other.folder.number, other.position, other.folder.path)
            }
        // Once acceptances say who made them, each has to.
        var isStated = false
        var used: Set<Digest> = []
        for (folder, _) in order {
            guard var next = try await shelf.known(folder, in: ledger) else { continue }
            let why: String?
            let isCopy = next.digest == result.accepted.first?.digest
            if let last = result.accepted.first {
                why = try await trouble(with: next, after: last, isStated: isStated, used)
                if why != nil { try await refuseRival(next, in: result.accepted) }
                // One copy of what was accepted twice is enough.
                if next.digest == last.digest { (next.settings, next.signers) = (last.settings, last.signers) }
            } else {
                why = next.contradiction
            }
            if let why {
                result.passedOver.append((next.name, why))
                continue
            }
            result.accepted.insert(next, at: 0)
            isStated = isStated || next.acceptance != nil
            // A copy of what counts already says nothing of a plan: it would use up that of the next one.
            if !isCopy, let plan = next.acceptance?.plan { used.insert(plan) }
        }
        if result.accepted.isEmpty, result.passedOver.isEmpty { try await shelf.requireNothingDamaged(in: ledger) }
        return result
    }

    /// Refuses a ledger in which two settings were accepted in the place of the same ones, on lines that knew nothing
    /// of each other: which of them was there first, its history does not say.
    private func refuseRival(_ next: AcceptedSettings, in accepted: [AcceptedSettings]) async throws(LedgerError) {
        guard let previous = next.acceptance?.previous,
            let index = accepted.firstIndex(where: { $0.digest == previous }), index > 0
        else { return }
        let rival = accepted[index - 1]
        if rival.digest == next.digest { return }
        let used = Set(accepted[index...].compactMap { $0.acceptance?.plan })
        guard try await trouble(with: next, after: accepted[index], isStated: true, used) == nil else { return }
        var evidence = ["\(rival.folder)/\(AcceptedSettings.settingsName)"]
        if let plan = rival.acceptance?.plan {
            let end = try await ledger.latestPositions(below: LedgerLayout.settingsFolder)[evidence[0]] ?? 0
            evidence.append(LedgerLayout.path(ofPlan: plan))
            evidence += try await approvals(of: plan, by: end)
        }
        if try await ledger.came("\(next.folder)/\(AcceptedSettings.settingsName)", after: evidence) { return }
        throw LedgerError(
            "two settings were accepted in the place of the same ones, on two lines of the ledger's history that were "
                + "joined: \(Printable.text(rival.folder)) and \(Printable.text(next.folder)). It does not say which "
                + "was first; see who wrote them, and "
                + LedgerRemedy.anotherBranch(at: "the last commit of the line with the right one"),
            kind: .unreadable)
    }

    /// Why settings can't come after others; `nil` where they do.
    private func trouble(
        with next: AcceptedSettings, after last: AcceptedSettings, isStated: Bool, _ used: Set<Digest>
    ) async throws(LedgerError) -> String? {
        // Accepted twice by two runs at once, or by an earlier version.
        if next.digest == last.digest { return nil }
        guard let acceptance = next.acceptance else {
            return isStated ? "nothing says who accepted these settings" : nil
        }
        if let why = next.contradiction { return why }
        let folder = "ledger:\(next.folder)/\(AcceptedSettings.settingsName)"
        let settings = SettingsReader.read(next.settings, path: folder, kinds).settings
        let unread = settings == nil || acceptance.isOfNewerFormat ? Self.unread : nil
        guard acceptance.previous == last.digest else {
            return "these settings were not accepted after those of \(last.commit.prefix(12))"
        }
        let path = "ledger:\(last.folder)/settings.yaml"
        let before = SettingsReader.read(last.settings, path: path, kinds).settings?.review
        switch acceptance.word {
        // Nothing shows that anybody approved them: what can't be read then is a bad file.
        case .newRule: return unread
        case .first:
            guard let before else { return Self.unreadable }
            return before.canBeMet(signers: last.signers)
                ? "the reviewers under the rule before could have accepted these settings, and did not" : unread
        case .approval: break
        }
        guard let before else { return Self.unreadable }
        if let plan = acceptance.plan, used.contains(plan) {
            return "the plan with which they were accepted has accepted settings before"
        }
        if let why = try await trouble(approving: next, settings, by: before, of: last) { return why }
        guard unread == nil else {
            throw LedgerError(
                "those who decide accepted the settings '\(Printable.text(folder))', and this gate53 can't read them, "
                    + "so it can't tell which rule is in force; upgrade to the gate53 that accepted them", kind: .newer)
        }
        return nil
    }

    /// Why nobody who could has approved the plan with which settings were accepted; `nil` where they did.
    private func trouble(
        approving next: AcceptedSettings, _ settings: Settings?, by review: ReviewSettings,
        of last: AcceptedSettings
    ) async throws(LedgerError) -> String? {
        guard review.sources.contains(where: { $0.rule.required > 0 }) else { return nil }
        guard let digest = next.acceptance?.plan, let (octets, plan) = try await recordedPlan(digest) else {
            return "the plan with which they were accepted is not in the ledger, or can't be read"
        }
        let settingsPath = "\(next.folder)/\(AcceptedSettings.settingsName)"
        // What came later has no say in whether they were accepted then.
        let end = try await ledger.latestPositions(below: LedgerLayout.settingsFolder)[settingsPath] ?? 0
        let plans = try await ledger.positions(below: LedgerLayout.plansFolder)
        guard plans[LedgerLayout.path(ofPlan: digest), default: .max] <= end else {
            return "the plan with which they were accepted came to the ledger after them"
        }
        // A key or certificate that has ended since was good then: when that was, is the word of whoever wrote the
        // event, but not before any event that it comes after.
        let time = try await ledger.times(below: LedgerLayout.settingsFolder)[settingsPath]
        var writers: (names: Set<String>, unsigned: [String]) = ([], [])
        var unfound: String?
        if let settings {
            switch try authors.authors(of: next, settings, since: last, review, at: time) {
            case .known(let names, let unsigned): writers = (names, unsigned)
            case .impossible(let why): return why
            case .unfound(let why): unfound = why
            case .unknown: break
            }
        }
        let approvals = try await approvals(of: digest, by: end)
        let those = "those who decide by the rule of \(last.commit.prefix(12))"
        let unproven =
            "\(those) did not approve the plan with which they were accepted"
            + (time.map { ", by keys that were good at \($0), as the ledger says when that was" } ?? "")
        var ruleVerdicts: [RuleVerdicts] = []
        for source in review.sources where source.rule.required > 0 {
            var rule = source.rule
            rule.unsigned = writers.unsigned
            guard source.forge == nil else {
                // In which teams they were is not kept.
                guard try await accounts(in: approvals).count >= rule.needed else { return unproven }
                continue
            }
            guard plan.settings?.accepted == last.digest, plan.settings?.proposed == next.digest else {
                return "the plan with which they were accepted does not show these settings"
            }
            do {
                let verdicts = try await signatures(in: approvals, octets, by: last, at: time)
                ruleVerdicts.append(RuleVerdicts(rule: rule, verdicts: verdicts))
            } catch {
                return "the approvals of the plan with which they were accepted can't be checked: \(error)"
            }
        }
        if ruleVerdicts.isEmpty || ReviewRule.ownersApprove(ruleVerdicts, authors: writers.names) {
            // Where they signed, to pass it over would bring back the rule before, which they have left.
            guard let unfound, !ruleVerdicts.isEmpty else { return unfound }
            throw LedgerError(unfound, kind: .unreadable)
        }
        guard ReviewRule.ownersApprove(ruleVerdicts, authors: []) else { return unproven }
        return "of \(those), too few approved the plan with which they were accepted besides those who wrote them"
    }

    /// A plan that the ledger has; `nil` where it has none, or none that can be read.
    private func recordedPlan(_ digest: Digest) async throws(LedgerError) -> (octets: [UInt8], plan: RecordedPlan)? {
        guard let octets = try await ledger.read(LedgerLayout.path(ofPlan: digest)), Digest(of: octets) == digest,
            let plan = try? RecordedPlan(octets: octets)
        else { return nil }
        return (octets, plan)
    }

    /// The paths of a plan's approvals that the ledger has, without those that surely came after an event.
    private func approvals(of plan: Digest, by end: Int) async throws(LedgerError) -> [String] {
        let positions = try await ledger.positions(below: LedgerLayout.approvalsFolder)
        return try await ledger.paths(below: LedgerLayout.approvalFolder(ofPlan: plan))
            .filter { positions[$0, default: .max] <= end }
    }

    /// The signatures of a plan among its approvals, as they were at a time.
    private func signatures(
        in approvals: [String], _ octets: [UInt8], by last: AcceptedSettings, at time: Instant?
    ) async throws(ApprovalSourceError) -> [ApprovalVerdict] {
        guard let signers = last.signers else { return [] }
        var recorded: [LedgerFile] = []
        do throws(LedgerError) {
            for path in approvals where path.hasSuffix(".sig") {
                if let octets = try await ledger.approval(at: path) {
                    recorded.append(LedgerFile(path: path, octets: octets))
                }
            }
        } catch { throw ApprovalSourceError(error.message) }
        return try await sources.signatures(recorded, by: signers, at: time).approvals(of: octets)
    }

    /// The accounts of which the ledger has kept that they approved at a forge. It is a note of what the forge said
    /// then: whoever may write the ledger could have written it too.
    private func accounts(in approvals: [String]) async throws(LedgerError) -> Set<String> {
        var accounts: Set<String> = []
        for path in approvals where path.hasSuffix(".json") {
            guard let octets = try await ledger.approval(at: path), let account = RecordedReview.account(of: octets)
            else {
                continue
            }
            accounts.insert(account.lowercased())
        }
        return accounts
    }
}

extension AcceptedSettings {
    /// What contradicts its own statement; `nil` where nothing does, or there is none.
    fileprivate var contradiction: String? {
        guard let acceptance, acceptance.accepted != digest else { return nil }
        return "its statement is of other settings"
    }
}
