package import DNSModel

/// A change of record sets that a provider's own log tells of.
package struct ZoneEvent: Hashable, Sendable {
    /// The provider's id of the zone; `nil` where the log does not say.
    package var zoneID: String?
    /// Who did it, when, from where and with what.
    package var who: DriftActor
    /// The record sets it was about, as far as the log says.
    package var touched: Set<RecordSet.Key>
    /// Whether the log says of all of them; a large request is logged without what it was.
    package var isWhole: Bool
    /// The provider's id of the change.
    package var changeID: String?

    package init(
        zoneID: String?, who: DriftActor, touched: Set<RecordSet.Key>, isWhole: Bool = true, changeID: String? = nil
    ) {
        self.zoneID = zoneID
        self.who = who
        self.touched = touched
        self.isWhole = isWhole
        self.changeID = changeID
    }
}

/// What a provider's log says of a time.
package struct ZoneHistory: Hashable, Sendable {
    /// Newest first.
    package var events: [ZoneEvent]
    /// Why there may be more than these, as a sentence; `nil` where these are all.
    package var gap: String?

    package init(events: [ZoneEvent] = [], gap: String? = nil) {
        self.events = events
        self.gap = gap
    }
}

extension ZoneDrift {
    /// The sets that somebody moved, whom a log may name.
    package var movedKeys: Set<RecordSet.Key> {
        Set(sets.filter { $0.state != .pending && $0.changeKind != nil }.map(\.key))
    }

    /// Names who moved each set: the last event that was about it.
    ///
    /// Events before the base, and those that are a change of gate53's own, moved nothing. An event that does not say
    /// all it was about makes what is older unsure: such a set stays without a name, and a note says which event it
    /// was.
    ///
    /// - Parameters:
    ///   - history: what the provider's log says.
    ///   - own: the provider's ids of the changes that the ledger has receipts of.
    package mutating func attribute(_ history: ZoneHistory, except own: Set<String>) {
        let moved = movedKeys
        if moved.isEmpty { return }
        let since = base.applied.map { $0.time.prefix(19) }
        var events = history.events.filter { event in
            (event.zoneID ?? provider.zoneID) == provider.zoneID && event.changeID.map { !own.contains($0) } ?? true
                && since.map { event.who.time.prefix(19) >= $0 } ?? true
        }
        // The log's own order counts among events of one second.
        events = events.enumerated().sorted { left, right in
            let (one, other) = (left.element.who.time.prefix(19), right.element.who.time.prefix(19))
            return one == other ? left.offset < right.offset : one > other
        }.map(\.element)
        var unsure: Set<Int> = []
        for index in sets.indices where moved.contains(sets[index].key) {
            for (place, event) in events.enumerated() {
                if event.touched.contains(sets[index].key) {
                    sets[index].who = event.who
                    break
                }
                if !event.isWhole {
                    unsure.insert(place)
                    break
                }
            }
        }
        for place in unsure.sorted() {
            let who = events[place].who
            notes.append(
                "\(Printable.text(who.name)) made a change at \(Printable.text(who.time)) that is logged without its "
                    + "content, so it is not known who did what was done before it")
        }
    }
}
