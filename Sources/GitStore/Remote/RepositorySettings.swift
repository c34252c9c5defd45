internal import Glibc

/// Where a repository is on this machine.
struct RepositoryLocation: Sendable {
    /// Its folder, and that of its working tree, each with a final slash.
    var folders: [String]
    /// The user's home; empty where that is not known.
    var home: String

    /// Whether a folder that is there is the repository's, or in it, whatever links and dots its path has.
    func holds(_ path: String) -> Bool {
        guard let real = realpath(path, nil) else { return false }
        defer { free(real) }
        let text = String(cString: real) + "/"
        return folders.contains { folder in
            guard let own = realpath(folder, nil) else { return text.hasPrefix(folder) }
            defer { free(own) }
            return text.hasPrefix(String(cString: own) + "/")
        }
    }

    /// Whether a path is in the repository.
    func has(_ path: String) -> Bool {
        guard let real = realpath(path, nil) else { return folders.contains { path.hasPrefix($0) } }
        defer { free(real) }
        let text = String(cString: real)
        return folders.contains { text.hasPrefix($0) || path.hasPrefix($0) }
    }
}

/// Which settings of a repository's own configuration are used when its remote is reached.
///
/// Whoever made the folder, as the one who packed it or an earlier job of a pipeline, could write that file. So it may
/// say where a remote is and what is sent there, as a checkout leaves it, and not which programs are run, nor through
/// what a server is reached and who vouches for it.
struct RepositorySettings {
    let remote: String
    let place: RepositoryLocation

    init(remote: String, _ place: RepositoryLocation) {
        self.remote = remote
        self.place = place
    }

    /// What becomes of a setting.
    enum Verdict: Hashable {
        case used
        /// It would run a program that the user may not have chosen.
        case wouldRun
        /// It would have what is sent to a server go another way, or let another server pass for it.
        case wouldMislead
        /// It has nothing to do with remotes, or nothing that matters here.
        case noMatter
    }

    /// Variables of `http.*` that say how a server is reached and what is sent to it.
    private static let web: Set<Substring> = [
        "extraheader", "sslcert", "sslkey", "pinnedpubkey", "version", "postbuffer", "useragent", "emptyauth",
        "delegation", "lowspeedlimit", "lowspeedtime",
    ]
    /// Those that say through what it is reached, and who vouches for it.
    private static let misleading: Set<Substring> = [
        "proxy", "proxyauthmethod", "sslcainfo", "sslcapath", "proxysslcainfo", "proxysslcert", "proxysslkey",
        "sslverify",
        "sslversion", "sslcipherlist", "curloptresolve",
    ]

    /// - Parameter entry: a setting.
    /// - Returns: what becomes of it.
    func verdict(on entry: GitConfiguration.Entry) -> Verdict {
        let parts = entry.key.split(separator: ".", omittingEmptySubsequences: false)
        guard let section = parts.first, let variable = parts.last, parts.count > 1 else { return .noMatter }
        switch section {
        case "remote":
            guard entry.key == "remote.\(remote).\(variable)" else { return .noMatter }
            if ["uploadpack", "receivepack", "vcs"].contains(variable) { return .wouldRun }
            if ["proxy", "proxyauthmethod"].contains(variable) { return .wouldMislead }
            return ["url", "pushurl"].contains(variable) ? .used : .noMatter
        case "url": return ["insteadof", "pushinsteadof"].contains(variable) ? .used : .noMatter
        case "http":
            if Self.misleading.contains(variable) { return .wouldMislead }
            return Self.web.contains(variable) ? .used : .noMatter
        case "credential":
            if ["username", "usehttppath"].contains(variable) { return .used }
            guard variable == "helper" else { return .noMatter }
            return entry.value.isEmpty || Self.isInstalledHelper(entry.value) ? .used : .wouldRun
        case "core":
            if ["gitproxy", "askpass"].contains(variable) { return .wouldRun }
            guard variable == "sshcommand" else { return .noMatter }
            return entry.value.isEmpty || SSHCommand.isHarmless(entry.value, in: place) ? .used : .wouldRun
        case "ssh": return variable == "variant" ? .used : .noMatter
        default: return .noMatter
        }
    }

    /// Whether a helper is one that is installed as `git-credential-NAME`, with nothing for a shell in its options.
    private static func isInstalledHelper(_ text: String) -> Bool {
        let words = text.split(separator: " ")
        guard let name = words.first, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0 == "-") }) else {
            return false
        }
        return words.dropFirst().allSatisfy { word in
            word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_=./:,@~+".contains($0)) }
        }
    }
}
