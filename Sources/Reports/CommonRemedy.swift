/// How all diagnostics of one id are mended or accepted at once.
package struct CommonRemedy: Hashable, Sendable {
    /// How they are mended, as in `'gate53 fmt --fix' writes the dots`.
    var mend: String?
    /// How they are accepted as they are, as in `'lenient: [name-not-absolute]' in the settings accepts them`.
    var accept: String?

    /// Both, in one clause.
    var sentence: String { [mend, accept].compactMap(\.self).joined(separator: ", ") }

    /// The remedy for an id; `nil` where each one asks for a look of its own.
    package static func of(_ id: String) -> CommonRemedy? { known[id] }

    private static let known: [String: CommonRemedy] = [
        "name-not-absolute": CommonRemedy(
            mend: "'gate53 fmt --fix' writes the dots",
            accept: "'lenient: [name-not-absolute]' under 'defaults' in the settings reads them as whole names"),
        "alias-ttl": CommonRemedy(
            mend: "'gate53 fmt --fix' takes them out", accept: "'lenient: [alias-ttl]' under 'defaults' hides them"),
        "alias-with-ttl": CommonRemedy(mend: "'gate53 fmt --fix' takes them out"),
        "unused-key": CommonRemedy(accept: "'lenient: [unused-key]' under 'defaults' in the settings hides them"),
    ]

    /// How warnings of any other id are accepted.
    static func ofWarnings(_ id: String) -> CommonRemedy {
        CommonRemedy(
            accept:
                "'lenient: [\(id)]' under 'defaults' in the settings accepts them, 'gate53: {allow: \(id), reason: …}' those of "
                + "one record")
    }
}
