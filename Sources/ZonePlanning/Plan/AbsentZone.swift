package import DNSModel

// Decision 0097: what is absent is shown.

/// A zone that files are about, and of which nothing is planned, because of what a change to the files leaves out.
///
/// A zone is never emptied because its file is gone: its record sets stay at the provider, and nobody cares for them.
/// So it is part of the plan, where whoever reviews sees it.
package struct AbsentZone: Hashable, Sendable {
    /// Why nothing of it is planned.
    package enum Reason: String, Hashable, Sendable, CaseIterable, Codable {
        /// Its file is gone.
        case deleted
        /// What was its file is somewhere else, where it is not the zone's.
        case moved
        /// A symbolic link or a submodule is in the file's place.
        case link
        /// Its file is there, and the settings name it no more.
        case unnamed
        /// Its file is new, and the settings don't name it.
        case neverNamed = "never-named"
    }

    package var apex: DomainName
    package var reason: Reason
    /// Its file: where it was, or where it is.
    package var file: String
    /// Where what was its file is now, where it was moved.
    package var movedTo: String?

    package init(apex: DomainName, reason: Reason, file: String, movedTo: String? = nil) {
        self.apex = apex
        self.reason = reason
        self.file = file
        self.movedTo = movedTo
    }

    /// Whether git cared for it before.
    package var wasManaged: Bool { reason != .neverNamed }
}

/// The member of a plan document that says it; see `Schemas/plan.schema.json`.
struct AbsentZoneMember: Codable {
    var zone: String
    var reason: AbsentZone.Reason
    var file: String
    var movedTo: String?

    init(_ zone: AbsentZone) {
        self.zone = zone.apex.description
        reason = zone.reason
        file = zone.file
        movedTo = zone.movedTo
    }

    func absentZone() throws(DocumentError) -> AbsentZone {
        guard (reason == .moved) == (movedTo != nil) else {
            throw DocumentError(.unreadable, "this is not a plan: it does not fit that '\(zone)' is \(reason.rawValue)")
        }
        return AbsentZone(
            apex: try DocumentCoding.name(zone), reason: reason, file: file, movedTo: movedTo)
    }
}
