internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import GitStore
internal import Synchronization
internal import ZoneFiles
internal import ZonePlanning

// Decision 0047: which ledger counts is found from where it began.

/// The ledger that counts: where it is, and how it is shared and signed, by the settings that were accepted in it.
struct CountingLedger: Sendable {
    var settings: LedgerSettings
    /// The settings that were accepted last.
    var accepted: AcceptedSettings?
    /// Whether it is known that this is the ledger, and that nothing else was accepted: false where the protected
    /// branch or its history is not here, or the ledger could not be reached.
    var isCertain = true
}

/// The ledger that counts in a run, as it was found when it was last fetched.
final class LedgerTrust: Sendable {
    private struct State {
        var found: CountingLedger?
        var wasReached = true
        /// The settings accepted last, read; of those that can't be read nothing is accepted.
        var accepted: Settings?
        var isApproved = false
        var hasWarned = false
    }

    private let state = Mutex(State())

    /// What was found; nothing before the ledger was fetched for the first time.
    var now: CountingLedger? { state.withLock { $0.found } }

    /// The settings that were accepted last, against which those of a run are held: nothing where none were, or the
    /// run's own may be followed.
    var unapproved: Settings? { state.withLock { $0.isApproved ? nil : $0.accepted } }

    /// Says that the settings of this run may be followed: who decides has approved them, or whoever runs it says so.
    func approve() { state.withLock { $0.isApproved = true } }

    /// Whether nothing was said yet of what is in the ledger and says nothing.
    var isFirstWord: Bool {
        state.withLock { state in
            defer { state.hasWarned = true }
            return !state.hasWarned
        }
    }

    /// Begins to look for it anew.
    func begin() { state.withLock { $0.wasReached = true } }

    /// Says that a ledger is read as this clone has it, since it could not be reached.
    func missed() { state.withLock { $0.wasReached = false } }

    /// Says what was found.
    func found(_ ledger: CountingLedger) {
        state.withLock {
            $0.found = ledger
            $0.isApproved = false
            $0.accepted = ledger.accepted.map { accepted in
                SettingsReader.read(accepted.settings, path: "the accepted settings", Wiring.kinds).settings
                    ?? Settings(path: "the accepted settings")
            }
            if ledger.accepted == nil, !$0.wasReached { $0.found?.isCertain = false }
        }
    }
}

/// How a ledger is fetched.
struct LedgerFetching: Sendable {
    /// Whether the remote is asked.
    var fetches: Bool
    /// Whether it is an error that it can't be asked.
    var mustFetch: Bool
    /// Whether what this clone has alone is pushed; then what is read is acted upon, and nothing may be unsure.
    var publishes: Bool
}

extension Wiring {
    /// Finds the ledger that counts, and fetches it.
    ///
    /// - Parameters:
    ///   - settings: those that name a ledger where nothing was accepted yet.
    ///   - fetching: how.
    /// - Returns: the ledger.
    /// - Throws: ``CommandFailure``, with exit code 3 where it can't be told which ledger counts.
    func countingLedger(
        _ settings: Settings, _ fetching: LedgerFetching
    ) async throws(CommandFailure) -> any Ledger {
        trust.begin()
        let trusted = fetching.publishes ? try trustedBranch() : try? trustedBranch()
        let visits = try LedgerVisits(self, settings, trusted, fetching)
        do {
            let look = try await LedgerTrail.end(named: visits.named, now: visits.now, in: visits)
            if fetching.publishes, look.place != visits.now, !verbosity.quiet {
                Terminal.standardError.write(
                    "note: the settings name the ledger '\(Printable.text(visits.now.branch))', and '"
                        + "\(Printable.text(look.place.branch))' counts until they are accepted; after that, let the new one go "
                        + "on from it: \(Printable.text(look.place.command(movingTo: visits.now))) [ledger-moves]")
            }
            return try await visits.open(look)
        } catch let error as LedgerError {
            // Where something is to be applied, approvals are what it is read for.
            if fetching.publishes, error.kind == .failed {
                throw CommandFailure(GateError(approvalsUnreadable: error.message))
            }
            throw CommandFailure(error)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(.failure, "\(error)")
        }
    }
}

/// Looks at the ledgers that the protected branch's settings ever named.
private final class LedgerVisits: LedgerPlaces {
    private let wiring: Wiring
    private let settings: Settings
    private let fetching: LedgerFetching
    /// Every place that was ever named, the oldest first.
    private(set) var named: [LedgerPlace] = []
    /// The place that is named now.
    let now: LedgerPlace
    /// With which commit each place was named first.
    private var firsts: [LedgerPlace: CommitID] = [:]
    private var isCertain: Bool
    private var opened: [LedgerPlace: Opened] = [:]

    private struct Opened {
        var ledger: any Ledger
        /// How it was opened.
        var counting: CountingLedger
        var accepted: AcceptedSettings?
        var hasPublished: Bool
    }

    init(
        _ wiring: Wiring, _ settings: Settings, _ trusted: TrustedBranch?, _ fetching: LedgerFetching
    ) throws(CommandFailure) {
        self.wiring = wiring
        self.fetching = fetching
        isCertain = trusted != nil
        let current = trusted?.settings ?? settings
        self.settings = current
        if let pinned = Terminal.environment["GATE53_LEDGER"], !pinned.isEmpty {
            var ledger = current.ledger
            ledger.branch = pinned
            now = try Self.place(of: ledger, current, wiring)
            named = [now]
            isCertain = true
            return
        }
        now = try Self.place(of: current.ledger, current, wiring)
        guard let trusted else { return }
        do throws(GitError) {
            try readHistory(to: trusted.branch.commit, current)
        } catch {
            guard fetching.publishes else {
                isCertain = false
                return
            }
            if error.code == .shallowClone { throw CommandFailure(error) }
            throw CommandFailure(
                refused: "it can't be told which ledger counts: \(error.message)", id: "ledger-moved")
        }
    }

    /// Where a ledger is, with the remote that is meant where none is named.
    private static func place(
        of ledger: LedgerSettings, _ settings: Settings, _ wiring: Wiring
    ) throws(CommandFailure) -> LedgerPlace {
        try gitFailure { () throws(GitError) in
            LedgerPlace(
                remote: try wiring.repository.ledgerRemote(
                    ledger.remote, protected: settings.review.branch ?? wiring.branch), branch: ledger.branch)
        }
    }

    private func readHistory(to tip: CommitID, _ settings: Settings) throws(GitError) {
        let paths = wiring.settingsPath.map { [$0] } ?? DesiredStateReader.defaultSettingsPaths
        for commit in try wiring.repository.commits(bringing: paths, to: tip) {
            let tree = try wiring.repository.snapshot(of: commit)
            for path in paths {
                guard let octets = try tree.smallFile(at: path), let ledger = SettingsReader.ledger(of: octets)
                else { continue }
                // A remote that is not there any more can't be looked at; what that means is said when it is.
                let place =
                    (try? Self.place(of: ledger, settings, wiring))
                    ?? LedgerPlace(remote: ledger.remote, branch: ledger.branch)
                if firsts[place] == nil {
                    firsts[place] = commit
                    named.append(place)
                }
            }
        }
    }

    // MARK: - Looking

    func look(at place: LedgerPlace) async throws(LedgerError) -> LedgerLook {
        do {
            let found = try await visit(place)
            guard let accepted = found.accepted else { return LedgerLook(place: place, accepted: nil, next: place) }
            let next = try counting(accepted)
            return LedgerLook(
                place: place, accepted: accepted, next: try Self.place(of: next.settings, settings, wiring))
        } catch {
            let trouble = (error as? LedgerError) ?? LedgerError((error as? CommandFailure)?.sentence ?? "\(error)")
            if place == now { throw trouble }
            if !fetching.publishes {
                isCertain = false
                return LedgerLook(place: place, accepted: nil, next: place)
            }
            throw LedgerError(
                "the settings of the protected branch named the ledger '\(place.branch)' before, and it can't be looked at: "
                    + "\(trouble.message); where nothing counts there any more, say in the environment of the job which "
                    + "ledger does, as in GATE53_LEDGER=\(now.branch)", kind: .moved)
        }
    }

    private func visit(_ place: LedgerPlace) async throws -> Opened {
        if let known = opened[place] { return known }
        // What this clone knows says how to fetch; where it knows nothing, nothing is held against it.
        var counting = CountingLedger(settings: settings.ledger)
        if let reader = try? wiring.localLedger(place),
            let known = try? await AcceptedSettings.last(1, in: reader).first,
            let accepted = try? self.counting(known)
        {
            counting = accepted
        } else if counting.settings.sign == .required {
            counting.settings.sign = .always
        }
        (counting.settings.remote, counting.settings.branch) = (place.remote ?? "none", place.branch)
        let publishes = fetching.publishes && place == now && named.allSatisfy { $0 == place }
        let ledger = try wiring.open(
            counting, settings,
            LedgerFetching(
                fetches: fetching.fetches, mustFetch: fetching.mustFetch || fetching.publishes && place != now,
                publishes: publishes))
        try await ledger.refresh()
        let accepted = try await AcceptedSettings.last(.max, in: ledger)
        try checkSignatures(of: accepted, at: place)
        let result = Opened(
            ledger: ledger, counting: counting, accepted: accepted.first, hasPublished: publishes)
        opened[place] = result
        return result
    }

    /// How the ledger is shared and signed by settings that were accepted.
    private func counting(_ accepted: AcceptedSettings) throws(LedgerError) -> CountingLedger {
        guard let settings = SettingsReader.ledger(of: accepted.settings) else {
            throw LedgerError("the settings accepted at \(accepted.commit.prefix(12)) can't be read")
        }
        return CountingLedger(settings: settings, accepted: accepted)
    }

    /// Checks that settings which were accepted where events have to be signed were so by somebody who may sign: else
    /// whoever may write the ledger could take back that they have to be.
    private func checkSignatures(of accepted: [AcceptedSettings], at place: LedgerPlace) throws {
        for (later, earlier) in zip(accepted, accepted.dropFirst()) {
            let before = try counting(earlier)
            guard before.settings.sign == .required else { continue }
            let folder = LedgerLayout.folder(ofSettings: later.number, commit: later.commit)
            try wiring.localLedger(place, signing: wiring.signing(before, settings))
                .checkIsSigned(adding: folder + "/settings.yaml")
        }
    }

    func names(_ first: LedgerPlace, before second: LedgerPlace) throws(LedgerError) -> Bool {
        guard let one = firsts[first], let other = firsts[second] else { return true }
        do { return try wiring.repository.isAncestor(one, of: other) } catch { throw LedgerError(error.message) }
    }

    func contains(_ newer: LedgerLook, all older: LedgerLook) throws(LedgerError) -> Bool {
        let one = try wiring.localLedger(newer.place)
        let other = try wiring.localLedger(older.place)
        return try one.isContinued(try other.commits(), by: try one.commits())
    }

    // MARK: - Opening

    /// Opens the ledger that was found, as the settings accepted there say, and keeps in mind which it is.
    func open(_ look: LedgerLook) async throws -> any Ledger {
        var counting = CountingLedger(settings: settings.ledger)
        if let accepted = look.accepted { counting = try self.counting(accepted) }
        (counting.settings.remote, counting.settings.branch) = (look.place.remote ?? "none", look.place.branch)
        counting.isCertain = isCertain
        wiring.trust.found(counting)
        if let read = opened[look.place]?.ledger { await wiring.warnOfStrays(in: read) }
        if let known = opened[look.place], known.counting.settings == counting.settings,
            known.counting.settings.sign != .required || known.counting.accepted?.signers == counting.accepted?.signers,
            known.hasPublished || !fetching.publishes
        {
            return known.ledger
        }
        let ledger = try wiring.open(counting, settings, fetching)
        try await ledger.refresh()
        return ledger
    }
}
