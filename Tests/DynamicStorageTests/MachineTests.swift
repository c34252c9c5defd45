import DNSModel
import DynamicDNS
import DynamicPostgres
import DynamicStorage
import Foundation
import Glibc
import TestSupport
import Testing
import ZonePlanning

/// Two processes that share a database of PostgreSQL and write one zone.
@Suite("Two machines")
struct MachineTests {
    @Test(
        "Processes that are killed while they write: what was acknowledged is live in the end, and nothing older after")
    func kills() async throws {
        // 200 and more with an environment variable; some each time.
        let count = ProcessInfo.processInfo.environment["GATE53_KILLS"].flatMap { Int($0) } ?? 15
        let cluster = try await Cluster(hosts: 6)
        var random = SplitMix64(seed: 53)
        var machines = try [cluster.start("m0", delay: 15), cluster.start("m1", delay: 15)]
        for number in 0..<count {
            let which = Int.random(in: 0..<2, using: &random)
            let seen = try cluster.acknowledged().count
            // Killed at any moment after something was acknowledged.
            try await cluster.wait { try cluster.acknowledged().count > seen }
            try await Task.sleep(for: .milliseconds(Int.random(in: 0..<150, using: &random)))
            machines[which].kill()
            machines[which] = try cluster.start("m\(number + 2)", delay: 15)
        }
        for machine in machines { machine.kill() }
        try await cluster.check()
    }

    @Test("A process that sleeps through its lease and wakes up in the middle of a batch writes nothing any more")
    func paused() async throws {
        let cluster = try await Cluster(hosts: 4)
        let first = try cluster.start("first", delay: 200)
        try await cluster.wait { try cluster.said("first").last { $0 == "writing" || $0 == "elsewhere" } == "writing" }
        // Most of its time a batch is on its way.
        let fence = try cluster.fence()
        first.signal(SIGSTOP)
        let second = try cluster.start("second", delay: 20)
        try await cluster.wait { try cluster.said("second").contains("writing") }
        #expect(try cluster.fence() > fence)
        let count = try cluster.said("live").count
        try await cluster.wait { try cluster.said("live").count > count + 10 }
        first.signal(SIGCONT)
        try await cluster.wait {
            try cluster.said("first").last { $0 == "writing" || $0 == "elsewhere" } == "elsewhere"
        }
        for machine in [first, second] { machine.kill() }
        try await cluster.check()
    }
}

/// A database with hosts of one account, a provider that is a file, and processes.
private final class Cluster: Sendable {
    struct Machine: Sendable {
        let process: Process

        func signal(_ number: Int32) { Glibc.kill(process.processIdentifier, number) }

        func kill() {
            signal(SIGKILL)
            process.waitUntilExit()
        }
    }

    let fixture: StoreFixture
    let server: PostgresServer
    let schema: String

    init(hosts: Int) async throws {
        fixture = try await StoreFixture(.postgres)
        server = try PostgresServer.shared()
        schema = try #require(fixture.schema)
        for number in 0..<hosts { _ = try await fixture.claim("h\(number)") }
    }

    /// Starts a process, whose output is the file with its name.
    func start(_ name: String, delay: Int, does work: String = "update") throws -> Machine {
        let path = fixture.folder + "/" + name
        try Data().write(to: URL(filePath: path))
        let process = Process()
        process.executableURL = URL(filePath: try Self.program())
        process.arguments = [server.address(schema), fixture.folder, "\(delay)", work]
        process.standardInput = Pipe()
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: path))
        try process.run()
        return Machine(process: process)
    }

    private static func program() throws -> String {
        var folders = [URL(filePath: #filePath).appending(path: "../../../.build/debug").standardized.path]
        if let runner = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
            folders.insert(URL(filePath: runner).deletingLastPathComponent().path, at: 0)
        }
        let programs = folders.map { $0 + "/dynamic-writer" }
        return try #require(programs.first { FileManager.default.isExecutableFile(atPath: $0) })
    }

    /// The lines of a file; one that is being written is not one yet.
    func said(_ name: String) throws -> [String] {
        let data = try? Data(contentsOf: URL(filePath: fixture.folder + "/" + name))
        let text = String(decoding: data ?? Data(), as: UTF8.self)
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    /// The wishes that were acknowledged by any process: name and generation.
    func acknowledged() throws -> [(name: String, generation: Int)] {
        try FileManager.default.contentsOfDirectory(atPath: fixture.folder).flatMap { try said($0) }.compactMap {
            let words = $0.split(separator: " ")
            guard words.count == 3, words[0] == "stored", let generation = Int(words[2]) else { return nil }
            return (String(words[1]), generation)
        }
    }

    /// The number of the lease.
    func fence() throws -> Int { Int(try server.sql("SELECT fence FROM \(schema).leases")) ?? 0 }

    /// Waits until something holds.
    func wait(_ holds: () throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(120)
        while try !holds() {
            guard ContinuousClock.now < end else {
                Issue.record("it did not come in two minutes")
                throw CancellationError()
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Writes what waits still, and looks at what was live at any time.
    func check() async throws {
        let last = try start("last", delay: 0, does: "drain")
        try await wait { !last.process.isRunning }
        #expect(last.process.terminationStatus == 0)
        var live: [String: Int] = [:]
        for line in try said("live") {
            let words = line.split(separator: " ")
            let octets = words[1].split(separator: ".").compactMap { Int($0) }
            let generation = octets.dropFirst().reduce(0) { $0 << 8 | $1 }
            #expect(generation > live[String(words[0])] ?? 0, "\(line) after \(live)")
            live[String(words[0])] = generation
        }
        let acknowledged = try acknowledged()
        #expect(acknowledged.count > 10)
        for (name, generation) in acknowledged { #expect(live[name] ?? 0 >= generation) }
        for host in try await fixture.store.hosts(of: fixture.owner, after: nil, limit: 20) {
            #expect(host.status == .inSync)
            #expect(live["\(host.name)"] ?? 0 == Int(host.generation))
        }
        // No generation was acknowledged twice: no wish was lost to another one.
        #expect(Set(acknowledged.map { "\($0.name) \($0.generation)" }).count == acknowledged.count)
    }
}
