/// Where a ledger is.
package struct LedgerLocation: Hashable, Sendable {
    /// The name of the remote that it is shared through; `nil` for one of this clone alone.
    package var remote: String?
    package var branch: String

    package init(remote: String?, branch: String) {
        self.remote = remote
        self.branch = branch
    }

    /// How whoever may lets another ledger begin where this one is, or go on there.
    package func command(movingTo other: LedgerLocation) -> String {
        guard let remote = other.remote else { return "git branch --force \(other.branch) \(branch)" }
        return "git push \(remote) \(branch):\(other.branch)"
    }
}

extension LedgerLocation {
    /// Why it can't be told what counts, where this place was named before and can't be looked at. A server that is
    /// away comes back, and what it has still counts then.
    func hidden(by trouble: LedgerError, now: LedgerLocation) -> LedgerError {
        let isAway = trouble.kind == .unshared
        return LedgerError(
            "an earlier version of the settings names the ledger '\(branch)', and it can't be read: "
                + "\(trouble.message)\(isAway ? "; apply again when it can be reached" : ""). If that ledger no "
                + "longer counts, set GATE53_LEDGER=\(now.branch) wherever gate53 runs",
            kind: isAway ? .unshared : .moved)
    }
}

/// What was found at a place where a ledger may be.
package struct LedgerInspection: Sendable {
    package var location: LedgerLocation
    /// The settings that were accepted there last, if any were.
    package var accepted: AcceptedSettings?
    /// Where these say that the ledger is; the place itself where nothing was accepted.
    package var next: LedgerLocation

    package init(location: LedgerLocation, accepted: AcceptedSettings?, next: LedgerLocation) {
        self.location = location
        self.accepted = accepted
        self.next = next
    }
}

/// What finding the ledger that counts needs to know.
package protocol LedgerLocations {
    /// Looks at the ledger of a place.
    func inspect(at location: LedgerLocation) async throws(LedgerError) -> LedgerInspection

    /// Whether the settings named a place in a commit that is an ancestor of each in which they first named another.
    func names(_ first: LedgerLocation, before second: LedgerLocation) throws(LedgerError) -> Bool

    /// Whether all that one ledger has is in the history of another.
    func contains(_ newer: LedgerInspection, all older: LedgerInspection) throws(LedgerError) -> Bool
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
    ///   - locations: what is there.
    /// - Returns: the ledger; where nothing was accepted anywhere, the one that is named now.
    /// - Throws: `LedgerError` of kind `moved` where that can't be told, or what is named now pretends to be one.
    package static func end(
        named: [LedgerLocation], now: LedgerLocation, in locations: some LedgerLocations
    ) async throws(LedgerError) -> LedgerInspection {
        var inspections: [LedgerLocation: LedgerInspection] = [:]
        for location in named + [now] where inspections[location] == nil {
            inspections[location] = try await locations.inspect(at: location)
        }
        guard let current = inspections[now] else { throw LedgerError("the ledger '\(now.branch)' was not read") }
        guard var last = try root(named.compactMap { inspections[$0] }, in: locations) else { return current }
        var visited: Set<LedgerLocation> = [last.location]
        while let accepted = last.accepted, last.next != last.location {
            guard visited.insert(last.next).inserted else {
                throw LedgerError(
                    "the ledgers '\(last.location.branch)' and '\(last.next.branch)' each say that the other one "
                        + "counts; \(remedy(last.location))", kind: .moved)
            }
            let next = try await locations.inspect(at: last.next)
            guard next.accepted != nil, try locations.contains(next, all: last) else {
                throw LedgerError(
                    "the accepted settings of \(accepted.commit.prefix(12)) move the ledger from "
                        + "'\(last.location.branch)' to '\(next.location.branch)', but that branch does not have all that "
                        + "is recorded so far; copy it there, by somebody who may push the branch: "
                        + "'\(last.location.command(movingTo: next.location))'", kind: .moved)
            }
            last = next
        }
        if last.location != now, current.accepted != nil, try !locations.contains(current, all: last) {
            throw LedgerError(
                "the settings name the ledger '\(now.branch)', but nobody accepted that. The ledger that counts is "
                    + "'\(last.location.branch)', and '\(now.branch)' does not continue it, although it has accepted "
                    + "settings of its own; name '\(last.location.branch)' in the settings again. To move to "
                    + "'\(now.branch)', delete that branch, have the settings approved, then start it from the "
                    + "ledger: '\(last.location.command(movingTo: now))'", kind: .moved)
        }
        return last
    }

    /// The first ledger in which anything was accepted.
    private static func root(
        _ inspections: [LedgerInspection], in locations: some LedgerLocations
    ) throws(LedgerError) -> LedgerInspection? {
        let accepted = inspections.filter { $0.accepted != nil }
        guard let first = accepted.first else { return nil }
        for other in accepted.dropFirst() where try !locations.names(first.location, before: other.location) {
            throw LedgerError(
                "the history of the protected branch names two ledgers, '\(first.location.branch)' and "
                    + "'\(other.location.branch)', at the same time, and both have accepted settings; delete the wrong "
                    + "one, or \(remedy(first.location))", kind: .moved)
        }
        return first
    }

    private static func remedy(_ location: LedgerLocation) -> String {
        "name the right one wherever gate53 runs, as in GATE53_LEDGER=\(location.branch)"
    }
}
