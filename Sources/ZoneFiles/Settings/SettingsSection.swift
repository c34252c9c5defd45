package import DNSModel

/// The keys of a provider or of a zone in the settings, as the module of its kind reads them: each by its name, as the
/// type that is asked for. What is wrong is said with file, line and column, and reading goes on.
package struct SettingsSection {
    /// Gathers the mistakes.
    var walk: SettingsWalk
    private let fields: [String: YAMLValue]
    private let whole: YAMLValue

    init(_ whole: YAMLValue, _ fields: [String: YAMLValue], _ walk: SettingsWalk) {
        self.whole = whole
        self.fields = fields
        self.walk = walk
    }

    /// Whether a key is there.
    package func has(_ key: String) -> Bool { fields[key] != nil }

    // MARK: - Mistakes

    /// Says that the value of a key is wrong; says nothing where the key is not there.
    ///
    /// - Parameters:
    ///   - id: the kind of mistake.
    ///   - message: what is wrong and what to do.
    ///   - key: where.
    package mutating func mistake(_ id: String, _ message: String, at key: String) {
        if let value = fields[key] { walk.error(id, message, at: value) }
    }

    /// Says that a key is missing.
    package mutating func missing(_ message: String) { walk.error("missing-key", message, at: whole) }

    // MARK: - Values

    /// Each is `nil`, or empty, where the key is not there or there is a mistake in it, which is said.

    /// A text that is not empty.
    ///
    /// - Parameters:
    ///   - key: its name.
    ///   - objection: what is wrong with a text; `nil` where nothing is.
    /// - Returns: the text.
    package mutating func text(_ key: String, _ objection: (String) -> String? = { _ in nil }) -> String? {
        guard let value = fields[key], let text = walk.text(value) else { return nil }
        guard let objection = objection(text) else { return text }
        walk.error("bad-value", objection, at: value)
        return nil
    }

    /// The texts of a list.
    package mutating func texts(_ key: String, example: String) -> [String] {
        fields[key].map { walk.texts($0, example: example) } ?? []
    }

    /// True or false.
    package mutating func flag(_ key: String) -> Bool? { fields[key].flatMap { walk.flag($0) } }

    /// A number over `least` and not over `most`.
    package mutating func number(_ key: String, over least: Int, atMost most: Int) -> Double? {
        guard let value = fields[key] else { return nil }
        if case .text(let text, _) = value.content, let number = Double(text), number > Double(least),
            number <= Double(most)
        {
            return number
        }
        walk.error("bad-value", "write a number over \(least), at most \(most)", at: value)
        return nil
    }

    /// One of some words.
    package mutating func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, _: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        fields[key].flatMap { walk.choice($0, Choice.self) }
    }

    /// The path of a folder, which may be outside of the repository.
    package mutating func folder(_ key: String) -> String? { fields[key].flatMap { walk.path($0, mayLeave: true) } }

    /// The names of name servers: one, or a list.
    package mutating func hosts(_ key: String) -> [DomainName] { fields[key].map { walk.hosts($0) } ?? [] }

    /// The SOA of zones that are new.
    package mutating func soa(_ key: String) -> SOASettings { fields[key].map { walk.soa($0) } ?? SOASettings() }

    /// A text as messages show it: in one line, without what a terminal would take for something else.
    package static func shown(_ text: String) -> String { Shown.text(text) }
}
