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
    private let decides: Bool

    /// - Parameters:
    ///   - ledger: the ledger.
    ///   - sources: check signatures.
    ///   - clone: where it is looked up who wrote the settings.
    ///   - tip: the protected branch; `nil` where it is not known.
    ///   - decides: whether what is found is acted upon: then what can't be told is refused.
    package init(
        ledger: any Ledger, sources: any ApprovalSources, clone: Clone, at tip: CommitID?, decides: Bool
    ) {
        self.ledger = ledger
        self.sources = sources
        kinds = clone.kinds
        authors = SettingsAuthors(clone, sources, at: tip)
        self.decides = decides
    }

    /// What was found.
    package struct Result: Sendable {
        /// Those that count, the last one first.
        package var accepted: [AcceptedSettings] = []
        /// Those that do not, without what they say, and why.
        package var passedOver: [(settings: AcceptedSettings, why: String)] = []
        /// Whether some of those would count if the clone had the commits by which that is told.
        package var isUnsure = false
    }

    /// What keeps settings from counting.
    private struct Trouble: ExpressibleByStringInterpolation {
        var why: String
        /// Whether it is only that it can't be told here.
        var isUnsure = false

        init(stringLiteral why: String) { self.why = why }
    }

    /// When files came to the ledger, read once.
    private struct Arrivals {
        /// At the latest, and by what the ledger says of the time.
        var settings: [String: Int]
        var times: [String: Instant]
        /// At the earliest.
        var plans: [String: Int]
        var approvals: [String: Int]

        init(in ledger: any Ledger) async throws(LedgerError) {
            settings = try await ledger.latestPositions(below: LedgerLayout.settingsFolder)
            times = try await ledger.times(below: LedgerLayout.settingsFolder)
            plans = try await ledger.positions(below: LedgerLayout.plansFolder)
            approvals = try await ledger.positions(below: LedgerLayout.approvalsFolder)
        }
    }

    private static let unreadable: Trouble =
        "this version can't read the settings before, by which they had to be accepted"
    private static let unread: Trouble = "this version can't read these settings"

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
        let arrivals = try await Arrivals(in: ledger)
        for (folder, _) in order {
            guard var next = try await shelf.known(folder, in: ledger) else { continue }
            let trouble: Trouble?
            let isCopy = next.digest == result.accepted.first?.digest
            if let last = result.accepted.first {
                trouble = try await self.trouble(with: next, after: last, isStated: isStated, used, arrivals)
                if trouble != nil { try await refuseRival(next, in: result.accepted, arrivals) }
                // One copy of what was accepted twice is enough.
                if next.digest == last.digest { (next.settings, next.signers) = (last.settings, last.signers) }
            } else {
                trouble = next.contradiction.map { "\($0)" }
            }
            if let trouble {
                result.passedOver.append((next.name, trouble.why))
                result.isUnsure = result.isUnsure || trouble.isUnsure
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
    private func refuseRival(
        _ next: AcceptedSettings, in accepted: [AcceptedSettings], _ arrivals: Arrivals
    ) async throws(LedgerError) {
        guard let previous = next.acceptance?.previous,
            let index = accepted.firstIndex(where: { $0.digest == previous }), index > 0
        else { return }
        let rival = accepted[index - 1]
        if rival.digest == next.digest { return }
        let used = Set(accepted[index...].compactMap { $0.acceptance?.plan })
        guard try await trouble(with: next, after: accepted[index], isStated: true, used, arrivals) == nil else {
            return
        }
        var evidence = ["\(rival.folder)/\(AcceptedSettings.settingsName)"]
        if let plan = rival.acceptance?.plan {
            let end = arrivals.settings[evidence[0]] ?? 0
            evidence.append(LedgerLayout.path(ofPlan: plan))
            evidence += try await approvals(of: plan, by: end, arrivals)
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
        with next: AcceptedSettings, after last: AcceptedSettings, isStated: Bool, _ used: Set<Digest>,
        _ arrivals: Arrivals
    ) async throws(LedgerError) -> Trouble? {
        // Accepted twice by two runs at once, or by an earlier version.
        if next.digest == last.digest { return nil }
        guard let acceptance = next.acceptance else {
            return isStated ? "nothing says who accepted these settings" : nil
        }
        if let why = next.contradiction { return "\(why)" }
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
        if let trouble = try await trouble(approving: next, settings != nil, by: before, of: last, arrivals) {
            return trouble
        }
        guard unread == nil else {
            throw LedgerError(
                "those who decide accepted the settings '\(Printable.text(folder))', and this gate53 can't read them, "
                    + "so it can't tell which rule is in force; upgrade to the gate53 that accepted them", kind: .newer)
        }
        return nil
    }

    /// Why nobody who could has approved the plan with which settings were accepted; `nil` where they did.
    private func trouble(
        approving next: AcceptedSettings, _ isRead: Bool, by review: ReviewSettings, of last: AcceptedSettings,
        _ arrivals: Arrivals
    ) async throws(LedgerError) -> Trouble? {
        guard review.sources.contains(where: { $0.rule.required > 0 }) else { return nil }
        guard let digest = next.acceptance?.plan, let (octets, plan) = try await recordedPlan(digest) else {
            return "the plan with which they were accepted is not in the ledger, or can't be read"
        }
        let settingsPath = "\(next.folder)/\(AcceptedSettings.settingsName)"
        // What came later has no say in whether they were accepted then.
        let end = arrivals.settings[settingsPath] ?? 0
        guard arrivals.plans[LedgerLayout.path(ofPlan: digest), default: .max] <= end else {
            return "the plan with which they were accepted came to the ledger after them"
        }
        if AcceptanceEvidence.isSigned(review),
            plan.settings?.accepted != last.digest || plan.settings?.proposed != next.digest
        {
            return "the plan with which they were accepted does not show these settings"
        }
        // A key or certificate that has ended since was good then: when that was, is the word of whoever wrote the
        // event, but not before any event that it comes after.
        let time = arrivals.times[settingsPath]
        let said = try await approvals(of: digest, by: end, arrivals)
        let accounts = try await accounts(in: said).count
        let evidence: AcceptanceEvidence
        do throws(ApprovalSourceError) {
            evidence = AcceptanceEvidence(
                signatures: try await signatures(in: said, octets, by: last, at: time), accounts: accounts)
        } catch {
            return "the approvals of the plan with which they were accepted can't be checked: \("\(error)")"
        }
        let those = "those who decide by the rule of \(last.commit.prefix(12))"
        let when = time.map { ", by keys that were good at \($0), as the ledger says when that was" } ?? ""
        // What nobody approved is a bad file, whatever its commit is.
        guard evidence.approves(review, writtenBy: []) else {
            return "\(those) did not approve the plan with which they were accepted\(when)"
        }
        // In the clone too they can't be read then, and the refusal says more.
        guard isRead else { return nil }
        let paths = [plan.settingsPath, try await lastPath(last)].compactMap { $0 }
        let question = SettingsAuthors.Question(next: next, last: last, review: review, paths: paths, time: time)
        switch try authors.authors(question) {
        case .known(let names, let unsigned):
            if evidence.approves(review, writtenBy: names, unsigned: unsigned) { return nil }
            return "of \(those), too few approved the plan with which they were accepted besides those who wrote them"
        case .impossible(let why): return "\(why)"
        case .unfound(let why):
            // Where they signed, to pass it over would bring back the rule before, which they have left.
            if decides, AcceptanceEvidence.isSigned(review) { throw LedgerError(why, kind: .unreadable) }
            var trouble: Trouble = "\(why)"
            trouble.isUnsure = true
            return trouble
        }
    }

    /// Where settings were by the plan with which they were accepted; `nil` where there is none.
    private func lastPath(_ last: AcceptedSettings) async throws(LedgerError) -> String? {
        guard let plan = last.acceptance?.plan else { return nil }
        return try await recordedPlan(plan)?.plan.settingsPath
    }

    /// A plan that the ledger has; `nil` where it has none, or none that can be read.
    private func recordedPlan(_ digest: Digest) async throws(LedgerError) -> (octets: [UInt8], plan: RecordedPlan)? {
        guard let octets = try await ledger.read(LedgerLayout.path(ofPlan: digest)), Digest(of: octets) == digest,
            let plan = try? RecordedPlan(octets: octets)
        else { return nil }
        return (octets, plan)
    }

    /// The paths of a plan's approvals that the ledger has, without those that surely came after an event.
    private func approvals(
        of plan: Digest, by end: Int, _ arrivals: Arrivals
    ) async throws(LedgerError) -> [String] {
        try await ledger.paths(below: LedgerLayout.approvalFolder(ofPlan: plan))
            .filter { arrivals.approvals[$0, default: .max] <= end }
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
