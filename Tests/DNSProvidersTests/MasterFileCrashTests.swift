import DNSModel
import DNSProviders
import Gate
import Glibc
import TestSupport
import Testing
import ZonePlanning

/// Steps on files that stop for good before one of them, as a killed process does: what was done stays, nothing follows.
private final class DyingSystem: @unchecked Sendable {
    private var left: Int
    /// How many octets of the step it dies in are still written, if it is a write.
    private let torn: Int
    private(set) var steps = 0

    init(after steps: Int, torn: Int) {
        left = steps
        self.torn = torn
    }

    private static let death = MasterFileSystem.Failure(EINTR, step: "killed before", path: "here")

    private func live() throws(MasterFileSystem.Failure) {
        if left == 0 { throw Self.death }
        left -= 1
        steps += 1
    }

    var system: MasterFileSystem {
        let machine = MasterFileSystem.machine
        var system = machine
        system.kind = { path throws(MasterFileSystem.Failure) in
            try self.live()
            return try machine.kind(path)
        }
        system.names = { path throws(MasterFileSystem.Failure) in
            try self.live()
            return try machine.names(path)
        }
        system.read = { folder, path, limit throws(MasterFileSystem.Failure) in
            try self.live()
            return try machine.read(folder, path, limit)
        }
        system.makeFolder = { path throws(MasterFileSystem.Failure) in
            try self.live()
            try machine.makeFolder(path)
        }
        system.lock = { path throws(MasterFileSystem.Failure) in
            try self.live()
            return try machine.lock(path)
        }
        system.create = { path throws(MasterFileSystem.Failure) in
            try self.live()
            return try machine.create(path)
        }
        system.write = { file, octets, path throws(MasterFileSystem.Failure) in
            // In small pieces, so that death leaves torn files.
            for start in stride(from: octets.startIndex, to: octets.endIndex, by: 100) {
                let piece = octets[start..<min(start + 100, octets.endIndex)]
                do throws(MasterFileSystem.Failure) {
                    try self.live()
                } catch {
                    try machine.write(file, piece.prefix(self.torn), path)
                    throw error
                }
                try machine.write(file, piece, path)
            }
        }
        system.setMode = { file, mode, path throws(MasterFileSystem.Failure) in
            try self.live()
            try machine.setMode(file, mode, path)
        }
        system.setOwner = { file, owner, group, path throws(MasterFileSystem.Failure) in
            try self.live()
            try machine.setOwner(file, owner, group, path)
        }
        system.sync = { file, path throws(MasterFileSystem.Failure) in
            try self.live()
            try machine.sync(file, path)
        }
        system.rename = { from, to throws(MasterFileSystem.Failure) in
            try self.live()
            try machine.rename(from, to)
        }
        system.syncFolder = { path throws(MasterFileSystem.Failure) in
            try self.live()
            try machine.syncFolder(path)
        }
        system.remove = { path throws(MasterFileSystem.Failure) in
            try self.live()
            try machine.remove(path)
        }
        return system
    }
}

@Suite("Death at any step")
struct MasterFileCrashTests {
    @Test("A run that stops before any step leaves the file old or new, and the next run finishes", arguments: 0..<12)
    func everyStep(seed: Int) async throws {
        var generator = Generator(seed: UInt64(seed) &+ 500)
        let isNew = generator.once(in: 4)
        let before = generator.zone(count: generator.number(2...12))
        var after = generator.edited(before)
        while after[RecordSet.Key(name: "example.com.", type: .ns)] == nil || after == before {
            after = generator.edited(before)
        }
        let soaKey = RecordSet.Key(name: "example.com.", type: .soa)
        let changes =
            isNew
            ? after.sets.filter { $0.type != .soa }.map { Change.create($0) } : diff(from: before, to: after)
        let whole = batch(changes, createsZone: isNew)
        func content(_ zone: Zone?) -> [RecordSet]? { zone?.sets.filter { $0.key != soaKey } }
        let old = isNew ? nil : content(before)

        var outcomes: Set<Bool> = []
        var step = 0
        var isFinished = false
        while !isFinished {
            let folder = try TemporaryFolder()
            if !isNew { try folder.write(MasterFileWriter.octets(of: before), to: "example.com.zone") }
            let dying = DyingSystem(after: step, torn: generator.number(0...99))
            do {
                _ = try await folder.provider(serial: .increment, below: isNew ? "/new" : "", system: dying.system)
                    .apply(whole)
                isFinished = true
            } catch {
                #expect(dying.steps == step)
            }
            let provider = folder.provider(serial: .increment, below: isNew ? "/new" : "")
            let live = try await provider.liveZone("example.com.")
            let found = content(live.exists ? live.zone : nil)
            try #require(found == old || found == content(after), "step \(step)")
            outcomes.insert(found == old)
            // The same plan again: what is not done is done, what is done is found to be done.
            if found == old {
                _ = try await provider.apply(whole)
            } else {
                #expect(await failure(of: provider, whole)?.code == .conflict)
            }
            try #require(content(try await provider.liveZone("example.com.").zone) == content(after), "step \(step)")
            let names = try MasterFileSystem.machine.names(folder.path + (isNew ? "/new" : ""))
            #expect(names == [".", "..", ".gate53.lock", "example.com.zone"])
            step += 1
        }
        #expect(step > 15)
        #expect(outcomes == [true, false])
    }
}
