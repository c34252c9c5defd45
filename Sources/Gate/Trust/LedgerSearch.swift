internal import DNSModel
package import ZoneFiles
internal import ZonePlanning

// Decision 0093: acceptances are a chain.

// Decision 0047: which ledger counts is found from where it began.

/// Finds the ledger that counts, and fetches it.
package struct LedgerSearch: Sendable {
    private let clone: Clone
    private let ledgers: any Ledgers
    private let sources: any ApprovalSources
    private let memory: LedgerMemory
    private let observer: GateObserver

    /// - Parameters:
    ///   - clone: where the protected branch is.
    ///   - ledgers: opens them.
    ///   - sources: says whose the approvals are with which settings were accepted.
    ///   - memory: what was told in this run.
    ///   - observer: told what is odd about the ledger.
    package init(
        in clone: Clone, _ ledgers: any Ledgers, _ sources: any ApprovalSources, _ memory: LedgerMemory,
        _ observer: @escaping GateObserver
    ) {
        self.memory = memory
        self.clone = clone
        self.ledgers = ledgers
        self.sources = sources
        self.observer = observer
    }

    /// Finds the ledger that counts, and fetches it.
    ///
    /// - Parameters:
    ///   - settings: those that name a ledger where the protected branch has none.
    ///   - fetching: how.
    ///   - isFirst: whether it was not looked for in this run before; what is odd in it is told once.
    /// - Returns: the ledger.
    /// - Throws: ``GateError``; refused where it can't be told which ledger counts, or where the shared ledger is not
    ///   to be trusted, or must be reached and can't be.
    package func run(
        namedBy settings: Settings, _ fetching: LedgerFetching = LedgerFetching(), isFirst: Bool = true
    ) async throws(GateError) -> TrustedLedger {
        let trusted = try protectedBranch(fetching)
        let visits = try LedgerVisits(settings, trusted, fetching, clone, ledgers, sources, memory, observer)
        do {
            let inspection = try await LedgerTrail.end(named: visits.named, now: visits.now, in: visits)
            try visits.requirePinnedRoot(of: inspection.location)
            if fetching.publishes, inspection.location != visits.now {
                observer(
                    .note(
                        "the settings name the ledger '\(Printable.text(visits.now.branch))'. Until these settings "
                            + "are accepted, '\(Printable.text(inspection.location.branch))' counts; when they are, continue "
                            + "it there: \(Printable.text(inspection.location.command(movingTo: visits.now))) [ledger-moves]"
                    ))
            }
            return try await visits.open(inspection, warns: isFirst)
        } catch let error as LedgerError {
            // Where something is to be applied, approvals are what it is read for.
            if fetching.publishes, error.kind == .failed { throw GateError(approvalsUnreadable: error.message) }
            throw GateError(error)
        } catch let error as GateError {
            throw error
        } catch {
            throw GateError(.failed, "\(error)")
        }
    }

    /// The protected branch; `nil` where it is not known here and nothing is acted upon. What is found is then not
    /// certain.
    private func protectedBranch(_ fetching: LedgerFetching) throws(GateError) -> TrustedBranch? {
        do throws(GateError) {
            return try TrustedBranch.find(in: clone).withSettings(in: clone)
        } catch {
            if fetching.publishes { throw error }
            return nil
        }
    }
}

/// Looks at the ledgers that the protected branch's settings ever named.
private final class LedgerVisits: LedgerLocations {
    private let clone: Clone
    private let ledgers: any Ledgers
    private let sources: any ApprovalSources
    private let memory: LedgerMemory
    private let observer: GateObserver
    private let settings: Settings
    private let fetching: LedgerFetching
    /// The protected branch.
    private let tip: CommitID?
    /// Every place that was ever named, the oldest first.
    private(set) var named: [LedgerLocation] = []
    /// The place that is named now.
    let now: LedgerLocation
    /// With which commit each place was named first.
    private var firsts: [LedgerLocation: CommitID] = [:]
    private var isCertain: Bool
    /// Whether every ledger that was looked at could be reached.
    private var wasReached = true
    private var opened: [LedgerLocation: Opened] = [:]

    private struct Opened {
        var ledger: any Ledger
        /// How it was opened.
        var terms: LedgerTerms
        var accepted: AcceptedSettings?
        /// What the ledger calls accepted, and nobody could accept.
        var passedOver: [(settings: AcceptedSettings, why: String)]
        var hasPublished: Bool
    }

    init(
        _ settings: Settings, _ trusted: TrustedBranch?, _ fetching: LedgerFetching, _ clone: Clone,
        _ ledgers: any Ledgers, _ sources: any ApprovalSources, _ memory: LedgerMemory,
        _ observer: @escaping GateObserver
    ) throws(GateError) {
        self.memory = memory
        self.clone = clone
        self.ledgers = ledgers
        self.sources = sources
        self.observer = observer
        self.fetching = fetching
        isCertain = trusted != nil
        tip = trusted?.branch.commit
        let current = trusted?.settings ?? settings
        self.settings = current
        func location(of ledger: LedgerSettings) throws(GateError) -> LedgerLocation {
            try GateError.ofGit { () throws(GitError) in
                try ledgers.location(of: ledger, protected: clone.branch ?? current.review.branch)
            }
        }
        // The job names the branch alone. At which remotes it may be is in the history, as it is of a branch that
        // settings name: else whoever merged another remote would bring an empty ledger.
        var ledger = current.ledger
        if let pinned = ledgers.pinnedBranch { ledger.branch = pinned }
        now = try location(of: ledger)
        guard let trusted else { return }
        do throws(GitError) {
            try readHistory(to: trusted.branch.commit)
        } catch {
            guard fetching.publishes else {
                isCertain = false
                return
            }
            if error.code == .shallowClone { throw GateError(error) }
            throw GateError(
                refused: "it is not known which ledger counts: \(error.message)", id: "ledger-moved")
        }
    }

    private func location(of ledger: LedgerSettings) throws(GitError) -> LedgerLocation {
        try ledgers.location(of: ledger, protected: clone.branch ?? settings.review.branch)
    }

    private func readHistory(to tip: CommitID) throws(GitError) {
        let paths = clone.settingsPath.map { [$0] } ?? DesiredStateReader.defaultSettingsPaths
        for commit in try clone.repository.commits(bringing: paths, to: tip) {
            let tree = try clone.repository.files(of: commit)
            for path in paths {
                guard let octets = try smallFile(at: path, in: tree), var ledger = SettingsReader.ledger(of: octets)
                else { continue }
                if let pinned = ledgers.pinnedBranch { ledger.branch = pinned }
                let location = formerLocation(of: ledger)
                if firsts[location] == nil {
                    firsts[location] = commit
                    named.append(location)
                }
            }
        }
    }

    /// A settings file; `nil` where it is too large to be one, so that it never named a ledger.
    private func smallFile(at path: String, in tree: any FileTree) throws(GitError) -> [UInt8]? {
        do throws(GitError) { return try tree.smallFile(at: path) } catch {
            if error.code == .tooLarge { return nil }
            throw error
        }
    }

    /// Where a ledger was that earlier settings name. A remote that is not there any more can't be looked at; what that
    /// means is said when it is.
    private func formerLocation(of ledger: LedgerSettings) -> LedgerLocation {
        do throws(GitError) {
            return try location(of: ledger)
        } catch {
            return LedgerLocation(remote: ledger.remote, branch: ledger.branch)
        }
    }

    func inspect(at location: LedgerLocation) async throws(LedgerError) -> LedgerInspection {
        let trouble: LedgerError
        do {
            let found = try await visit(location)
            // What does not begin where the job says that the ledger does is none, whatever was accepted there.
            if let root = ledgers.pinnedRoot, try !ledgers.has(root, in: location) {
                return LedgerInspection(location: location, accepted: nil, next: location)
            }
            guard let accepted = found.accepted else {
                return LedgerInspection(location: location, accepted: nil, next: location)
            }
            let next = try LedgerTerms(accepted)
            var place = next.settings
            if let pinned = ledgers.pinnedBranch {
                tellPinned(location, besides: place.branch)
                // The job names the branch alone: at which remote it is, is what was accepted.
                place.branch = pinned
            }
            return LedgerInspection(location: location, accepted: accepted, next: try self.location(of: place))
        } catch let error as LedgerError {
            trouble = error
        } catch let error as GateError {
            trouble = LedgerError(error.plainLines)
        } catch let error as GitError {
            trouble = LedgerError(GateError(error).plainLines)
        } catch {
            trouble = LedgerError("\(error)")
        }
        if location == now { throw trouble }
        if !fetching.publishes {
            isCertain = false
            return LedgerInspection(location: location, accepted: nil, next: location)
        }
        throw location.hidden(by: trouble, now: now)
    }

    /// Says that the job's word is followed, and not what was accepted.
    private func tellPinned(_ location: LedgerLocation, besides other: String) {
        guard fetching.publishes, other != location.branch, memory.isNew("pinned \(location) \(other)") else { return }
        observer(.note(LedgerRemedy.pinned(location.branch, besides: other)))
    }

    private func visit(_ location: LedgerLocation) async throws -> Opened {
        if let known = opened[location] { return known }
        // What this clone knows says how to fetch; where it knows nothing, nothing is held against it.
        var terms = LedgerTerms(settings: settings.ledger)
        if let known = await knownTerms(of: location) {
            terms = known
        } else if terms.settings.sign == .required {
            terms.settings.sign = .always
        }
        (terms.settings.remote, terms.settings.branch) = (location.remote ?? "none", location.branch)
        let publishes = fetching.publishes && location == now && named.allSatisfy { $0 == location }
        let ledger = try open(
            terms, at: location,
            LedgerFetching(
                fetches: fetching.fetches, mustFetch: fetching.mustFetch || fetching.publishes, publishes: publishes,
                decides: fetching.decides))
        if try await !ledger.refresh() {
            wasReached = false
            // What another place has is what decides whether this one counts.
            if location != now { isCertain = false }
        }
        let chain = try await AcceptanceChain(
            ledger: ledger, sources: sources, clone: clone, at: tip, decides: fetching.decides
        ).walk()
        if chain.isUnsure { isCertain = false }
        try checkSignatures(of: chain.accepted, at: location)
        let result = Opened(
            ledger: ledger, terms: terms, accepted: chain.accepted.first, passedOver: chain.passedOver,
            hasPublished: publishes)
        opened[location] = result
        return result
    }

    /// How a ledger is shared and signed by what this clone has of it; `nil` where it has nothing, or nothing that can
    /// be read: then it is fetched, and what is fetched is checked.
    private func knownTerms(of location: LedgerLocation) async -> LedgerTerms? {
        do {
            return try await AcceptedSettings.last(1, in: try ledgers.local(location)).first.map { try LedgerTerms($0) }
        } catch {
            return nil
        }
    }

    /// Checks that settings which were accepted where events have to be signed were so by somebody who may sign: else
    /// whoever may write the ledger could take back that they have to be.
    private func checkSignatures(of accepted: [AcceptedSettings], at location: LedgerLocation) throws {
        for (later, earlier) in zip(accepted, accepted.dropFirst()) {
            let before = try LedgerTerms(earlier)
            guard before.settings.sign == .required, case .required(let signers) = try signing(before) else { continue }
            let folder = LedgerLayout.folder(ofSettings: later.number, commit: later.commit)
            try ledgers.checkIsSigned(adding: folder + "/settings.yaml", in: location, by: signers)
        }
    }

    func names(_ first: LedgerLocation, before second: LedgerLocation) throws(LedgerError) -> Bool {
        guard let one = firsts[first], let other = firsts[second] else { return true }
        do { return try clone.repository.isAncestor(one, of: other) } catch { throw LedgerError(error.message) }
    }

    func contains(_ newer: LedgerInspection, all older: LedgerInspection) throws(LedgerError) -> Bool {
        try ledgers.contains(newer.location, all: older.location)
    }

    /// Refuses a ledger that does not begin where the job says that it does.
    ///
    /// - Parameter location: where it was found.
    /// - Throws: ``GateError``, where what is read is acted upon.
    func requirePinnedRoot(of location: LedgerLocation) throws {
        guard let root = ledgers.pinnedRoot, try !ledgers.has(root, in: location) else { return }
        let message =
            "the ledger '\(Printable.text(location.branch))' does not begin at \(Printable.text(root)), the commit that "
            + "GATE53_LEDGER_ROOT names. Somebody deleted or replaced it, or the variable is of another ledger; "
            + "find out which, then put the branch back or correct the variable ('gate53 log --root' prints "
            + "where the ledger begins)"
        guard fetching.publishes else {
            isCertain = false
            observer(.note("\(message) [ledger-moved]"))
            return
        }
        throw GateError(refused: message, id: "ledger-moved")
    }

    // MARK: - Opening

    /// Opens the ledger that was found, as the settings accepted there say.
    ///
    /// - Parameters:
    ///   - inspection: what was found.
    ///   - warns: whether it is told what in its folder of accepted settings is none of them.
    /// - Returns: the ledger.
    /// - Throws: ``LedgerError`` or ``GateError``.
    func open(_ inspection: LedgerInspection, warns: Bool) async throws -> TrustedLedger {
        var terms = LedgerTerms(settings: settings.ledger)
        if let accepted = inspection.accepted { terms = try LedgerTerms(accepted) }
        (terms.settings.remote, terms.settings.branch) = (
            inspection.location.remote ?? "none", inspection.location.branch
        )
        let isCertain = isCertain && (terms.accepted != nil || wasReached)
        let passedOver = opened[inspection.location]?.passedOver ?? []
        func found(_ ledger: any Ledger) -> TrustedLedger {
            TrustedLedger(
                VerifiedLedger(ledger, without: passedOver.map(\.settings), memory, observer), terms.settings,
                terms.accepted, clone.kinds, isCertain: isCertain)
        }
        if warns, let read = opened[inspection.location]?.ledger {
            await LedgerStrays(ledger: read, passedOver: passedOver, memory: memory, observer: observer).warn()
        }
        if let known = opened[inspection.location], known.terms.settings == terms.settings,
            terms.settings.sign != .required || known.terms.accepted?.signers == terms.accepted?.signers,
            known.hasPublished || !fetching.publishes
        {
            return found(known.ledger)
        }
        var fetching = fetching
        fetching.mustFetch = fetching.mustFetch || fetching.publishes
        let ledger = try open(terms, at: inspection.location, fetching)
        try await ledger.refresh()
        _ = try await ledger.version()
        return found(ledger)
    }

    private func open(
        _ terms: LedgerTerms, at location: LedgerLocation, _ fetching: LedgerFetching
    ) throws -> any Ledger {
        try ledgers.open(
            LedgerOpening(
                location: location, push: terms.settings.push, isPushSaid: terms.settings.isPushSaid,
                signing: try signing(terms), fetching: fetching), observer)
    }

    /// How the ledger's commits are signed: checked by the signers that were accepted last; as long as none were, by
    /// those of the protected branch.
    private func signing(_ terms: LedgerTerms) throws(GateError) -> LedgerSigning {
        switch terms.settings.sign {
        case .never: return .never
        case .always: return .always
        case .required: break
        }
        let signers: [UInt8]?
        if let accepted = terms.accepted { signers = accepted.signers } else { signers = try protectedSigners() }
        guard let signers else {
            throw GateError(
                refused: "the settings say 'ledger: {sign: required}', but there is no signers file; name one with "
                    + "'review: {signers: PATH}'", id: "no-signers")
        }
        return .required(LedgerSigners(signers, principals: terms.settings.signedBy))
    }

    private func protectedSigners() throws(GateError) -> [UInt8]? {
        try GateError.ofGitOrGate { () throws(any Error) in
            let tree: any FileTree
            do throws(GateError) {
                tree = try TrustedBranch.find(in: clone).tree
            } catch {
                // Where the protected branch is not known, as in a clone of one commit, those at HEAD.
                guard error.has("git-no-protected-branch") else { throw error }
                tree = try clone.reading(of: try clone.repository.head()).tree
            }
            return try tree.smallFile(at: settings.review.signers)
        }
    }
}
