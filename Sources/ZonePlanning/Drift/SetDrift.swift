package import DNSModel

// Decision 0020: drift is three-way.

/// One record set in its three versions: as it was last applied, as git declares it now, and as it is live.
package struct SetDrift: Hashable, Sendable {
    /// Who moved: git, somebody else, both or nobody.
    package enum State: String, Hashable, Sendable, Codable, CaseIterable {
        /// Live is what git declares.
        case inSync = "in-sync"
        /// Git moved, and live waits to be applied.
        case pending
        /// Live moved, and git did not: changed, added or deleted outside.
        case drift
        /// Git and live moved, each to something else: a conflict.
        case both
        /// Live is not what git declares, and there is no base that says who moved.
        case differs
    }

    /// What somebody did to a set outside git.
    package enum ChangeKind: String, Hashable, Sendable, Codable, CaseIterable {
        case added, changed, deleted
    }

    package var key: RecordSet.Key
    /// The set as it was last applied; `nil` where it was not there, or where there is no base.
    package var base: RecordSet?
    /// The set as the protected branch declares it.
    package var head: RecordSet?
    /// The set as it is live.
    package var live: RecordSet?
    package var state: State
    /// Where the protected branch declares the set.
    package var location: SourceLocation?
    /// Why what is live can't be shown, where it is of a form that is not modelled; `live` is nothing then.
    package var unmodelled: String?
    /// Whether what is live, or was, is of a host of the dynamic DNS service: the name was not git's when the zone was
    /// last applied.
    package var wasDynamic = false
    /// Who did it, where that is known.
    package var who: DriftActor?
    /// What the settings say of this difference, in force or run out.
    package var accepted: DriftAcceptance?
    /// When a look at live first found it, in UTC, as in `2026-11-23T10:15:30Z`; `nil` where nobody keeps that.
    package var firstSeen: String?

    package init(
        key: RecordSet.Key, base: RecordSet?, head: RecordSet?, live: RecordSet?, state: State,
        location: SourceLocation? = nil, unmodelled: String? = nil
    ) {
        self.key = key
        self.base = base
        self.head = head
        self.live = live
        self.state = state
        self.location = location
        self.unmodelled = unmodelled
    }

    /// Who moved, from the three versions of anything.
    ///
    /// Law: with `head` and `live` changed places, ``State/pending`` and ``State/drift`` change places, and nothing
    /// else changes.
    package static func state<Version: Equatable>(base: Version, head: Version, live: Version) -> State {
        if head == live { return .inSync }
        if live == base { return .pending }
        return head == base ? .drift : .both
    }

    /// Whether live left git in a way that nobody accepted; pending is none.
    package var isDrifted: Bool {
        switch state {
        case .drift, .both, .differs: !isAccepted
        case .inSync, .pending: false
        }
    }

    /// Whether the settings accept the difference, today.
    package var isAccepted: Bool { accepted.map { !$0.isExpired } ?? false }

    /// What happened to the set outside git: from the base to live, or where there is none, from git to live.
    package var changeKind: ChangeKind? {
        let before =
            switch state {
            case .pending: live
            case .inSync, .drift, .both: base
            case .differs: head
            }
        switch (before, live) {
        case (nil, nil): return unmodelled == nil ? nil : .added
        case (nil, _?): return .added
        case (_?, nil): return unmodelled == nil ? .deleted : .changed
        case (let before?, let live?): return before == live ? nil : .changed
        }
    }
}

/// Who changed a record set outside git.
package struct DriftActor: Hashable, Sendable, Codable {
    /// Who it was, as the provider names them; a text of anybody.
    package var name: String
    /// When, in UTC, as in `2026-11-23T10:15:30Z`.
    package var time: String
    /// From which network address, where that is known.
    package var sourceAddress: String?
    /// With which program, where that is known.
    package var userAgent: String?

    package init(name: String, time: String, sourceAddress: String? = nil, userAgent: String? = nil) {
        self.name = name
        self.time = time
        self.sourceAddress = sourceAddress
        self.userAgent = userAgent
    }
}

/// That a difference is accepted, by the settings.
package struct DriftAcceptance: Hashable, Sendable {
    /// Why.
    package var reason: String
    /// The last day on which it is.
    package var expires: CalendarDate?
    /// Whether that day is over, so that it is drift again.
    package var isExpired: Bool

    package init(reason: String, expires: CalendarDate? = nil, isExpired: Bool = false) {
        self.reason = reason
        self.expires = expires
        self.isExpired = isExpired
    }
}
