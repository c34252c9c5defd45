internal import DNSModel
internal import FoundationEssentials
internal import Platform

/// A Knot DNS of this machine, which serves the zone of the demo on loopback.
struct DemoNameServer: Sendable {
    /// Its program, and the one that talks to it.
    private let server: String
    private let control: String
    private let folder: String
    /// The program that asks name servers, where there is one.
    private let client: String?

    /// - Parameter folder: the folder of the demo; `nil` results where no Knot DNS is installed, or the path is too
    ///   long for a socket.
    init?(in folder: String) {
        guard let server = Self.program("knotd"), let control = Self.program("knotc"), folder.utf8.count <= 80,
            // As it stands in a file of YAML.
            folder.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"\"'\\#:,[]{}".utf8.contains($0) })
        else { return nil }
        self.server = server
        self.control = control
        self.folder = folder
        client = ["kdig", "dig"].first { Self.program($0) != nil }
    }

    /// What makes it read the zone again, as the settings have it.
    var reload: String { "[\(control), -s, \(folder)/knot.sock, zone-reload, <zone>]" }

    private static func program(_ name: String) -> String? {
        let path = Output.environment["PATH"] ?? ""
        let folders: [String] = path.split(separator: ":").map { String($0) } + ["/usr/sbin", "/usr/local/sbin"]
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// One that runs.
    struct Running: Sendable {
        /// The line that asks it for the addresses of a host.
        var question: String
        fileprivate var task: Task<Void, Never>

        /// Ends it.
        func stop() async {
            task.cancel()
            await task.value
        }
    }

    /// Starts it on a free port, and waits until it serves the zone.
    ///
    /// - Returns: what runs until it is stopped.
    /// - Throws: ``ServiceFailure``.
    func start() async throws(ServiceFailure) -> Running {
        var reason = ""
        for _ in 1...5 {
            // Below the ports that the system gives out by itself.
            let port = UInt16.random(in: 20_000..<32_000)
            try write(port)
            let said = LockedValue<String?>(nil)
            let process = ChildProcess(
                [server, "-c", folder + "/knot.conf"], environment: Output.environment, messages: .kept(10_000),
                excess: .dropped, leadsGroup: true)
            let task = Task {
                let outcome = try? await process.run(within: nil)
                said.value = outcome.map { String(decoding: $0.messages, as: UTF8.self) } ?? ""
            }
            if await isReady(while: said) {
                let line = "@127.0.0.1 -p \(port) home.dyn.example.com"
                return Running(question: (client ?? "dig") + " " + line + " A +short", task: task)
            }
            reason = said.value ?? "it did not answer"
            task.cancel()
            await task.value
        }
        throw ServiceFailure("Knot DNS does not start: \(Printable.text(reason))", id: "name-server")
    }

    private func write(_ port: UInt16) throws(ServiceFailure) {
        let text = """
            server:
                listen: 127.0.0.1@\(port)
                rundir: \(folder)
            database:
                storage: \(folder)/knot
            log:
              - target: stderr
                any: error
            template:
              - id: default
                storage: \(folder)/live
                zonefile-sync: -1
                zonefile-load: whole
                journal-content: none
            zone:
              - domain: example.com
                file: example.com.zone

            """
        do { try Data(text.utf8).write(to: URL(filePath: folder + "/knot.conf")) } catch { throw ServiceFailure(error) }
    }

    /// Waits until it says that it has the zone, at most half a minute.
    private func isReady(while said: LockedValue<String?>) async -> Bool {
        let question = ChildProcess(
            [control, "-s", folder + "/knot.sock", "zone-read", "example.com", "@", "SOA"],
            environment: Output.environment, messages: .dropped, excess: .dropped)
        for _ in 0..<600 where said.value == nil {
            if let outcome = try? await question.run(within: .seconds(5)), outcome.end.status == 0 {
                return said.value == nil
            }
            try? await Task.sleep(for: .milliseconds(50))
        }
        return false
    }
}
