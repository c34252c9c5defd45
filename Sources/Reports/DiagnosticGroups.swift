package import ZonePlanning

// Decision 0050: one cause is one line.

/// Diagnostics for people: what has one cause is said once, with how often, the first places, and what to do with all
/// of it.
///
/// Warnings and notes of an id have one cause, and errors of an id that has a way to mend them all. Other errors have
/// one where they say the same but for what they quote and count, since each text asks for something else. Up to
/// ``mostListed`` of a cause are listed one by one.
package struct DiagnosticGroups: Sendable {
    /// Diagnostics of one cause, at least one, in the order in which they came.
    package struct Group: Hashable, Sendable {
        package let members: [Diagnostic]

        /// The first of them.
        package var first: Diagnostic { members[0] }
    }

    /// How many of one cause are listed one by one.
    package static let mostListed = 3

    /// The causes, in the order of their first diagnostics; each diagnostic of a cause with few is one of its own.
    package let groups: [Group]

    package init(_ diagnostics: [Diagnostic]) {
        groups = Causes(diagnostics.map(\.worded), by: Cause.init).groups.map(Group.init)
    }

    /// What makes two diagnostics one cause.
    private struct Cause: Hashable {
        var severity: Diagnostic.Severity
        var id: String
        var text: String

        init(_ diagnostic: Diagnostic) {
            severity = diagnostic.severity
            id = diagnostic.id
            let isOne = severity != .error || CommonRemedy.of(id) != nil
            text = isOne ? "" : Self.kind(diagnostic.message)
        }

        /// A message without what it quotes and counts.
        private static func kind(_ message: String) -> String {
            var kind = ""
            var isQuoted = false
            for character in message {
                if character == "'" { isQuoted.toggle() }
                if isQuoted || character.isNumber { continue }
                kind.append(character)
            }
            return kind
        }
    }
}

extension DiagnosticGroups {
    /// A line for each cause.
    ///
    /// - Parameter lister: the command that lists every one, as in `gate53 check --all`.
    /// - Returns: the lines.
    package func lines(lister: String) -> [String] { groups.map { $0.diagnostic(lister: lister).description } }

    /// A diagnostic for each cause.
    package func diagnostics(lister: String) -> [Diagnostic] { groups.map { $0.diagnostic(lister: lister) } }
}

extension DiagnosticGroups.Group {
    /// All of it in one diagnostic, at the first place.
    func diagnostic(lister: String) -> Diagnostic {
        guard members.count > 1 else { return first }
        var result = first
        let others = members.dropFirst()
        var places: [String] = []
        for place in others.compactMap(\.location).map(\.description) where !places.contains(place) {
            places.append(place)
            if places.count == DiagnosticGroups.mostListed - 1 { break }
        }
        let also = places.isEmpty ? "" : ", as at \(places.joined(separator: ", "))"
        // What has a place in a zone file can be accepted there.
        let isAcceptable = first.severity == .warning && (first.location?.line ?? 0) > 0
        let known = CommonRemedy.of(first.id) ?? (isAcceptable ? CommonRemedy.ofWarnings(first.id) : nil)
        let remedy = known.map { "; \($0.sentence)" } ?? ""
        result.message += " (and \(others.count) more like this\(also)\(remedy); '\(lister)' lists all)"
        return result
    }
}
