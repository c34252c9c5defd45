internal import ArgumentParser
internal import DNSModel
internal import DynamicDNS
internal import FoundationEssentials
internal import Logging
internal import Platform
internal import ZonePlanning

/// Everything on this machine.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Try it: a repository, a zone, a name server, a database and a host, in a temporary folder.",
        discussion: """
            It listens on 127.0.0.1 alone, and ends with Ctrl-C. The folder stays, to be looked at. The name server is \
            Knot DNS; where it is not installed, there is the master file alone.
            """)

    @Option(help: ArgumentHelp("The port; 0 takes a free one.", valueName: "port"))
    var port: UInt16 = 0

    @Option(
        help: ArgumentHelp("Where to put it. [default: a new folder below the temporary one]", valueName: "folder"),
        completion: .directory)
    var folder: String?

    @Flag(name: .shortAndLong, help: "Log more.")
    var verbose = false

    func run() async throws {
        let folder = try makeFolder()
        let nameServer = DemoNameServer(in: folder)
        try await makeRepository(in: folder, reload: nameServer?.reload)
        let served = try await nameServer?.start()
        var repository = try RepositoryOptions.parse(["-C", folder + "/repository"])
        repository.branch = nil
        var listening = try ListenOptions.parse([])
        listening.listen = "127.0.0.1:\(port)"
        var logger = LogLine.logger(isVerbose: verbose)
        if !verbose { logger.logLevel = .warning }
        let running = RunningService(
            repository: repository, database: folder + "/gate53d.sqlite", listening: listening,
            interval: .milliseconds(500), fetches: false, logger: logger, isDemo: true)
        do throws(ServiceFailure) {
            try await running.run { service, port in await Self.begin(service, port, folder, served?.question) }
        } catch {
            await served?.stop()
            throw error
        }
        await served?.stop()
    }

    private func makeFolder() throws(ServiceFailure) -> String {
        let files = FileManager.default
        do {
            if let folder {
                guard !files.fileExists(atPath: folder) else {
                    throw ServiceFailure(
                        "'\(Printable.text(folder))' is there already; name a new folder", id: "folder")
                }
                try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
                return folder
            }
            let place = Output.environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
            let made = "\(place)/gate53d-demo-\(UInt32.random(in: .min ... .max))"
            try files.createDirectory(
                atPath: made, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            return made
        } catch {
            throw ServiceFailure(error)
        }
    }

    /// The repository, with settings, a zone file, and the master file that is served.
    private func makeRepository(in folder: String, reload: String?) async throws(ServiceFailure) {
        let reloading = reload.map { ", reload: \($0)" } ?? ""
        let files = [
            "repository/gate53.yaml": """
            providers:
              live: {type: master-file, directory: \(folder)/live\(reloading)}
            zones:
              example.com: {provider: live}
            review: {required: 0}
            dynamic:
              dyn.example.com: {types: [A, AAAA, TXT]}
            """,
            "repository/zones/example.com.yaml": """
            ns1:
              type: A
              ttl: 300
              value: 127.0.0.1
            www:
              type: A
              ttl: 300
              value: 192.0.2.10
            """,
            "live/example.com.zone": """
            $ORIGIN example.com.
            $TTL 300
            @ IN SOA ns1.example.com. hostmaster.example.com. 1 3600 600 604800 60
            @ IN NS ns1.example.com.
            ns1 IN A 127.0.0.1
            www IN A 192.0.2.10
            """,
        ]
        do {
            for name in ["repository/zones", "live", "knot"] {
                try FileManager.default.createDirectory(
                    atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
            }
            for (path, text) in files {
                try Data((text + "\n").utf8).write(to: URL(filePath: "\(folder)/\(path)"))
            }
        } catch {
            throw ServiceFailure(error)
        }
        for arguments in [
            ["init", "--quiet", "--initial-branch", "main"], ["add", "."],
            [
                "-c", "user.name=Demo", "-c", "user.email=demo@example.com", "-c", "commit.gpgsign=false", "commit",
                "--quiet", "--message", "The zone and who may be in it",
            ],
        ] {
            try await git(["-C", folder + "/repository"] + arguments)
        }
    }

    private func git(_ arguments: [String]) async throws(ServiceFailure) {
        do {
            let outcome = try await ChildProcess(["git"] + arguments, environment: Output.environment).run(
                within: .seconds(30))
            guard outcome.end.status == 0 else {
                throw ServiceFailure(
                    "git did not do it: \(Printable.text(String(decoding: outcome.messages, as: UTF8.self)))", id: "git"
                )
            }
        } catch {
            throw ServiceFailure(error)
        }
    }

    /// Makes an invitation, which is good for a day.
    private static func invite(_ hosts: HostService) async throws -> FreshSecret {
        guard let secret = FreshSecret(random: hosts.random.octets(FreshSecret.octets)) else {
            throw ServiceFailure("there are no random octets; see that the system has a source of them", id: "random")
        }
        let now = hosts.clock.now
        try await hosts.store.add(
            Invitation(
                hash: secret.hash, role: .administrator, created: now, expires: now.adding(seconds: 86_400)))
        return secret
    }

    /// Makes an account with a host, and says what to do with it.
    private static func begin(_ service: DynamicService, _ port: Int, _ folder: String, _ question: String?) async {
        do {
            while service.rules == nil {
                if let problem = await service.problems().first { throw ServiceFailure(problem, id: "demo") }
                try await Task.sleep(for: .milliseconds(20))
            }
            guard let rules = service.rules, let suffix = rules.suffixes.first else { return }
            let (account, manager) = try await AdminCommand.addAccount(
                "demo", role: .administrator, service.hosts.store, service.hosts)
            let author = AdminCommand.author(account)
            let host = try await service.hosts.claim("home", below: suffix, rules: rules, by: author)
            let (_, token) = try await service.hosts.makeToken(
                "demo", scope: UpdateToken.Scope(hosts: [host.name]), by: author)
            let invitation = try await invite(service.hosts)
            let place = "http://127.0.0.1:\(port)"
            Output.line(
                """
                page:       \(place)/
                invitation: \(invitation.text)
                host:       home.dyn.example.com
                token:      \(token.text)
                manager:    \(manager.text)
                zone file:  \(folder)/live/example.com.zone

                Give the host an address:
                  curl -u home:\(token.text) '\(place)/nic/update?hostname=home.dyn.example.com&myip=203.0.113.7'
                See it in the zone\(question == nil ? "" : ", and ask the name server"):
                  grep home \(folder)/live/example.com.zone
                """ + (question.map { "\n  " + $0 } ?? ""))
        } catch {
            let failure: ServiceFailure
            if let refusal = error as? HostService.Refusal {
                failure = ServiceFailure(refusal.message, id: "demo")
            } else {
                failure = ServiceFailure(error)
            }
            for line in failure.lines { Output.error(line) }
            Output.stop()
        }
    }
}
