internal import ZoneFiles

// Decision 0094: remotes are reached by the stock git client.

/// The settings with which git reaches one remote: those of the user and the system as git finds them itself, and of
/// the repository's own only what says where the remote is and with which credentials it is reached.
///
/// They are given to git by its environment, which only its own children can read, and never by arguments.
struct TransportSettings {
    private let remote: String
    private let configuration: GitConfiguration
    /// Those that are given for every remote.
    private let common: [Setting]
    /// Settings of the repository that would run a program, and are not used.
    let unused: [String]
    /// Those that would have what is sent go another way, and are not used.
    let misleading: [String]

    typealias Setting = (key: String, value: String)

    /// - Parameters:
    ///   - configuration: the repository's.
    ///   - remote: the remote's name.
    ///   - place: where the repository is, from which no program is run.
    init(_ configuration: GitConfiguration, remote: String, _ place: RepositoryLocation) {
        self.remote = remote
        self.configuration = configuration
        let rule = RepositorySettings(remote: remote, place)
        var (own, unused, misleading): ([Setting], [String], [String]) = ([], [], [])
        var places: Set<String> = []
        for entry in configuration.entries where entry.scope.isRepository {
            switch rule.verdict(on: entry) {
            case .used:
                // Git fetches from the first, and pushes to each; a ledger has one place.
                let isPlace = entry.key == "remote.\(remote).url" || entry.key == "remote.\(remote).pushurl"
                if isPlace, !places.insert(entry.key).inserted { continue }
                own.append((entry.key, entry.value))
            case .wouldRun: unused.append(entry.key)
            case .wouldMislead: misleading.append(entry.key)
            case .noMatter: continue
            }
        }
        let users = configuration.entries.filter { $0.scope == .command }.map { (key: $0.key, value: $0.value) }
        common =
            own + users + [
                ("core.hooksPath", "/dev/null"), ("core.fsmonitor", "false"), ("remote.\(remote).mirror", "false"),
                ("remote.\(remote).prune", "false"), ("remote.\(remote).pruneTags", "false"),
                ("fetch.writeCommitGraph", "false"), ("gc.auto", "0"), ("maintenance.auto", "false"),
                ("push.gpgSign", "false"), ("push.recurseSubmodules", "no"), ("submodule.recurse", "false"),
                ("http.followRedirects", "false"), ("http.sslVerify", "true"),
            ]
        self.unused = unused
        self.misleading = misleading
    }

    /// Where the remote `origin` is, as the user has it: what the repository's own configuration puts in the place of
    /// its URL says nothing of whom the user's tokens are for.
    var origin: RemoteAddress? {
        guard let url = effective.first(where: { $0.key == "remote.origin.url" })?.value else { return nil }
        let users = configuration.entries.filter { !$0.scope.isRepository }.map { (key: $0.key, value: $0.value) }
        return RemoteAddress(Self.replaced(url, by: ".insteadof", of: users) ?? url)
    }

    /// What counts: of the system, the user, the repository and the environment, in this order.
    private var effective: [Setting] {
        configuration.entries.filter { $0.scope == .system || $0.scope == .global }
            .map { (key: $0.key, value: $0.value) } + common
    }

    /// Where git fetches from or pushes to (git-config(1), `url.<base>.insteadOf`).
    ///
    /// - Parameter toPush: which of them.
    /// - Returns: the URL, and what is configured for it.
    /// - Throws: ``GitError`` where there is none, or more than one to push to.
    func url(toPush: Bool) throws(GitError) -> (resolved: String, configured: String) {
        func values(_ variable: String) -> [String] {
            effective.filter { $0.key == "remote.\(remote).\(variable)" }.map(\.value)
        }
        let (urls, own) = (values("url"), toPush ? values("pushurl") : [])
        let places = own.isEmpty ? urls : own
        guard let url = places.first, !url.isEmpty else {
            throw GitError(
                .failed, "the remote '\(remote)' has no URL; set one with 'git remote set-url \(remote) URL'")
        }
        if toPush, places.count > 1 {
            throw GitError(
                .failed,
                "the remote '\(remote)' is pushed to \(places.count) places, by settings of the user or the system; a"
                    + " ledger has one: leave the others out ('git remote -v' shows them)")
        }
        let pushed = toPush && own.isEmpty ? replaced(url, by: ".pushinsteadof") : nil
        return (pushed ?? replaced(url, by: ".insteadof") ?? url, url)
    }

    /// A URL whose beginning is replaced as the configuration says; `nil` where none is.
    private func replaced(_ url: String, by key: String) -> String? { Self.replaced(url, by: key, of: effective) }

    private static func replaced(_ url: String, by key: String, of settings: [Setting]) -> String? {
        // The longest beginning goes before others.
        var best: (beginning: String, base: String)?
        for setting in settings where setting.key.hasPrefix("url.") && setting.key.hasSuffix(key) {
            guard url.hasPrefix(setting.value), setting.value.utf8.count > best?.beginning.utf8.count ?? 0 else {
                continue
            }
            best = (setting.value, String(setting.key.dropFirst("url.".count).dropLast(key.count)))
        }
        return best.map { $0.base + url.dropFirst($0.beginning.count) }
    }

    /// The variables with which git reaches the remote.
    ///
    /// - Parameters:
    ///   - place: where that is, as git says, and what is configured for it.
    ///   - address: the same, in parts.
    ///   - login: what it is offered first; `nil` for what the user's own git has.
    ///   - environment: the user's.
    /// - Returns: them, for git's environment.
    func variables(
        for place: (resolved: String, configured: String), _ address: RemoteAddress, _ login: RemoteAccess.Login?,
        _ environment: [String: String]
    ) -> [String: String] {
        var settings = common
        var url = place.resolved
        if login?.goesBeforeAll == true, address.isConfidential, let plain = Self.withoutLogin(url) {
            // Git would send what the URL has, as the token of a job that may only read, and nothing else.
            settings += [
                ("url.\(plain).insteadOf", place.configured), ("url.\(plain).pushInsteadOf", place.configured),
            ]
            url = plain
        }
        var more = helperVariables(environment, for: address)
        if address.isWeb {
            // Where more than one setting fits, the one with the longest URL counts.
            settings += [("http.\(url).followRedirects", "false"), ("http.\(url).sslVerify", "true")]
            if let login, address.isConfidential {
                settings += offering(login, url, address)
                more["GATE53_GIT_LOGIN"] = "username=\(login.user)\npassword=\(login.secret)"
            }
        }
        return more.merging(Self.variables(settings)) { $1 }
    }

    /// A URL without the user and password that it has; `nil` where it has none.
    private static func withoutLogin(_ url: String) -> String? {
        guard let start = url.firstRange(of: "://")?.upperBound,
            let at = url[start...].prefix(while: { $0 != "/" }).lastIndex(of: "@")
        else { return nil }
        return url[..<start] + String(url[url.index(after: at)...])
    }

    /// What has git offer a login before anything else that the user has.
    private func offering(_ login: RemoteAccess.Login, _ url: String, _ address: RemoteAddress) -> [Setting] {
        var settings: [Setting] = []
        if login.goesBeforeAll {
            // A header of the checkout would be sent beside it.
            settings.append(("http.\(url).extraHeader", ""))
            // Those for every server come back, but for a login; one that is for another server is none of this one's.
            for (key, value) in effective
            where key == "http.extraheader" && !value.lowercased().hasPrefix("authorization:") {
                settings.append(("http.\(url).extraHeader", value))
            }
        }
        // An empty one takes back those before it; then ours, and then those again.
        settings.append(("credential.helper", ""))
        let place = address.host + (address.port.map { ":" + $0 } ?? "")
        settings.append(
            (
                "credential.\(address.scheme)://\(place).helper",
                "!f() { test \"$1\" != get || printf '%s\\n' \"$GATE53_GIT_LOGIN\"; }; f"
            ))
        // Git tells every helper what let it in: a token that was given to this run alone is not for them to keep.
        if !login.goesBeforeAll {
            settings += effective.filter { $0.key.hasPrefix("credential.") && $0.key.hasSuffix(".helper") }
        }
        return settings
    }

    /// The variables of the environment that the user's own credential helpers and ssh command name.
    ///
    /// A token of a forge is for that forge: a helper for every server gets it where that is the one that is asked, and
    /// a helper for one server (`credential.<url>.helper`) where it is for this one.
    private func helperVariables(_ environment: [String: String], for address: RemoteAddress) -> [String: String] {
        let entries = configuration.entries.filter { entry in
            !entry.scope.isRepository
                && (entry.key == "core.sshcommand"
                    || (entry.key.hasPrefix("credential.") && entry.key.hasSuffix(".helper")))
        }
        let texts =
            entries.map { entry in
                let server = entry.key.hasPrefix("credential.") ? entry.key.dropFirst(11).dropLast(7) : ""
                return (text: entry.value, isOfServer: !server.isEmpty && address.isSameLocation(as: String(server)))
            } + [(text: environment["GIT_SSH_COMMAND"] ?? "", isOfServer: false)]
        var found: [String: String] = [:]
        for (text, isOfServer) in texts {
            for part in text.split(separator: "$").dropFirst(text.hasPrefix("$") ? 0 : 1) {
                let name = part.drop { $0 == "{" }.prefix { $0 == "_" || ($0.isASCII && ($0.isLetter || $0.isNumber)) }
                guard let value = environment[String(name)] else { continue }
                let isMeant = isOfServer || RemoteAccess.isOfForge(String(name), address, environment)
                if isMeant { found[String(name)] = value }
            }
        }
        return found
    }

    private static func variables(_ settings: [Setting]) -> [String: String] {
        var variables = ["GIT_CONFIG_COUNT": String(settings.count)]
        for (index, setting) in settings.enumerated() {
            variables["GIT_CONFIG_KEY_\(index)"] = setting.key
            variables["GIT_CONFIG_VALUE_\(index)"] = setting.value
        }
        return variables
    }
}
