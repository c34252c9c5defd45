import Foundation
import HTTPTransport
import Testing
import ZonePlanning

@testable import DNSProviders

/// The parts that ask the real machine.
@Suite struct MachineTests {
    private func run(
        _ arguments: String..., environment: [String: String] = ["PATH": "/usr/bin:/bin"],
        limit: Duration = .seconds(30)
    ) async
        -> CredentialEnvironment.Outcome
    {
        await CredentialProcess(arguments: arguments, environment: environment, limit: limit).run()
    }

    @Test("A program gets its arguments and environment as they are, and no shell")
    func arguments() async {
        let outcome = await run("printf", "%s|", "a b", "$HOME", "`x`", ";", "")
        #expect(outcome.failure == nil)
        #expect(String(decoding: outcome.output, as: UTF8.self) == "a b|$HOME|`x`|;||")
        let environment = await run("env", environment: ["PATH": "/usr/bin:/bin", "A": "b c"])
        #expect(
            String(decoding: environment.output, as: UTF8.self).split(separator: "\n").sorted() == [
                "A=b c", "PATH=/usr/bin:/bin",
            ])
    }

    @Test("A program that fails, with what it says; one that is not there; one that was killed")
    func failures() async {
        #expect(await run("sh", "-c", "echo out; echo no >&2; exit 3").failure == "it ended with status 3: no")
        #expect(await run("/nonexistent/program").failure?.hasPrefix("it cannot be started") == true)
        #expect(await run("").failure != nil)
        #expect(await run("sh", "-c", "kill -9 $$").failure == "it was ended by signal 9")
        #expect(await run("printf", "a\0b").failure != nil)
    }

    @Test("A program that does not end is stopped; so is one that does not stop writing")
    func endless() async {
        #expect(await run("sleep", "600", limit: .milliseconds(50)).failure?.hasPrefix("it did not end") == true)
        #expect(await run("yes").failure == "it wrote more than 1 MiB")
        #expect(await run("head", "-c", "1048576", "/dev/zero").output.count == 1 << 20)
    }

    @Test("Files: absent, a folder, too large, open to others, written for the owner only")
    func files() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gate53-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let machine = CredentialEnvironment.machine(environment: [:], client: HTTPClient())
        #expect(try machine.readFile("\(folder)/none") == nil)
        #expect(try machine.readFile("\(folder)/none/below") == nil)
        #expect(throws: CredentialEnvironment.FileFailure.self) { try machine.readFile(folder) }
        #expect(throws: CredentialEnvironment.FileFailure.self) { try machine.readFile("/dev/zero") }
        try machine.writeFile("\(folder)/kept", [1, 2, 3])
        try machine.writeFile("\(folder)/kept", [4])
        #expect(try machine.readFile("\(folder)/kept") == .init(octets: [4], isReadableByOthers: false))
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: "\(folder)/kept")
        #expect(try machine.readFile("\(folder)/kept")?.isReadableByOthers == true)
        #expect(throws: CredentialEnvironment.FileFailure.self) { try machine.writeFile("\(folder)/none/x", []) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["kept"])
        #expect(machine.now().seconds > 1_700_000_000)
    }
}
