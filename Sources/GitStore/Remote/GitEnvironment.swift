/// What of a user's environment git gets: what says how a remote is reached, and what the programs need that git
/// starts. No token of a pipeline, no key of a provider, and nothing that says where a repository is.
enum GitEnvironment {
    /// Variables that say who and where the user is.
    private static let own: Set = [
        "HOME", "USER", "LOGNAME", "TMPDIR", "TZ", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME",
        "XDG_RUNTIME_DIR",
        "DBUS_SESSION_BUS_ADDRESS", "SSH_AUTH_SOCK", "SSH_AGENT_PID", "LD_LIBRARY_PATH", "KRB5CCNAME", "KRB5_CONFIG",
        "SUDO_UID",
    ]
    /// Variables of git(1) that say how a remote is reached, and which configuration counts.
    private static let git: Set = [
        "GIT_EXEC_PATH", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_PROXY_COMMAND", "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_CERT", "GIT_SSL_KEY",
        "GIT_PROXY_SSL_CAINFO", "GIT_PROXY_SSL_CERT", "GIT_PROXY_SSL_KEY", "GIT_HTTP_PROXY_AUTHMETHOD",
        "GIT_HTTP_USER_AGENT", "GIT_HTTP_LOW_SPEED_LIMIT", "GIT_HTTP_LOW_SPEED_TIME", "GIT_PROTOCOL",
    ]
    /// Variables of curl and the TLS libraries.
    private static let web: Set = [
        "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY", "SSL_CERT_FILE",
        "SSL_CERT_DIR",
    ]

    /// Where programs are looked for: the folders of `PATH` that do not depend on where we stand.
    static func path(of environment: [String: String]) -> String {
        (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":").filter { $0.hasPrefix("/") }
            .joined(separator: ":")
    }

    /// The environment for a git that works in a folder that it is told.
    static func clean(_ environment: [String: String]) -> [String: String] {
        var clean = environment.filter { name, value in
            own.contains(name) || web.contains(name) || (git.contains(name) && !value.isEmpty)
        }
        // Nobody is there to be asked. A program that answers for git is one of the pipeline.
        clean["GIT_ASKPASS"] = environment["GIT_ASKPASS"] ?? ""
        if clean["GIT_ASKPASS"] != "" {
            for name in ["GIT_USERNAME", "GIT_PASSWORD"] { clean[name] = environment[name] }
        }
        return clean.merging([
            "PATH": path(of: environment), "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "SSH_ASKPASS": "",
            "SSH_ASKPASS_REQUIRE": "never", "GCM_INTERACTIVE": "never",
            // Helpers of other kinds of remotes run as programs, with what the URL says for arguments.
            "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh",
            // The least that is allowed.
            "GIT_SSL_VERSION": environment["GIT_SSL_VERSION"] == "tlsv1.3" ? "tlsv1.3" : "tlsv1.2",
        ]) { $1 }
    }

    /// The settings that the environment itself gives (git-config(1), `GIT_CONFIG_COUNT`, `GIT_CONFIG_PARAMETERS`).
    static func settings(of environment: [String: String]) -> [String: String] {
        environment.filter {
            $0.key == "GIT_CONFIG_COUNT" || $0.key == "GIT_CONFIG_PARAMETERS" || $0.key.hasPrefix("GIT_CONFIG_KEY_")
                || $0.key.hasPrefix("GIT_CONFIG_VALUE_")
        }
    }

    /// Whether it says which configuration counts, so that only git itself can tell.
    ///
    /// The usual file of the user is what libgit2 reads too; that the system's file is left out it can be told.
    static func namesConfiguration(_ environment: [String: String]) -> Bool {
        if let global = environment["GIT_CONFIG_GLOBAL"], !global.isEmpty,
            global != environment["HOME"].map({ $0 + "/.gitconfig" })
        {
            return true
        }
        return ["GIT_CONFIG_SYSTEM", "GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS"]
            .contains { environment[$0]?.isEmpty == false }
    }

    /// Whether it says that the configuration of the system does not count.
    static func leavesOutSystem(_ environment: [String: String]) -> Bool {
        environment["GIT_CONFIG_NOSYSTEM"].map { !["", "0", "false", "no", "off"].contains($0.lowercased()) } ?? false
    }
}
