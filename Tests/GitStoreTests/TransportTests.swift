import Foundation
import Platform
import Testing
import ZoneFiles

@testable import GitStore

@Suite("What git is run with when a remote is reached") struct TransportTests {
    private let place = RepositoryLocation(folders: ["/srv/dns/.git/", "/srv/dns/"], home: "/home/ann")

    private func verdict(_ key: String, _ value: String = "x") -> RepositorySettings.Verdict {
        RepositorySettings(remote: "origin", place)
            .verdict(on: GitConfiguration.Entry(scope: .local, key: key, value: value))
    }

    @Test("a repository's own settings say where a remote is, and run nothing") func verdicts() {
        for key in [
            "remote.origin.url", "remote.origin.pushurl", "url.https://a.example/.insteadof",
            "url.git@a.example:.pushinsteadof", "http.extraheader", "http.https://a.example/.extraheader",
            "credential.username", "credential.https://a.example.usehttppath", "ssh.variant",
        ] { #expect(verdict(key) == .used, "\(key)") }
        for key in [
            "remote.origin.uploadpack", "remote.origin.receivepack", "remote.origin.vcs", "core.gitproxy",
            "core.askpass",
        ] { #expect(verdict(key) == .wouldRun, "\(key)") }
        // Through what a server is reached, and who vouches for it.
        for key in [
            "remote.origin.proxy", "remote.origin.proxyauthmethod", "http.proxy", "http.https://a.example/.proxy",
            "http.proxyauthmethod", "http.sslcainfo", "http.https://a.example/.sslcainfo", "http.sslcapath",
            "http.proxysslcainfo", "http.sslverify", "http.https://a.example/.sslverify", "http.sslversion",
        ] { #expect(verdict(key) == .wouldMislead, "\(key)") }
        for key in [
            "http.followredirects", "http.cookiefile",
            "http.savecookies", "core.hookspath", "core.fsmonitor", "remote.other.uploadpack",
            "remote.origin.mirror", "remote.origin.fetch", "remote.origin.push", "uploadpack.packobjectshook",
            "core.alternaterefscommand", "gpg.program", "protocol.ext.allow", "protocol.allow", "include.path",
            "alias.fetch",
            "core.worktree", "push.gpgsign", "safe.directory", "trace2.eventtarget", "odd",
        ] { #expect(verdict(key) == .noMatter, "\(key)") }
        for helper in ["", "store", "cache --timeout=300", "store --file=/run/a-b_c", "osxkeychain"] {
            #expect(verdict("credential.helper", helper) == .used, "\(helper)")
        }
        for helper in [
            "!touch /tmp/x", "/tmp/x", "./x", "../x", "store --file=$(touch x)", "store; x", "store\nx", "x y|z",
            "x `y`",
        ] {
            #expect(verdict("credential.https://a.example.helper", helper) == .wouldRun, "\(helper)")
        }
    }

    @Test("a repository's own ssh command is ssh, with options by which nothing else is run") func sshCommands() {
        for command in [
            "ssh", "ssh -i ~/.ssh/dns", "ssh -i '/tmp/a key' -p2222 -vT",
            // As actions/checkout leaves it.
            "\"/usr/bin/ssh\" -i \"/home/runner/work/_temp/1\" -o StrictHostKeyChecking=yes -o CheckHostIP=no -o"
                + " \"UserKnownHostsFile=/home/runner/work/_temp/2\"",
            "ssh -oIdentitiesOnly=yes -o 'User git'", "ssh -F /dev/null", "ssh -F none", "ssh -F ~/.ssh/work",
            "ssh -F /home/ann/.ssh/work", "/opt/corp/bin/corp-ssh",
        ] { #expect(SSHCommand.isHarmless(command, in: place), "\(command)") }
        for command in [
            "", "touch /tmp/x", "touch /tmp/ssh", "sh -c 'touch /tmp/x'", "ssh; touch x", "ssh && x", "ssh | x",
            "$(x) ssh",
            "ssh `x`", "ssh \"$(x)\"", "ssh \"`x`\"", "ssh >x", "ssh \n x", "A=b ssh", "./ssh", "bin/ssh",
            "/srv/dns/ssh",
            "/srv/dns/.git/ssh", "ssh -o ProxyCommand=x", "ssh -oProxyCommand=x", "ssh -o 'ProxyCommand x'",
            "ssh -o proxycommand=x", "ssh -o LocalCommand=x", "ssh -o PermitLocalCommand=yes",
            "ssh -o KnownHostsCommand=x",
            "ssh -o PKCS11Provider=/x.so", "ssh -o Include=x", "ssh -o StrictHostKeyChecking=no",
            "ssh -o StrictHostKeyChecking=accept-new", "ssh -F /srv/dns/config", "ssh -F config", "ssh -F ~/.ssh/../x",
            "ssh -I /x.so", "ssh -vI/x.so", "ssh -S x", "ssh -A", "ssh host", "ssh -i", "ssh -p -oProxyCommand=x",
            "ssh 'a",
            "/usr/bin/ssh-agent x", "sshpass -p x", "/usr/bin/sshpass", "ssh -o", "ssh -- x", "ssh\\ x",
        ] { #expect(!SSHCommand.isHarmless(command, in: place), "\(command)") }
    }

    @Test("a program of the repository is not run through a link either") func linkedProgram() throws {
        let folder = try GitFolder()
        let inside = folder.path + "/clone"
        try FileManager.default.createDirectory(atPath: inside, withIntermediateDirectories: true)
        try Data("#!/bin/sh\n".utf8).write(to: URL(fileURLWithPath: inside + "/my-ssh"))
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/my-ssh", withDestinationPath: inside + "/my-ssh")
        let place = RepositoryLocation(folders: [inside + "/"], home: "")
        #expect(!SSHCommand.isHarmless(folder.path + "/my-ssh", in: place))
        #expect(SSHCommand.isHarmless(folder.path + "/my-ssh", in: RepositoryLocation(folders: ["/other/"], home: "")))
    }

    @Test("a folder of the clone, however it is spelled, is in it, and one beside it is not") func inside() throws {
        let folder = try GitFolder()
        let clone = try folder.repository("clone").folder
        let files = FileManager.default
        for path in ["/inside.git", "/../beside.git", "/../clone.git"] {
            try files.createDirectory(atPath: clone + path, withIntermediateDirectories: true)
        }
        try files.createSymbolicLink(atPath: clone + "/../link", withDestinationPath: clone)
        try files.createSymbolicLink(atPath: clone + "/out", withDestinationPath: clone + "/../beside.git")
        let place = RepositoryLocation(folders: [clone + "/.git/", clone + "/"], home: "")
        for path in ["", "/", "/.", "/.git", "/inside.git", "/../clone/inside.git", "/../link/inside.git", "/../link"] {
            #expect(place.holds(clone + path), "\(path)")
        }
        for path in ["/..", "/../beside.git", "/../clone.git", "/out", "/nothing"] {
            #expect(!place.holds(clone + path), "\(path)")
        }
        withExtendedLifetime(folder) {}
    }

    @Test(
        "the key of a host is shown by ssh-keyscan at the port at which it is reached",
        arguments: [
            ("ssh://git@git.example.com:2222/a.git", "'ssh-keyscan -p 2222 git.example.com'"),
            ("ssh://git@git.example.com/a.git", "'ssh-keyscan git.example.com'"),
            ("git@git.example.com:a.git", "'ssh-keyscan git.example.com'"),
            ("ssh://git@[2001:db8::1]:2222/a.git", "'ssh-keyscan -p 2222 2001:db8::1'"),
        ])
    func keyscan(url: String, advice: String) throws {
        let failure = RemoteFailure(
            remote: "origin", address: try #require(RemoteAddress(url)), secrets: [], unused: [])
        let message = failure.error("Host key verification failed.").message
        #expect(message.contains(advice), "\(message)")
    }

    /// The variables that git gets for a server, by which helpers of the user are set up.
    private func variables(_ key: String, _ helper: String, _ url: String) throws -> [String: String] {
        let configuration = GitConfiguration(entries: [
            GitConfiguration.Entry(scope: .global, key: key, value: helper),
            GitConfiguration.Entry(scope: .local, key: "remote.origin.url", value: url),
        ])
        let environment = [
            "GITHUB_TOKEN": "hub", "GH_TOKEN": "gh", "GITLAB_TOKEN": "lab", "CI_JOB_TOKEN": "job", "GITEA_TOKEN": "tea",
            "OWN": "own",
        ]
        return TransportSettings(configuration, remote: "origin", place).variables(
            for: (url, url), try #require(RemoteAddress(url)), nil, environment)
    }

    // Whoever has a helper for every server that names the token of a forge sent it to the server of any clone.
    @Test("helpers for every server get the token of a forge for that forge alone") func helpers() throws {
        let names = ["GITHUB_TOKEN", "GH_TOKEN", "GITLAB_TOKEN", "CI_JOB_TOKEN", "GITEA_TOKEN", "OWN"]
        let helper = "!f() { echo " + names.map { "$\($0) ${\($0)}" }.joined(separator: " ") + "; }; f"
        func handed(_ key: String, _ url: String) throws -> [String] {
            let variables = try variables(key, helper, url)
            return names.filter { variables[$0] != nil }
        }
        #expect(try handed("credential.helper", "https://evil.example/a.git") == ["OWN"])
        #expect(try handed("credential.helper", "https://github.com/a/b.git") == ["GITHUB_TOKEN", "GH_TOKEN", "OWN"])
        #expect(
            try handed("credential.helper", "https://gitlab.com/a/b.git") == ["GITLAB_TOKEN", "CI_JOB_TOKEN", "OWN"])
        #expect(try handed("credential.https://git.example.helper", "https://git.example/a.git") == names)
        #expect(try handed("credential.https://git.example.helper", "https://evil.example/a.git") == ["OWN"])
        #expect(try handed("core.sshcommand", "ssh://git@evil.example/a.git") == ["OWN"])
    }

    @Test("what a clone's own settings put in the place of its remote's URL is not whom a token is for") func origin() {
        func origin(_ scope: GitConfiguration.Scope) -> String? {
            TransportSettings(
                GitConfiguration(entries: [
                    GitConfiguration.Entry(scope: .local, key: "remote.origin.url", value: "https://git.example/a.git"),
                    GitConfiguration.Entry(
                        scope: scope, key: "url.https://other.example/.insteadof", value: "https://git.example/"),
                ]), remote: "origin", place
            ).origin?.host
        }
        #expect(origin(.local) == "git.example" && origin(.worktree) == "git.example")
        #expect(origin(.global) == "other.example" && origin(.command) == "other.example")
    }

    @Test("git gets what reaches a remote, and nobody's secrets") func cleanEnvironment() {
        let kept = [
            "HOME": "/h", "SSH_AUTH_SOCK": "/s", "https_proxy": "p", "GIT_SSH_COMMAND": "ssh -v",
            "GIT_SSL_CAINFO": "/c",
            "GIT_CONFIG_GLOBAL": "/g", "XDG_CONFIG_HOME": "/x",
        ]
        let dropped = [
            "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "GITHUB_TOKEN", "GITLAB_TOKEN",
            "CI_JOB_TOKEN", "GATE53_GIT_TOKEN", "GATE53_GIT_USER", "GATE53_LEDGER", "SLACK_WEBHOOK", "ACTIONS_ID_TOKEN",
            "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
            "GIT_COMMON_DIR", "GIT_SSL_NO_VERIFY", "GIT_TRACE", "GIT_TRACE_CURL", "GIT_CURL_VERBOSE",
            "GIT_EXTERNAL_DIFF",
            "GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0", "GIT_CONFIG_PARAMETERS", "SSH_ASKPASS", "DISPLAY", "BASH_ENV",
            "ENV",
            "LD_PRELOAD", "GIT_TEMPLATE_DIR", "GIT_NAMESPACE", "GIT_PASSWORD",
        ]
        var environment = kept
        for name in dropped { environment[name] = "s3cret" }
        environment["PATH"] = ".:bin::/usr/bin:/bin"
        let clean = GitEnvironment.clean(environment)
        for (name, value) in kept { #expect(clean[name] == value, "\(name)") }
        #expect(!clean.values.contains("s3cret"), "\(clean)")
        #expect(clean["PATH"] == "/usr/bin:/bin")
        #expect(clean["GIT_TERMINAL_PROMPT"] == "0")
        #expect(GitEnvironment.clean(["GIT_SSL_VERSION": "tlsv1.0"])["GIT_SSL_VERSION"] == "tlsv1.2")
        // A program of the pipeline that answers for git, and what it answers.
        let asked = GitEnvironment.clean(["GIT_ASKPASS": "/a", "GIT_PASSWORD": "p", "GIT_USERNAME": "u"])
        #expect(asked["GIT_ASKPASS"] == "/a" && asked["GIT_PASSWORD"] == "p" && asked["GIT_USERNAME"] == "u")
    }

    /// The settings that git would have for a remote, in order.
    private func settings(_ variables: [String: String]) -> [String] {
        (0..<(variables["GIT_CONFIG_COUNT"].flatMap { Int($0) } ?? 0)).map {
            "\(variables["GIT_CONFIG_KEY_\($0)"] ?? "")=\(variables["GIT_CONFIG_VALUE_\($0)"] ?? "")"
        }
    }

    private func configuration(_ global: String, _ local: String, _ environment: [String: String] = [:]) throws
        -> (TransportSettings, [String: String])
    {
        let folder = try GitFolder()
        let git = try folder.repository()
        let path = folder.path + "/global"
        try Data(global.utf8).write(to: URL(fileURLWithPath: path))
        try Data(local.utf8).write(to: URL(fileURLWithPath: git.folder + "/.git/config"))
        let environment = environment.merging([
            "PATH": "/usr/bin:/bin", "GIT_CONFIG_GLOBAL": path, "GIT_CONFIG_NOSYSTEM": "1",
        ]) { $1 }
        let found = try GitConfiguration(of: git.folder + "/.git", environment)
        return (TransportSettings(found, remote: "origin", place), environment)
    }

    @Test(
        "where a remote is, as git says it",
        arguments: [
            ("", "url = https://a.example/x", "https://a.example/x", "https://a.example/x"),
            ("", "url = /a\n url = /b", "/a", nil),
            ("", "url = /a\n pushurl = /b", "/a", "/b"),
            ("", "url = /a\n pushurl = /b\n pushurl = /c", "/a", "/b"),
            (
                "[url \"ssh://git@a.example/\"]\n insteadOf = https://a.example/", "url = https://a.example/x",
                "ssh://git@a.example/x", "ssh://git@a.example/x"
            ),
            (
                "[url \"ssh://git@a.example/\"]\n pushInsteadOf = https://a.example/", "url = https://a.example/x",
                "https://a.example/x", "ssh://git@a.example/x"
            ),
            ("[url \"/1/\"]\n insteadOf = a:\n[url \"/2/\"]\n insteadOf = a:b/", "url = a:b/c", "/2/c", "/2/c"),
            ("[url \"/1/\"]\n insteadOf = a:\n pushInsteadOf = b:", "url = a:x\n pushurl = b:y", "/1/x", "b:y"),
        ] as [(String, String, String, String?)])
    func urls(global: String, local: String, fetch: String, push: String?) throws {
        let (settings, _) = try configuration(global, "[remote \"origin\"]\n \(local)\n")
        #expect(try settings.url(toPush: false).resolved == fetch)
        // More than one from the repository: the first counts; nobody is pushed to twice.
        #expect(try settings.url(toPush: true).resolved == push ?? fetch)
    }

    @Test("a remote without a URL, and one that the user pushes to several places, are errors") func noURL() throws {
        let (none, _) = try configuration("", "[remote \"origin\"]\n fetch = +refs/heads/*:refs/remotes/origin/*\n")
        #expect(code { () throws(GitError) in try none.url(toPush: false) } == .failed)
        let (many, _) = try configuration(
            "[remote \"origin\"]\n pushurl = /a\n pushurl = /b\n", "[remote \"origin\"]\n url = /a\n")
        #expect(message { () throws(GitError) in try many.url(toPush: true) }.contains("2 places"))
    }

    @Test("what is said against a server's certificate, and for redirects, counts nowhere") func verified() throws {
        let url = "https://u@a.example:8443/x/y.git"
        let (settings, environment) = try configuration(
            "[http \"https://a.example:8443/x\"]\n sslVerify = false\n",
            "[http]\n sslVerify = false\n[remote \"origin\"]\n url = \(url)\n[http \"\(url)\"]\n followRedirects = true\n"
        )
        let address = try #require(RemoteAddress(url))
        let found = self.settings(settings.variables(for: (url, url), address, nil, environment))
        #expect(!found.contains { $0.lowercased().contains("sslverify=false") || $0.hasSuffix("followRedirects=true") })
        #expect(found.contains("http.\(url).sslVerify=true") && found.contains("http.\(url).followRedirects=false"))
    }

    @Test("a login is in the environment only, for its server only, and goes before what helpers have") func login()
        throws
    {
        let (settings, environment) = try configuration(
            "[credential]\n helper = store\n[http \"https://other.example/\"]\n extraHeader = PRIVATE-TOKEN: p\n",
            "[remote \"origin\"]\n url = https://a.example/x\n[http]\n extraHeader = X-Of: y\n"
                + "[http \"https://a.example/\"]\n extraHeader = AUTHORIZATION: basic c2VjcmV0\n")
        let url = "https://a.example/x"
        let address = try #require(RemoteAddress(url))
        let token = RemoteAccess.Login(user: "u", secret: "s3cret", goesBeforeAll: true)
        let variables = settings.variables(for: (url, url), address, token, environment)
        #expect(variables["GATE53_GIT_LOGIN"] == "username=u\npassword=s3cret")
        let found = self.settings(variables)
        let reset = try #require(found.lastIndex(of: "credential.helper="))
        #expect(found[reset + 1].hasPrefix("credential.https://a.example.helper=!f()"))
        // Git would give what let it in to a helper, which may keep it.
        #expect(!found[(reset + 1)...].contains("credential.helper=store"))
        // What the checkout left is taken back, and what is no login is sent all the same.
        let taken = try #require(found.lastIndex(of: "http.\(url).extraHeader="))
        #expect(found[taken + 1] == "http.\(url).extraHeader=X-Of: y")
        // What is for another server is not sent to this one.
        #expect(!found[taken...].contains { $0.contains("PRIVATE-TOKEN") })
        // A token of the pipeline leaves the checkout's own.
        let other = settings.variables(
            for: (url, url), address, RemoteAccess.Login(user: "u", secret: "t"), environment)
        #expect(!self.settings(other).contains("http.\(url).extraHeader="))
        // In the clear there is none.
        let clear = try #require(RemoteAddress("http://a.example/x"))
        #expect(
            settings.variables(for: ("http://a.example/x", "http://a.example/x"), clear, token, environment)[
                "GATE53_GIT_LOGIN"] == nil)
    }

    @Test("a helper of the user's own gets the variables that it names") func helperVariables() throws {
        let (settings, environment) = try configuration(
            "[credential]\n helper = \"!f() { echo username=u; echo password=${MY_TOKEN}; }; f\"\n",
            "[remote \"origin\"]\n url = https://a.example/x\n[credential]\n helper = \"!echo $AWS_SECRET_ACCESS_KEY\"\n",
            ["MY_TOKEN": "m", "AWS_SECRET_ACCESS_KEY": "s", "GIT_SSH_COMMAND": "ssh -i $KEY", "KEY": "k"])
        let address = try #require(RemoteAddress("https://a.example/x"))
        let variables = settings.variables(
            for: ("https://a.example/x", "https://a.example/x"), address, nil, environment)
        #expect(variables["MY_TOKEN"] == "m" && variables["KEY"] == "k")
        #expect(variables["AWS_SECRET_ACCESS_KEY"] == nil)
        #expect(settings.unused == ["credential.helper"])
    }

    @Test("the folder that git works in has no settings or hooks but ours, whatever was put there") func folder() throws
    {
        let folder = try GitFolder()
        let git = try folder.repository()
        try git.commit(["a": "1"])
        let path = try TransportFolder.path(in: git.folder + "/.git/")
        let transport = StockGit(folder: path)
        #expect(try transport("rev-parse", "refs/heads/main") == git("rev-parse", "HEAD"))
        let inside = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? UInt64
        #expect(try TransportFolder.path(in: git.folder + "/.git/") == path)
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? UInt64 == inside)
        for spoil: (String) throws -> Void in [
            { try "[core]\n\thooksPath = /tmp\n".write(toFile: $0 + "/config", atomically: false, encoding: .utf8) },
            { try FileManager.default.createDirectory(atPath: $0 + "/hooks", withIntermediateDirectories: true) },
            { try FileManager.default.removeItem(atPath: $0 + "/refs") },
            {
                try FileManager.default.removeItem(atPath: $0)
                try FileManager.default.createSymbolicLink(atPath: $0, withDestinationPath: "/tmp")
            },
            {
                try FileManager.default.removeItem(atPath: $0)
                try Data().write(to: URL(fileURLWithPath: $0))
            },
        ] {
            try spoil(path)
            #expect(try TransportFolder.path(in: git.folder + "/.git/") == path)
            #expect(try transport("rev-parse", "refs/heads/main") == git("rev-parse", "HEAD"))
            #expect(try transport("config", "--local", "--list") == "core.repositoryformatversion=0\ncore.bare=true")
        }
        #expect(FolderNames.of(git.folder + "/.git").filter { $0.hasPrefix("gate53-transport") }.count == 1)
    }
}

@Suite("The configuration that the environment names") struct NamedConfigurationTests {
    @Test("the files and settings of git's own variables count, as git has it") func named() throws {
        let folder = try GitFolder()
        let git = try folder.repository()
        try git("config", "user.name", "Local")
        let path = folder.path + "/global"
        try Data("[user]\n\temail = global@example.com\n\tname = Global\n".utf8).write(to: URL(fileURLWithPath: path))
        let environment = [
            "PATH": "/usr/bin:/bin", "GIT_CONFIG_GLOBAL": path, "GIT_CONFIG_COUNT": "2",
            "GIT_CONFIG_KEY_0": "remote.upstream.url", "GIT_CONFIG_VALUE_0": "/srv/a",
            "GIT_CONFIG_KEY_1": "user.signingKey", "GIT_CONFIG_VALUE_1": "key",
        ]
        let repository = try GitRepository(at: git.folder, environment: environment)
        #expect(try repository.configured("user.name") == "Local")
        #expect(try repository.configured("user.email") == "global@example.com")
        #expect(try repository.configured("user.signingkey") == "key")
        #expect(try repository.configured("user.nothing") == nil)
        #expect(try repository.ledgerRemote(nil, protected: nil) == "upstream")
        try git("config", "user.name", "Other")
        #expect(try repository.configured("user.name") == "Other")
        #expect(try git.open().configured("user.email") == nil)
    }
}
