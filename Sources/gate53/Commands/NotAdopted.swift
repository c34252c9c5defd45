internal import DNSModel
internal import ZoneFiles
internal import ZonePlanning

/// What of drift is not taken into git, and why.
struct NotAdopted {
    /// A line each, and below it what to write by hand.
    private(set) var lines: [String] = []
    private var count = 0
    private var hasDisputed = false

    /// - Parameters:
    ///   - drift: what was found.
    ///   - adoptions: what of it shall be adopted.
    ///   - refused: what could not be written.
    init(_ drift: Drift, _ adoptions: [Adoption], _ refused: [RefusedEdit]) {
        for zone in drift.zones where zone.itself.state != .inStep && zone.itself.state != .pending {
            let what = zone.itself.live ? "is there, and git says that it shall not be" : "is not there"
            say(
                "the zone \(zone.apex) itself \(what); take that into git by hand, with 'absent' in the settings, or have "
                    + "it planned back", id: "zone-itself")
        }
        for set in adoptions.flatMap(\.disputed) {
            hasDisputed = true
            let why =
                set.state == .both
                ? "git has moved too: git has \(Conflict.words(for: set.head)), live is \(Conflict.words(for: set.live))"
                : "nobody knows who moved, since there is no base"
            say(Printable.text("\(set.key): \(why)"), id: "conflict")
        }
        for set in adoptions.flatMap(\.opaque) {
            say(
                "\(Printable.text("\(set.key)")): what is live can't be modelled, \(Printable.text(set.unmodelled ?? ""))",
                id: "not-modelled")
        }
        for edit in refused {
            let place = edit.why.location.map { "\(Printable.text("\($0)")): " } ?? ""
            count += 1
            lines.append("\(place)not adopted: \(Printable.text(edit.why.message)) [\(edit.why.id)]")
            lines += Self.byHand(edit.change, edit.apex)
        }
    }

    private mutating func say(_ what: String, id: String) {
        count += 1
        lines.append("not adopted: \(what) [\(id)]")
    }

    /// The record as it should be written, or that it should go.
    private static func byHand(_ change: Change, _ apex: DomainName) -> [String] {
        let key = change.key
        guard let set = change.after else { return ["  by hand: remove \(Printable.text("\(key)"))"] }
        guard let zone = try? Zone(apex: apex, ordered: [set]) else { return [] }
        let text = String(decoding: ZoneFileWriter.write(zone), as: UTF8.self)
        return ["  by hand, for \(Printable.text("\(key)")):"]
            + text.split(separator: "\n").filter { $0 != "---" }.map { "    \(Printable.text($0))" }
    }

    /// How much was adopted and how much not, and what to do about conflicts; nothing where all was adopted.
    func summary(adopted: Int) -> String? {
        guard count > 0 else { return nil }
        var text = adopted == 0 ? "Nothing was written" : "\(adopted) adopted, \(count) not"
        if hasDisputed {
            text += "; name what shall be adopted as it is live, as in --name www; --name '**' is everything"
        }
        return text + "."
    }
}
