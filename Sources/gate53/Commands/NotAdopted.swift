internal import DNSModel
internal import Reports
internal import ZoneFiles
internal import ZonePlanning

/// What of drift is not taken into git, and why.
struct NotAdopted {
    private(set) var items: [AdoptionDocument.Left] = []
    private var hasDisputed = false

    /// A line each, and below it what to write by hand.
    var lines: [String] {
        items.flatMap { item in
            let place = item.location.map { "\(Printable.text("\($0)")): " } ?? ""
            return ["\(place)not adopted: \(Printable.text(item.message)) [\(item.id)]"] + Self.words(byHand: item)
        }
    }

    /// - Parameters:
    ///   - drift: what was found.
    ///   - adoptions: what of it shall be adopted.
    ///   - refused: what could not be written.
    init(_ drift: Drift, _ adoptions: [Adoption], _ refused: [RefusedEdit]) {
        for zone in drift.zones where zone.existence.state != .inSync && zone.existence.state != .pending {
            let what = zone.existence.live ? "exists, although git says that it shall not" : "is not there"
            items.append(
                AdoptionDocument.Left(
                    zone: zone.apex, id: "zone-itself",
                    message:
                        "the zone \(zone.apex) itself \(what); take that into git by hand, with 'absent' in the settings, "
                        + "or have it planned back"))
        }
        for adoption in adoptions {
            for set in adoption.disputed {
                hasDisputed = true
                let why =
                    set.state == .both
                    ? "git changed it too: git has \(Conflict.words(for: set.head)), live is "
                        + "\(Conflict.words(for: set.live))"
                    : "without a base it is not known who changed it"
                items.append(
                    AdoptionDocument.Left(
                        zone: adoption.apex, key: set.key, id: "conflict", message: "\(set.key): \(why)"))
            }
        }
        for adoption in adoptions {
            items += adoption.opaque.map { set in
                AdoptionDocument.Left(
                    zone: adoption.apex, key: set.key, id: "not-modelled",
                    message: "\(set.key): gate53 can't model what is live: \(set.unmodelled ?? "")")
            }
        }
        items += refused.map { edit in
            AdoptionDocument.Left(
                zone: edit.apex, key: edit.change.key, id: edit.why.id, message: edit.why.message,
                location: edit.why.location, byHand: Self.byHand(edit.change, edit.apex))
        }
    }

    /// The record as it should be written, or that it should go.
    private static func byHand(_ change: Change, _ apex: DomainName) -> AdoptionDocument.ByHand? {
        guard let set = change.after else { return .remove }
        guard let zone = try? Zone(apex: apex, ordered: [set]) else { return nil }
        let lines = String(decoding: ZoneFileWriter.write(zone), as: UTF8.self).split(separator: "\n")
        return .write(lines.filter { $0 != "---" }.map(String.init))
    }

    private static func words(byHand item: AdoptionDocument.Left) -> [String] {
        let key = Printable.text(item.key.map { "\($0)" } ?? "")
        switch item.byHand {
        case .remove?: return ["  by hand: remove \(key)"]
        case .write(let lines)?: return ["  by hand, for \(key):"] + lines.map { "    \(Printable.text($0))" }
        case nil: return []
        }
    }

    /// How much was adopted and how much not, and what to do about conflicts; `nil` where all was adopted.
    func summary(adopted: Int) -> String? {
        guard !items.isEmpty else { return nil }
        var text = adopted == 0 ? "Nothing was written" : "\(adopted) adopted, \(items.count) not"
        if hasDisputed {
            text += "; name what shall be adopted as it is live, as in --name www; --name '**' is everything"
        }
        return text + "."
    }
}
