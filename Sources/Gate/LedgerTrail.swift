/// Where a ledger is.
package struct LedgerPlace: Hashable, Sendable {
    /// The name of the remote that it is shared through; `nil` for one of this clone alone.
    package var remote: String?
    package var branch: String

    package init(remote: String?, branch: String) {
        self.remote = remote
        self.branch = branch
    }

    /// How whoever may lets another ledger begin where this one is, or go on there.
    package func command(movingTo other: LedgerPlace) -> String {
        guard let remote = other.remote else { return "git branch --force \(other.branch) \(branch)" }
        return "git push \(remote) \(branch):\(other.branch)"
    }
}

extension LedgerPlace {
    /// Why it can't be told what counts, where this place was named before and can't be looked at. A server that is
    /// away comes back, and what it has still counts then.
    func hidden(by trouble: LedgerError, now: LedgerPlace) -> LedgerError {
        let isAway = trouble.kind == .unshared
        return LedgerError(
            "an earlier version of the settings names the ledger '\(branch)', and it can't be read: "
                + "\(trouble.message)\(isAway ? "; apply again when it can be reached" : ""). If that ledger no "
                + "longer counts, set GATE53_LEDGER=\(now.branch) wherever gate53 runs",
            kind: isAway ? .unshared : .moved)
    }
}

/// What was found at a place where a ledger may be.
package struct LedgerLook: Sendable {
    package var place: LedgerPlace
    /// The settings that were accepted there last, if any were.
    package var accepted: AcceptedSettings?
    /// Where these say that the ledger is; the place itself where nothing was accepted.
    package var next: LedgerPlace

    package init(place: LedgerPlace, accepted: AcceptedSettings?, next: LedgerPlace) {
        self.place = place
        self.accepted = accepted
        self.next = next
    }
}

/// What finding the ledger that counts needs to know.
package protocol LedgerPlaces {
    /// Looks at the ledger of a place.
    func look(at place: LedgerPlace) async throws(LedgerError) -> LedgerLook

    /// Whether the settings named a place in a commit that is an ancestor of each in which they first named another.
    func names(_ first: LedgerPlace, before second: LedgerPlace) throws(LedgerError) -> Bool

    /// Whether all that one ledger has is in the history of another.
    func contains(_ newer: LedgerLook, all older: LedgerLook) throws(LedgerError) -> Bool
}

/// Finds the ledger that counts, without believing the settings that name it now: whoever may have settings merged
/// could name a ledger of their own, with acceptances of their own.
///
/// It begins in the ledger that the oldest settings of the protected branch name, of those in which anything was
/// accepted. From there it goes on only by settings that were accepted in the ledger so far, to a ledger that has all
/// of it.
package enum LedgerTrail {
    /// Finds the ledger that counts.
    ///
    /// - Parameters:
    ///   - named: every place that the settings of the protected branch ever named, the oldest first.
    ///   - now: the one that they name now.
    ///   - places: what is there.
    /// - Returns: the ledger; where nothing was accepted anywhere, the one that is named now.
    /// - Throws: `LedgerError` of kind `moved` where that can't be told, or what is named now pretends to be one.
    package static func end(
        named: [LedgerPlace], now: LedgerPlace, in places: some LedgerPlaces
    ) async throws(LedgerError) -> LedgerLook {
        var looks: [LedgerPlace: LedgerLook] = [:]
        for place in named + [now] where looks[place] == nil { looks[place] = try await places.look(at: place) }
        guard let current = looks[now] else { throw LedgerError("the ledger '\(now.branch)' was not read") }
        guard var last = try root(named.compactMap { looks[$0] }, in: places) else { return current }
        var visited: Set<LedgerPlace> = [last.place]
        while let accepted = last.accepted, last.next != last.place {
            guard visited.insert(last.next).inserted else {
                throw LedgerError(
                    "the ledgers '\(last.place.branch)' and '\(last.next.branch)' each say that the other one "
                        + "counts; \(remedy(last.place))", kind: .moved)
            }
            let next = try await places.look(at: last.next)
            guard next.accepted != nil, try places.contains(next, all: last) else {
                throw LedgerError(
                    "the accepted settings of \(accepted.commit.prefix(12)) move the ledger from "
                        + "'\(last.place.branch)' to '\(next.place.branch)', but that branch does not have all that "
                        + "is recorded so far; copy it there, by somebody who may push the branch: "
                        + "'\(last.place.command(movingTo: next.place))'", kind: .moved)
            }
            last = next
        }
        if last.place != now, current.accepted != nil, try !places.contains(current, all: last) {
            throw LedgerError(
                "the settings name the ledger '\(now.branch)', but nobody accepted that. The ledger that counts is "
                    + "'\(last.place.branch)', and '\(now.branch)' does not continue it, although it has accepted "
                    + "settings of its own; name '\(last.place.branch)' in the settings again. To move to "
                    + "'\(now.branch)', delete that branch, have the settings approved, then start it from the "
                    + "ledger: '\(last.place.command(movingTo: now))'", kind: .moved)
        }
        return last
    }

    /// The first ledger in which anything was accepted.
    private static func root(
        _ looks: [LedgerLook], in places: some LedgerPlaces
    ) throws(LedgerError) -> LedgerLook? {
        let accepted = looks.filter { $0.accepted != nil }
        guard let first = accepted.first else { return nil }
        for other in accepted.dropFirst() where try !places.names(first.place, before: other.place) {
            throw LedgerError(
                "the history of the protected branch names two ledgers, '\(first.place.branch)' and "
                    + "'\(other.place.branch)', at the same time, and both have accepted settings; delete the wrong "
                    + "one, or \(remedy(first.place))", kind: .moved)
        }
        return first
    }

    private static func remedy(_ place: LedgerPlace) -> String {
        "name the right one wherever gate53 runs, as in GATE53_LEDGER=\(place.branch)"
    }
}
