/// How all diagnostics of one id are mended or accepted at once.
package struct CommonRemedy: Hashable, Sendable {
    /// How they are mended, as in `'gate53 fmt --fix' writes the dots`.
    var mend: String?
    /// How they are accepted as they are, as in `'lenient: [name-not-absolute]' in the settings accepts them`.
    var accept: String?

    /// Both, in one clause.
    var sentence: String { [mend, accept].compactMap(\.self).joined(separator: ", ") }

    /// The remedy for an id; nothing where each one asks for a look of its own.
    package static func of(_ id: String) -> CommonRemedy? { known[id] }

    private static let known: [String: CommonRemedy] = [:]
}
