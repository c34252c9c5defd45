internal import ZoneFiles

/// The configuration of a repository as git itself reads it, with where each setting is from.
struct GitConfiguration: Sendable {
    /// Where a setting is from (git-config(1), SCOPES).
    enum Scope: String, Sendable {
        case system, global, local, worktree, command

        /// Whether it is from the repository's own folder, where whoever made that folder could write.
        var isRepository: Bool { self == .local || self == .worktree }
    }

    /// One setting.
    struct Entry: Hashable, Sendable {
        var scope: Scope
        /// With section and variable in lower case.
        var key: String
        /// A setting without a value is true.
        var value: String
    }

    /// All settings, in the order in which they count: the later ones go before the earlier.
    let entries: [Entry]

    /// - Parameter entries: all settings, as git has them.
    init(entries: [Entry]) { self.entries = entries }

    /// Reads a configuration.
    ///
    /// - Parameters:
    ///   - folder: the repository's own one, as `.git`.
    ///   - environment: the user's.
    /// - Throws: ``GitError`` where git is not there, is too old, or can't read it.
    init(of folder: String, _ environment: [String: String]) throws(GitError) {
        var settings = GitEnvironment.settings(of: environment)
        // What tells that git knows settings of the environment at all.
        let count = settings["GIT_CONFIG_COUNT"].flatMap { Int($0) } ?? 0
        guard (0..<10_000).contains(count) else {
            throw GitError(.failed, "GIT_CONFIG_COUNT is '\(count)', which is too much")
        }
        settings["GIT_CONFIG_COUNT"] = String(count + 1)
        settings["GIT_CONFIG_KEY_\(count)"] = Self.probe
        settings["GIT_CONFIG_VALUE_\(count)"] = "true"
        let outcome = try GitProgram(environment).run(
            ["--git-dir=" + folder, "config", "--list", "--null", "--show-scope"], adding: settings)
        guard outcome.status == 0 else {
            throw GitError(.failed, "cannot read the git configuration: \(RemoteFailure.words(outcome.messages))")
        }
        let parts = outcome.text.split(separator: "\0", omittingEmptySubsequences: false)
        var entries: [Entry] = []
        for index in stride(from: 0, to: parts.count - 1, by: 2) {
            guard let scope = Scope(rawValue: String(parts[index])) else { continue }
            let end = parts[index + 1].firstIndex(of: "\n")
            let key = String(parts[index + 1][..<(end ?? parts[index + 1].endIndex)])
            let value = end.map { String(parts[index + 1][parts[index + 1].index(after: $0)...]) } ?? "true"
            entries.append(Entry(scope: scope, key: key, value: value))
        }
        guard let probe = entries.lastIndex(where: { $0.key == Self.probe && $0.scope == .command }) else {
            throw GitError(.failed, "git is too old; remotes are reached by it: install git 2.31 or newer")
        }
        entries.remove(at: probe)
        self.entries = entries
    }

    private static let probe = "gate53.probe"
}
