internal import DNSModel
package import ZonePlanning

extension ZoneNotification {
    /// What is new of drift to a receiver.
    ///
    /// - Parameters:
    ///   - news: what is new to it.
    ///   - drift: the look; `nil` where it failed as a whole.
    ///   - state: what is known after the look.
    ///   - time: now, in UTC.
    package init(of news: DriftState.News, after drift: Drift?, _ state: DriftState, time: String) {
        let outcome: Outcome =
            if !news.found.isEmpty { .drifted } else if news.isBlind { .checksFail } else if !news.gone.isEmpty {
                .gone
            } else { .checksAgain }
        self.init(event: .drift, outcome: outcome, time: time, branch: drift?.branch, commit: drift?.commit)
        let found = Dictionary(grouping: news.found, by: \.zone)
        var gone = Dictionary(grouping: news.gone, by: \.zone)
        for zone in drift?.zones ?? [] {
            let name = zone.apex.description
            let (found, gone) = (found[name] ?? [], gone.removeValue(forKey: name) ?? [])
            if !found.isEmpty || !gone.isEmpty { zones.append(Zone(zone, found: found, gone: gone)) }
        }
        for name in gone.keys.sorted() {
            reasons.append("\(name) is not declared any more, so it is not checked for drift")
        }
        if news.isBlind {
            reasons.append("the last \(counted(state.failedChecks, "check")) for drift failed:")
            reasons += state.failure
        }
        if news.seesAgain { reasons.append("all zones can be checked again") }
        if outcome == .gone, !state.sightings.isEmpty {
            let zones = Set(state.sightings.map(\.zone)).count
            reasons.append("still drifted: \(counted(state.sightings.count, "set")) in \(counted(zones, "zone"))")
        }
    }
}

extension ZoneNotification.Zone {
    /// How many sets are told of one by one.
    private static let mostRemarks = 50

    /// A zone of which something is new.
    fileprivate init(_ zone: ZoneDrift, found: [DriftState.Sighting], gone: [DriftState.Sighting]) {
        self.init(apex: zone.apex, provider: zone.provider.name)
        let names = Set(found.compactMap(\.set))
        let sets = zone.sets.filter { names.contains("\($0.key)") }
        creates = sets.count { $0.changeKind == .added }
        deletes = sets.count { $0.changeKind == .deleted }
        updates = sets.count - creates - deletes
        if found.contains(where: { $0.set == nil }), let phrase = DriftWords.phrase(existenceOf: zone) {
            remarks.append(phrase)
        }
        remarks += sets.prefix(Self.mostRemarks).map(DriftWords.sentence)
        if sets.count > Self.mostRemarks { remarks.append("and \(sets.count - Self.mostRemarks) more") }
        remarks += gone.prefix(Self.mostRemarks).map { "\($0.set ?? "the zone itself") is not drifted any more" }
        if gone.count > Self.mostRemarks {
            remarks.append("and \(gone.count - Self.mostRemarks) more are not drifted any more")
        }
    }
}
