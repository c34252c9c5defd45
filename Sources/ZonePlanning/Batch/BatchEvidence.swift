package import DNSModel

// Decision 0041: a batch has one fate.

/// What a live zone says about a change batch of which it is not known whether it was applied.
///
/// A batch is applied whole or not at all, and every set of it was live as before its change when it was sent. So one
/// set that is live exactly as its change makes it speaks for the whole batch, and one that is live as before speaks
/// against it; a set that somebody else has written since says nothing.
package struct BatchEvidence: Hashable, Sendable {
    package enum Verdict: Hashable, Sendable {
        /// At least one set is as the batch makes it, and none is as before: all of the batch was applied.
        case applied
        /// At least one set is as before the batch, and none is as after: none of the batch was applied.
        case notApplied
        /// Some sets are as before and some as after, or somebody else has written all of them: it can't be told.
        case unknown
    }

    package let verdict: Verdict
    /// The sets that are live neither as before nor as after, which somebody else wrote; `expected` is what they were
    /// before.
    package let foreign: [Conflict]
    /// The sets that are not as before the batch, whoever wrote them.
    package let moved: [Conflict]
    /// How many sets are as the batch makes them.
    package let countAfter: Int

    /// Reads what a live zone says.
    ///
    /// - Parameters:
    ///   - batch: the changes whose sets were as before when the batch was sent.
    ///   - zone: the zone as it is live now, or that part of it that the batch touches.
    package init(of batch: ChangeBatch, in zone: Zone) {
        var (before, after, provided) = (0, 0, 0)
        var foreign: [Conflict] = []
        var moved: [Conflict] = []
        for change in batch.changes where change.before != change.after {
            let live = zone[change.key]
            if live == change.after {
                after += 1
                moved.append(Conflict(key: change.key, expected: change.before, live: live))
            } else if live == change.before {
                before += 1
            } else if batch.replacesProvided(change) {
                // Whatever the provider gave a zone that it created is how the set was before.
                provided += 1
            } else {
                let conflict = Conflict(key: change.key, expected: change.before, live: live)
                foreign.append(conflict)
                moved.append(conflict)
            }
        }
        self.foreign = foreign
        self.moved = moved
        countAfter = after
        if batch.changes.isEmpty {
            verdict = .applied
        } else if after > 0 {
            verdict = before == 0 ? .applied : .unknown
        } else {
            verdict = before > 0 || (provided > 0 && foreign.isEmpty) ? .notApplied : .unknown
        }
    }

    /// The sets that somebody else wrote since, one sentence each, for a receipt.
    package var remarks: [String] {
        foreign.map {
            "\($0.key) was changed by somebody else since, and stays as it is live: \(Conflict.words(for: $0.live))"
        }
    }
}
