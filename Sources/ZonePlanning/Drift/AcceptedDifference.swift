package import DNSModel

// Decision 0030: an accepted difference is one value, with an end.

/// A difference between live and git that the settings of a zone accept: one set, as it is live, with a reason and an
/// end.
package struct AcceptedDifference: Hashable, Sendable {
    package var key: RecordSet.Key
    /// The set as it may be live, exactly; `nil` where it may be missing.
    package var live: RecordSet?
    /// Why.
    package var reason: String
    /// The last day, in UTC, on which it is accepted.
    package var expires: CalendarDate
    /// Where the settings say so.
    package var location: SourceLocation

    package init(
        key: RecordSet.Key, live: RecordSet?, reason: String, expires: CalendarDate, location: SourceLocation
    ) {
        self.key = key
        self.live = live
        self.reason = reason
        self.expires = expires
        self.location = location
    }
}

extension ZoneDrift {
    /// Marks the differences that the settings accept.
    ///
    /// Only what is live exactly as it was accepted is; anything else is drift, as is everything after the last day. An
    /// acceptance that means no difference any more is noted, so that it can be taken out.
    ///
    /// - Parameters:
    ///   - differences: what the settings of the zone accept.
    ///   - today: today in UTC.
    package mutating func accept(_ differences: [AcceptedDifference], today: CalendarDate) {
        for difference in differences {
            let index = sets.firstIndex { set in
                guard set.key == difference.key, set.unmodelled == nil else { return false }
                switch set.state {
                case .drift, .both, .differs: return true
                case .inSync, .pending: return false
                }
            }
            guard let index else {
                notes.append(
                    "\(difference.key) is as git declares it; remove its entry under 'accepted' in the settings, "
                        + "\(Printable.text(difference.location.description))")
                continue
            }
            let live = sets[index].live
            guard live == difference.live?.withCuts(of: [live?.data ?? []]) else {
                notes.append(
                    "what is accepted of \(difference.key) is not what is live; see "
                        + Printable.text(difference.location.description))
                continue
            }
            sets[index].accepted = DriftAcceptance(
                reason: difference.reason, expires: difference.expires, isExpired: today > difference.expires)
        }
    }
}
