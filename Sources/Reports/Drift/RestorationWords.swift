package import DNSModel
package import ZonePlanning

extension Restoration {
    /// What is known of each set beside its values: who moved it, what the settings and git say of it.
    package var remarks: [RecordSet.Key: [String]] {
        Dictionary(
            sets.map { set in
                var remarks = DriftWords.remarks(on: set)
                if set.state == .both {
                    remarks.append(
                        "git has moved too, and that still waits: \(Printable.text(Conflict.words(for: set.head)))")
                }
                return (set.key, remarks)
            }, uniquingKeysWith: { first, _ in first }
        ).filter { !$0.value.isEmpty }
    }

    /// Why nothing of some zones is taken back, as a line.
    package static func nothing(_ restorations: [Restoration], isNamed: Bool) -> String {
        let accepted = restorations.reduce(0) { $0 + $1.accepted }
        if restorations.contains(where: { !$0.opaque.isEmpty }) {
            return "Nothing to take back: what was changed outside git can't be."
        }
        if isNamed { return "Nothing to take back: no record set of that name was changed outside git." }
        return accepted > 0
            ? "Nothing to take back: the settings accept \(counted(accepted, "difference")); name one to take it back."
            : "Nothing to take back: nothing was changed outside git."
    }
}
