import DNSModel
import DNSProviders
import Gate
import Glibc
import TestSupport
import Testing
import ZonePlanning

@Suite("Foreign edits, locks, errors of the machine, reload")
struct MasterFileEditTests {
    /// The steps of this machine, with something done right after the new file was synced.
    private static func system(whenSynced action: @escaping @Sendable () throws -> Void) -> MasterFileSystem {
        var system = MasterFileSystem.machine
        system.sync = { file, path throws(MasterFileSystem.Failure) in
            try MasterFileSystem.machine.sync(file, path)
            do { try action() } catch { throw MasterFileSystem.Failure(EIO, step: "the test's action", path: path) }
        }
        return system
    }

    private static func change() throws -> ChangeBatch { batch([.create(try set("new 60 A 192.0.2.9"))]) }

    @Test("An edit between read and write is kept and the batch refused")
    func foreignEdit() async throws {
        let folder = try TemporaryFolder()
        try folder.write(plainFile, to: "example.com.zone")
        let edited = plainFile + "mine 60 A 192.0.2.77\n"
        let system = Self.system { try folder.write(edited, to: "example.com.zone") }
        let error = await failure(of: folder.provider(system: system), try Self.change())
        #expect(error?.code == .conflict && error?.message.contains("changed by somebody else") == true)
        #expect(try folder.read("example.com.zone") == edited)
        #expect(try folder.names() == ["example.com.zone"])
    }

    @Test("An edit of an included file between read and write is found too")
    func foreignEditOfIncluded() async throws {
        let folder = try TemporaryFolder()
        try folder.write(plainFile + "$INCLUDE part\n", to: "example.com.zone")
        try folder.write("p A 10.0.0.1\n", to: "part")
        let system = Self.system { try folder.write("p A 10.0.0.2\n", to: "part") }
        let error = await failure(of: folder.provider(system: system), try Self.change())
        #expect(error?.code == .conflict && error?.message.contains("/part'") == true)
    }

    @Test("A file that goes or comes while the batch is applied is a conflict")
    func foreignFile() async throws {
        let folder = try TemporaryFolder()
        try folder.write(plainFile, to: "example.com.zone")
        let removal = Self.system { unlink("\(folder.path)/example.com.zone") }
        #expect(await failure(of: folder.provider(system: removal), try Self.change())?.code == .conflict)
        #expect(try folder.names().isEmpty)
        let arrival = Self.system { try folder.write(plainFile, to: "example.com.zone") }
        var create = try Self.change()
        create.createsZone = true
        #expect(await failure(of: folder.provider(system: arrival), create)?.code == .conflict)
        #expect(try folder.read("example.com.zone") == plainFile)
    }

    @Test("Batches applied at once wait for each other and none is lost")
    func together() async throws {
        let folder = try TemporaryFolder()
        try folder.write(plainFile, to: "example.com.zone")
        let sets = try (0..<20).map { try set("h\($0) 60 A 192.0.2.\($0)") }
        await withTaskGroup(of: Void.self) { group in
            for set in sets {
                group.addTask {
                    do {
                        _ = try await folder.provider().apply(batch([.create(set)]))
                    } catch {
                        Issue.record("\(error)")
                    }
                }
            }
        }
        let live = try await folder.provider().liveZone("example.com.").zone
        #expect(sets.allSatisfy { live[$0.key] == $0 })
        guard case .soa(let soa)? = live[RecordSet.Key(name: "example.com.", type: .soa)]?.data.first else {
            Issue.record("no SOA")
            return
        }
        #expect(soa.serial == 2_026_112_320)
    }

    @Test(
        "A step that the machine refuses changes nothing and says what to do",
        arguments: [
            (ENOSPC, ProviderError.Code.unavailable, "free some space"), (EACCES, .denied, "the right to"),
            (EROFS, .denied, "mount"), (EDQUOT, .unavailable, "free some space"), (EIO, .unavailable, "try again"),
        ])
    func refused(number: Int32, code: ProviderError.Code, remedy: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write(plainFile, to: "example.com.zone")
        for step in 0..<4 {
            var system = MasterFileSystem.machine
            let failure = MasterFileSystem.Failure(number, step: "cannot", path: "there")
            switch step {
            case 0: system.create = { _ throws(MasterFileSystem.Failure) in throw failure }
            case 1: system.write = { _, _, _ throws(MasterFileSystem.Failure) in throw failure }
            case 2: system.sync = { _, _ throws(MasterFileSystem.Failure) in throw failure }
            default: system.rename = { _, _ throws(MasterFileSystem.Failure) in throw failure }
            }
            let error = await DNSProvidersTests.failure(of: folder.provider(system: system), try Self.change())
            #expect(error?.code == code)
            #expect(error?.message.contains(String(cString: strerror(number))) == true)
            #expect(error?.message.contains("nothing was changed") == true)
            #expect(error?.message.contains(remedy) == true)
            #expect(try folder.read("example.com.zone") == plainFile)
            #expect(try folder.names() == ["example.com.zone"])
        }
    }

    @Test("A folder that cannot be synced leaves the outcome open")
    func unknownOutcome() async throws {
        let folder = try TemporaryFolder()
        try folder.write(plainFile, to: "example.com.zone")
        var system = MasterFileSystem.machine
        system.syncFolder = { path throws(MasterFileSystem.Failure) in
            throw MasterFileSystem.Failure(EIO, step: "cannot sync", path: path)
        }
        #expect(await failure(of: folder.provider(system: system), try Self.change())?.code == .unknownOutcome)
        #expect(try folder.read("example.com.zone") != plainFile)
    }

    @Test("What a killed run left is removed, and nothing else")
    func leftovers() async throws {
        let folder = try TemporaryFolder()
        try folder.write(plainFile, to: "example.com.zone")
        for name in [".gate53-tmp", ".other", "example.com.zone.tmp"] {
            try folder.write("torn", to: name)
        }
        #expect(mkdir("\(folder.path)/.gate53-tmp-folder", 0o755) == 0)
        _ = try await folder.provider().apply(try Self.change())
        #expect(try folder.names() == [".gate53-tmp-folder", ".other", "example.com.zone", "example.com.zone.tmp"])
    }

    @Test("The folder may be a file, or the zone's file a folder")
    func notAFolder() async throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "file")
        let read = await #expect(throws: ProviderError.self) {
            try await folder.provider(below: "/file").liveZone("example.com.")
        }
        #expect(read?.code == .unreadable)
        #expect(mkdir("\(folder.path)/example.com.zone", 0o755) == 0)
        let error = await failure(of: folder.provider(), try Self.change())
        #expect(error?.code == .unreadable && error?.message.contains("not a regular file") == true)
    }

    // MARK: - Reload

    @Test("The reload command is run without a shell after a write, and only then")
    func reload() async throws {
        let folder = try TemporaryFolder()
        try folder.write(plainFile, to: "example.com.zone")
        let reload = ["touch", "\(folder.path)/<zone> $(id)"]
        _ = try await folder.provider(reload: reload).apply(batch([]))
        #expect(try folder.names() == ["example.com.zone"])
        let applied = try await folder.provider(reload: reload).apply(try Self.change())
        #expect(applied.warnings.isEmpty)
        #expect(try folder.names() == ["example.com $(id)", "example.com.zone"])
    }

    @Test("A reload that fails puts back the file that was there, octet for octet, and the batch is not applied")
    func failedReload() async throws {
        for (command, word) in [
            (["false"], "status 1"), (["/nowhere/at/all"], "could not be started"),
            (["sh", "-c", "echo 'no \u{1B}[1mserver' >&2; exit 3"], "status 3: no [1mserver"),
            (["sh", "-c", "kill -9 $$"], "signal 9"),
        ] {
            let folder = try TemporaryFolder()
            let before = "; by hand\n" + plainFile
            try folder.write(before, to: "example.com.zone")
            let error = await failure(of: folder.provider(reload: command), try Self.change())
            #expect(error?.code == .unavailable)
            #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
            #expect(error?.message.contains("was put back, and the command was run again and failed again") == true)
            #expect(try folder.read("example.com.zone") == before)
            #expect(try folder.names() == ["example.com.zone"])
        }
    }

    @Test("After a file was put back the server is told again; a file that there was none before is taken away")
    func reloadAfterPuttingBack() async throws {
        let folder = try TemporaryFolder()
        try folder.write(plainFile, to: "example.com.zone")
        // The server refuses whatever has the new name.
        let reload = [
            "sh", "-c", "echo run >>\(folder.path)/runs; ! grep -q '192.0.2.9' \(folder.path)/example.com.zone",
        ]
        let error = await failure(of: folder.provider(reload: reload), try Self.change())
        #expect(error?.message.hasSuffix("was put back, and the command was run again") == true)
        #expect(try folder.read("example.com.zone") == plainFile)
        #expect(try folder.read("runs") == "run\nrun\n")

        let empty = try TemporaryFolder()
        var creation = try Self.change()
        creation.createsZone = true
        let refused = await failure(of: empty.provider(reload: ["false"]), creation)
        #expect(refused?.code == .unavailable && refused?.message.contains("removed again") == true)
        #expect(try empty.names().isEmpty)
    }

    @Test("A file that somebody changed while the server refused it is left to them")
    func reloadAndForeignEdit() async throws {
        let folder = try TemporaryFolder()
        try folder.write(plainFile, to: "example.com.zone")
        let reload = ["sh", "-c", "echo '; mine' >>\(folder.path)/example.com.zone; exit 1"]
        let error = await failure(of: folder.provider(reload: reload), try Self.change())
        #expect(error?.code == .unknownOutcome)
        #expect(try folder.read("example.com.zone")?.hasSuffix("; mine\n") == true)
    }

    @Test("A reload command that does not end is stopped")
    func endlessReload() async throws {
        let folder = try TemporaryFolder()
        try folder.write(plainFile, to: "example.com.zone")
        let configuration = MasterFileConfiguration(
            directory: folder.path, serial: .increment, reload: ["sh", "-c", "cat /dev/zero & sleep 60"],
            reloadTimeLimit: 0)
        let day = try #require(CalendarDate(parsing: "2026-11-23"))
        let error = await failure(
            of: MasterFileProvider(configuration: configuration, today: { day }), try Self.change())
        #expect(error?.message.contains("did not end within 0 seconds") == true)
        #expect(try folder.read("example.com.zone") == plainFile)
    }
}
