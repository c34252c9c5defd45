internal import DNSModel

// What people read of a zone that is left out, in the check as in the plan.

extension AbsentZone {
    /// What became of it, safe to print.
    package var phrase: String {
        let path = "'\(Printable.text(file))'"
        switch reason {
        case .deleted: return "\(apex) is not managed any more: its file \(path) is gone"
        case .moved:
            let now = movedTo.map { "'\(Printable.text($0))'" } ?? "somewhere else"
            return "\(apex) is not managed any more: its file \(path) is now \(now), which is not the zone's"
        case .link:
            return "\(apex) is not managed any more: \(path) is now a link or a submodule, which is never followed"
        case .unnamed:
            return "\(apex) is not managed any more: the settings no longer name it, although it has the file \(path)"
        case .neverNamed: return "\(apex) is not managed: it has the new file \(path), and the settings don't name it"
        }
    }

    /// What that means and what can be done, safe to print.
    package var remedy: String {
        switch reason {
        case .neverNamed: "nothing of it is planned; name it under 'zones' in the settings, or all with '*'"
        case .deleted, .moved, .link, .unnamed:
            "the provider keeps its record sets as they are, and nobody watches them for changes. To empty the zone, "
                + "keep the file without them, and apply that first. To delete the zone itself, write 'absent: true' "
                + "for it in the settings. To only stop managing it, do nothing else"
        }
    }
}
