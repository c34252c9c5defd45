// Decision 0052: what is accepted is not told.

/// What one record may be without a warning, as its entry says: `gate53: {allow: [occluded], reason: …}`.
package struct Exemption: Hashable, Sendable {
    /// The id of the warning.
    package var id: String
    /// Why it is right here.
    package var reason: String
    /// Where the id is written.
    package var location: SourceLocation
    /// Where the record begins, and where the last of its values does.
    package var first: SourceLocation
    package var last: SourceLocation
    /// Whether something was found that needs it.
    package var isNeeded = false

    package init(id: String, reason: String, location: SourceLocation, first: SourceLocation, last: SourceLocation) {
        self.id = id
        self.reason = reason
        self.location = location
        self.first = first
        self.last = last
    }

    /// Whether a diagnostic is one that the record is exempt from. No error is.
    package func covers(_ diagnostic: Diagnostic) -> Bool {
        guard diagnostic.severity != .error, diagnostic.id == id, let place = diagnostic.location else { return false }
        return place.file == first.file && first <= place && place <= last
    }

    /// The diagnostics that no exemption covers, and a note for each exemption that covers nothing, here or before.
    package static func reported(_ diagnostics: [Diagnostic], _ exemptions: [Exemption]) -> [Diagnostic] {
        if exemptions.isEmpty { return diagnostics }
        let unneeded = exemptions.filter { exemption in
            !exemption.isNeeded && !diagnostics.contains(where: exemption.covers)
        }
        return diagnostics.filter { diagnostic in !exemptions.contains { $0.covers(diagnostic) } }
            + unneeded.map { exemption in
                Diagnostic(
                    .note, id: "allow-unneeded",
                    "there is nothing of '\(exemption.id)' here that 'allow' is needed for; leave it out",
                    at: exemption.location)
            }
    }
}
