/// A mistake, or something worth a look, in what a user wrote.
package struct Diagnostic: Hashable, Sendable {
    package enum Severity: String, Hashable, Sendable {
        /// Nothing is planned while there is one.
        case error
        /// Shown; the work goes on.
        case warning
        /// Something to know.
        case note
    }

    package var severity: Severity
    /// The kind of mistake, stable across versions, as in `name-not-absolute`.
    package var id: String
    /// What is wrong and what to do, without a full stop at the end.
    package var message: String
    /// What to do where that is an option of a command, which `Reports` names.
    package var remedy: Remedy?
    /// Where it is, unless it is about nothing in a file.
    package var location: SourceLocation?

    /// What to do with a plan.
    package enum Remedy: Hashable, Sendable {
        /// Two changes depend on each other: plan both of them or neither.
        case planBothOrNeither
        /// The zone has drift: take it back or into git before it is planned.
        case revertOrAdopt
    }

    package init(
        _ severity: Severity, id: String, _ message: String, at location: SourceLocation? = nil, remedy: Remedy? = nil
    ) {
        self.remedy = remedy
        self.severity = severity
        self.id = id
        self.message = message
        self.location = location
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `file:line:column: severity: message [id]`.
    package var description: String {
        (location.map { "\($0): " } ?? "") + "\(severity.rawValue): \(message) [\(id)]"
    }
}
