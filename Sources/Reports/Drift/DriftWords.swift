internal import DNSModel
package import ZonePlanning

/// Drift in one line.
package enum DriftSummary {
    /// As in `Drift: 2 drifted, 1 pending, in 2 of 3 zones.`
    package static func line(_ drift: Drift) -> String { DriftWords.summary(drift) }
}

/// What reports say of drift, in words.
enum DriftWords {
    /// The states in the order of reports: what most needs a person comes first.
    static let order: [SetDrift.State] = [.drift, .both, .differs, .pending, .inSync]

    /// A heading for the sets of a state.
    static func heading(_ state: SetDrift.State) -> String {
        switch state {
        case .drift: "changed outside"
        case .both: "changed outside and in git, in different ways"
        case .differs: "not as git declares it; without a base it is not known who changed it"
        case .pending: "in git, and not applied yet"
        case .inSync: "in sync, done outside"
        }
    }

    /// Counts in a line, as in `2 drifted, 1 pending`; `in sync` where there is nothing else.
    static func phrase(_ counts: ZoneDrift.Counts) -> String {
        var parts: [String] = []
        if counts.drift > 0 { parts.append("\(counts.drift) drifted") }
        if counts.both > 0 { parts.append(counted(counts.both, "conflict")) }
        if counts.differs > 0 { parts.append(counted(counts.differs, "difference") + " without a base") }
        if counts.accepted > 0 { parts.append("\(counts.accepted) accepted") }
        if counts.pending > 0 { parts.append("\(counts.pending) pending") }
        return parts.isEmpty ? "in sync" : parts.joined(separator: ", ")
    }

    /// The zone itself, where it is not in sync or where that was done outside.
    static func phrase(existenceOf zone: ZoneDrift) -> String? {
        guard let phrase = phrase(zone.existence) else { return nil }
        let sets = zone.setsWithZone
        return sets == 0 ? phrase : "\(phrase), with \(counted(sets, "record set"))"
    }

    private static func phrase(_ existence: ZoneDrift.Existence) -> String? {
        switch (existence.state, existence.live) {
        case (.drift, true), (.both, true): "the zone itself was created outside"
        case (.drift, false), (.both, false): "the zone itself was deleted outside"
        case (.pending, true): "the zone itself waits to be deleted"
        case (.pending, false): "the zone itself waits to be created"
        case (.differs, true): "the zone exists, although git says that it shall not"
        case (.differs, false): "the zone is not there"
        case (.inSync, let isLive):
            existence.base.map { $0 != isLive } == true
                ? "the zone itself was \(isLive ? "created" : "deleted") outside, as git says" : nil
        }
    }

    /// Where the base comes from, as in `applied 2026-11-23T10:15:30Z at commit cccccccccccc`; or why there is none.
    static func phrase(_ base: DriftBase) -> String {
        switch base {
        case .applied(let applied):
            "applied \(toTheSecond(applied.time)) at commit \(Printable.text(String(applied.commit.prefix(12))))"
        case .none(.neverApplied): "it was never applied, so it is only compared with git"
        case .none(.unusable(let reason)): "\(Printable.text(reason)); so it is only compared with git"
        }
    }

    /// What no plan touches, as in `1 of the provider's own, 2 ignored by the settings`; `nil` where there is none.
    static func phrase(_ unmanaged: ZoneDrift.Unmanaged) -> String? {
        var parts: [String] = []
        if unmanaged.provided > 0 { parts.append("\(unmanaged.provided) of the provider's own (apex SOA, NS)") }
        if unmanaged.ignored > 0 { parts.append("\(unmanaged.ignored) ignored by the settings") }
        if unmanaged.dynamic > 0 { parts.append("\(unmanaged.dynamic) of hosts of the dynamic DNS service") }
        if unmanaged.leftAlone > 0 { parts.append("\(unmanaged.leftAlone) left alone by git") }
        if !unmanaged.unmodelled.isEmpty { parts.append("\(unmanaged.unmodelled.count) that can't be modelled") }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    /// What was looked at by DNS only, as a sentence; `nil` where everything was listed.
    static func byNameServers(_ drift: Drift) -> String? {
        guard let (zones, unchecked) = drift.byNameServers else { return nil }
        let listed = drift.zones.count - zones
        var text = "\(counted(zones, "zone")) checked by DNS, \(listed) listed."
        if let phrase = unchecked.phrase { text += " Unchecked by DNS: \(phrase)." }
        return text
    }

    /// Who did it, as in `alice at 2026-11-23T10:15:30Z from 192.0.2.1 with aws-cli/2`.
    static func phrase(_ who: DriftActor) -> String {
        var text = "\(Printable.text(who.name)) at \(toTheSecond(who.time))"
        if let address = who.sourceAddress { text += " from \(Printable.text(address))" }
        if let agent = who.userAgent { text += " with \(Printable.text(agent))" }
        return text
    }

    /// What the settings say of a difference.
    static func phrase(_ accepted: DriftAcceptance) -> String {
        let until = accepted.expires.map { accepted.isExpired ? " until \($0), which is over" : " until \($0)" } ?? ""
        return "accepted\(until): \(Printable.text(accepted.reason))"
    }

    /// What to know of a set beside its values, one sentence each.
    static func remarks(on set: SetDrift) -> [String] {
        var remarks: [String] = []
        if let reason = set.unmodelled {
            remarks.append("gate53 can't model what is live, and never changes it: \(Printable.text(reason))")
        }
        if let who = set.who { remarks.append("by \(phrase(who))") }
        if let accepted = set.accepted { remarks.append(phrase(accepted)) }
        if set.who == nil, let seen = set.firstSeen { remarks.append("first seen \(toTheSecond(seen))") }
        return remarks
    }

    /// A time without its fraction of a second.
    static func toTheSecond(_ time: String) -> String {
        Printable.text(time.firstIndex(of: ".").map { time[..<$0] + "Z" } ?? time)
    }

    /// The last line of reports, as in `Drift: 2 drifted, 1 pending in 2 of 3 zones.`
    static func summary(_ drift: Drift) -> String {
        let counts = drift.counts
        let zones = drift.zones.count { $0.counts.drifted + $0.counts.pending + $0.counts.accepted > 0 || $0.isUneasy }
        let all = counted(drift.zones.count, "zone")
        let alone = drift.zones.count { $0.isUneasy }
        var text: String
        if drift.zones.isEmpty {
            text = "No zone was checked."
        } else if zones == 0 {
            text = "No drift: \(all) \(drift.zones.count == 1 ? "is" : "are") in sync with git."
        } else {
            var what = phrase(counts)
            if counts.drifted + counts.pending + counts.accepted == 0 { what = counted(alone, "zone itself") }
            let word = drift.isDrifted ? "Drift" : "No drift"
            text = "\(word): \(what), in \(zones) of \(all)."
        }
        if !drift.failures.isEmpty { text += " \(counted(drift.failures.count, "zone")) could not be checked." }
        return text
    }
}

extension ZoneDrift {
    /// Whether the zone itself is not in sync.
    var isUneasy: Bool { existence.state != .inSync }

    /// Whether there is anything to show of the zone beside its counts.
    var isRemarkable: Bool { !sets.isEmpty || DriftWords.phrase(existenceOf: self) != nil || !notes.isEmpty }

    /// The sets of a state that are shown one by one, in canonical order. Those that come or went with the zone itself
    /// are not.
    func sets(_ state: SetDrift.State, accepted: Bool) -> [SetDrift] {
        sets.filter { $0.state == state && $0.isAccepted == accepted && !isWithZone($0) }
    }

    /// Whether a set is only not there because the zone itself is not.
    private func isWithZone(_ set: SetDrift) -> Bool {
        !existence.live && isUneasy && set.live == nil && set.state == existence.state && !set.isAccepted
    }

    /// How many sets come or went with the zone itself.
    var setsWithZone: Int { sets.count(where: isWithZone) }
}

extension SetDrift {
    /// What a report shows as a change: what was done outside, or what waits to be done.
    var change: Change? {
        let before: RecordSet?
        let after: RecordSet?
        switch state {
        case .pending: (before, after) = (live, head)
        case .differs: (before, after) = (head, live)
        case .drift, .both, .inSync: (before, after) = (base, live)
        }
        switch (before, after) {
        case (nil, nil): return nil
        case (nil, let after?): return .create(after)
        case (let before?, nil): return .delete(before)
        case (let before?, let after?): return before == after ? nil : .update(from: before, to: after)
        }
    }
}

extension DriftWords {
    /// A set in one line, as in
    /// `www.example.com. A was changed outside: from ttl 300  192.0.2.1 to ttl 300  192.0.2.9`.
    static func sentence(_ set: SetDrift) -> String {
        let live = set.unmodelled == nil ? Conflict.words(for: set.live) : "of a form that is never touched"
        let (base, head) = (Conflict.words(for: set.base), Conflict.words(for: set.head))
        var text = Printable.text("\(set.key)")
        switch set.state {
        case .drift: text += " was \(changeKind(set.changeKind)) outside: it was \(base), and is \(live)"
        case .both:
            text +=
                " was \(changeKind(set.changeKind)) outside and in git: it was \(base), is \(live), and git says \(head)"
        case .differs: text += " is \(live), and git says \(head); without a base it is not known who changed it"
        case .pending: text += " waits to be applied: it is \(live), and git says \(head)"
        case .inSync: text += " was \(changeKind(set.changeKind)) outside as git says it: \(live)"
        }
        let remarks = remarks(on: set)
        return remarks.isEmpty ? text : "\(text) (\(remarks.joined(separator: "; ")))"
    }

    private static func changeKind(_ changeKind: SetDrift.ChangeKind?) -> String { changeKind?.rawValue ?? "changed" }
}
