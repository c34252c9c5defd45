internal import CGit2
internal import ZoneFiles

/// What the git configuration says of remotes (git-config(1), `remote.<name>.*`).
///
/// Read entry by entry: libgit2 1.5 looks for the keys of a remote by regular expressions, and for each entry that does
/// not match it keeps some kilobytes for ever (`git_regexp_match` returns without freeing what PCRE2 matched with).
/// What runs for weeks would fill the memory with that.
struct RemoteConfiguration {
    /// Keys with section and variable in lower case, and values; the later ones go before the earlier.
    private let entries: [(key: String, value: String)]

    /// Reads the configuration of a repository, all levels of it. Called with the repository's lock held.
    ///
    /// - Throws: ``GitError`` when it can't be read.
    init(of repository: GitRepository) throws(GitError) {
        if let configuration = try repository.gitsConfiguration() {
            self.init(entries: configuration.entries.map { ($0.key, $0.value) })
        } else {
            try self.init(repository.handle)
        }
    }

    private init(entries: [(key: String, value: String)]) { self.entries = entries }

    private init(_ repository: OpaquePointer) throws(GitError) {
        var configuration: OpaquePointer?
        try check(git_repository_config_snapshot(&configuration, repository), "cannot read the git configuration")
        defer { git_config_free(configuration) }
        var iterator: OpaquePointer?
        try check(git_config_iterator_new(&iterator, configuration), "cannot read the git configuration")
        defer { git_config_iterator_free(iterator) }
        var entries: [(key: String, value: String)] = []
        var entry: UnsafeMutablePointer<git_config_entry>?
        while git_config_next(&entry, iterator) == 0, let found = entry?.pointee {
            guard let name = found.name, let value = found.value else { continue }
            let key = String(cString: name)
            if key.hasPrefix("remote.") { entries.append((key, String(cString: value))) }
        }
        self.entries = entries
    }

    /// The remotes that have a URL, in the order of their octets.
    var names: [String] {
        let names = entries.compactMap { entry -> String? in
            for end in [".url", ".pushurl"] where entry.key.hasPrefix("remote.") && entry.key.hasSuffix(end) {
                let name = entry.key.dropFirst("remote.".count).dropLast(end.count)
                if entry.key.utf8.count > "remote.".count + end.count, !name.isEmpty { return String(name) }
            }
            return nil
        }
        return Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// What a remote's branches are fetched into, as in `+refs/heads/*:refs/remotes/origin/*`.
    func fetchSpecifications(of remote: String) -> [String] { values("remote.\(remote).fetch") }

    private func values(_ key: String) -> [String] { entries.filter { $0.key == key }.map(\.value) }
}
