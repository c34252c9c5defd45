internal import Foundation
internal import Glibc
internal import TestSupport
internal import Testing

/// Apply is killed at many instants, and run twice at once.
///
/// The laws: every master file is whole and has its old or its new octets (but for the serial), nothing else lies in the
/// folder under a name that a server would load, the ledger is a sound git history, and the same plan applied again
/// finishes the work.
@Suite struct CrashTests {
    /// How often apply is killed. At each of its steps it is killed by ``KillTests``; here anywhere between.
    private static let kills = 80
    private static let lanes = 2

    @Test("apply that is killed at any instant leaves whole files and is finished by another")
    func applyThatIsKilledAtAnyInstantLeavesWholeFilesAndIsFinishedByAnother() async throws {
        let site = try Site()
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for lane in 0..<Self.lanes {
                group.addTask { try Self.killing(site, seed: 53 + UInt64(lane), kills: Self.kills / Self.lanes) }
            }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(counts.reduce(0, +) >= Self.kills)
    }

    /// Kills apply again and again, each time going on where it was cut off, and starting afresh when it came through.
    ///
    /// - Returns: how often it was killed.
    private static func killing(_ site: Site, seed: UInt64, kills: Int) throws -> Int {
        var generator = Generator(seed: seed)
        var killed = 0
        while killed < kills {
            let place = try site.copy("lane-\(seed)-\(killed)")
            defer { place.remove() }
            // A run that is cut off now and then must come to an end: after some kills it is left alone.
            for _ in 0..<generator.number(1...6) {
                let process = try place.startApply()
                if generator.once(in: 2) {
                    try wait(generator.number(0...site.duration))
                } else {
                    place.waitForWrites(process, most: site.duration * 2)
                    try wait(generator.number(0...4_000))
                }
                process.kill()
                if case .exited(let code) = process.wait() {
                    #expect(code == 0, "seed \(seed), kill \(killed): \(place.errors)")
                    break
                }
                killed += 1
                try place.expectWhole("seed \(seed), kill \(killed)")
            }
            try place.expectFinish("seed \(seed), kill \(killed)")
        }
        return killed
    }

    private static func wait(_ microseconds: Int) throws {
        var left = timespec(tv_sec: microseconds / 1_000_000, tv_nsec: microseconds % 1_000_000 * 1_000)
        var rest = timespec()
        while nanosleep(&left, &rest) != 0 && errno == EINTR { left = rest }
    }

    @Test("two applies of one plan at once lose nothing") func twoAppliesOfOnePlanAtOnceLoseNothing() throws {
        let site = try Site()
        var generator = Generator(seed: 20)
        for start in 0..<20 {
            let place = try site.copy("pair-\(start)")
            defer { place.remove() }
            let first = try place.startApply("first")
            try Self.wait(generator.number(0...site.duration / 2))
            let second = try place.startApply("second")
            let ends = [first.wait(), second.wait()]
            let said = place.said("first") + place.said("second")
            #expect(ends.contains(.exited(0)), "start \(start): \(ends) \(said)")
            for end in ends where end != .exited(0) {
                // Whoever came too late is told so, and has changed nothing.
                #expect(end == .exited(4), "start \(start): \(ends) \(said)")
            }
            #expect(place.state().allSatisfy { $0.value == .new }, "start \(start): \(place.state()) \(ends) \(said)")
            try place.expectWhole("start \(start)")
            try place.expectFinish("start \(start)")
        }
    }

    @Test("a lock that a killed writer left on the ledger does not stop the next apply")
    func aLockThatAKilledWriterLeftOnTheLedgerDoesNotStopTheNextApply() throws {
        let site = try Site()
        let place = try site.copy("lock")
        try site.scratch.write(place.repository + "/.git/refs/heads/gate53-ledger.lock", "")
        try place.expectFinish("lock left behind")
    }

    @Test("a half-written file that a killed writer left is not served and goes away")
    func aHalfWrittenFileThatAKilledWriterLeftIsNotServedAndGoesAway() throws {
        let site = try Site()
        let place = try site.copy("half")
        try site.scratch.write(place.repository + "/live/.gate53-tmp", "half a zo")
        try place.expectFinish("half-written file")
        #expect(!FileManager.default.fileExists(atPath: place.repository + "/live/.gate53-tmp"))
    }
}

/// A repository with a plan over several zones, before the plan is applied, and what it makes.
private final class Site: Sendable {
    let scratch: Scratch
    /// The master files before and after, by name, serials taken out.
    let before: [String: String]
    let after: [String: String]
    /// How long apply takes, in microseconds.
    let duration: Int

    static let zones = ["create.example", "delete.example", "new.example", "update.example"]
    private static let size = 300

    init() throws {
        let scratch = try Scratch()
        self.scratch = scratch
        func write(_ zone: String, _ hosts: [String]) throws {
            try scratch.write("zones/\(zone).yaml", "---\n" + hosts.joined(separator: "\n") + "\n")
        }
        try scratch.write(
            "zones/gate53.yaml",
            """
            providers:
              live: {type: master-file, directory: live, nameservers: [ns1.example.org.]}
            zones:
              '*': {provider: live, policies: {delete-share: off, update-share: off}}
            review: {required: 0}

            """)
        for zone in Self.zones where zone != "new.example" { try write(zone, Self.hosts()) }
        try scratch.must(
            """
            printf '/live/\\n/*.json\\n' >.gitignore
            git init --quiet --template= && commit 'Before'
            gate53 plan --quiet --out plan.json >/dev/null
            gate53 apply --quiet plan.json
            rm plan.json
            """)
        try write("create.example", Self.hosts(extra: 40))
        try write("delete.example", Self.hosts(without: 40))
        try write("new.example", Self.hosts())
        try write("update.example", Self.hosts(changed: 40))
        try scratch.must(
            """
            commit 'After'
            gate53 plan --quiet --out plan.json >/dev/null
            cp -a . ../reference
            """)
        let before = Self.masterFiles(scratch, scratch.repository)
        self.before = before
        let start = ContinuousClock.now
        try scratch.must("cd ../reference && gate53 apply --quiet plan.json")
        let took = (ContinuousClock.now - start).components
        duration = max(20_000, Int(took.seconds) * 1_000_000 + Int(took.attoseconds / 1_000_000_000_000))
        let after = Self.masterFiles(scratch, scratch.path + "/reference")
        self.after = after
        try #require(before.count == 3 && after.count == 4 && before.allSatisfy { after[$0.key] != $0.value })
    }

    private static func hosts(extra: Int = 0, without: Int = 0, changed: Int = 0) -> [String] {
        (0..<(size + extra)).dropFirst(without).map { index in
            let address = "192.0.\(index / 250).\(index % 250 + (index < changed ? 3 : 1))"
            return "host-\(index): {type: A, value: \(address)}"
        }
    }

    static func masterFiles(_ scratch: Scratch, _ repository: String) -> [String: String] {
        scratch.files(in: repository + "/live").filter { $0.key.hasSuffix(".zone") }.mapValues { octets in
            String(decoding: octets, as: UTF8.self).replacing(/\b20[0-9]{8}\b/, with: "SERIAL")
        }
    }

    func copy(_ name: String) throws -> Place { try Place(self, "\(scratch.path)/\(name)") }
}

/// A copy of the site, in which one apply after the other is killed.
private final class Place {
    enum FileState { case old, new, torn, missing }

    let site: Site
    let repository: String

    init(_ site: Site, _ repository: String) throws {
        self.site = site
        self.repository = repository
        try FileManager.default.copyItem(atPath: site.scratch.repository, toPath: repository)
    }

    func remove() { try? FileManager.default.removeItem(atPath: repository) }

    func startApply(_ name: String = "apply") throws -> ChildProcess {
        try site.scratch.start(
            [site.scratch.path + "/bin/gate53", "apply", "plan.json"], folder: repository,
            output: "\(repository).\(name).out", errors: "\(repository).\(name).err")
    }

    func said(_ name: String) -> String {
        ["out", "err"].map {
            String(decoding: site.scratch.octets(of: "\(repository).\(name).\($0)") ?? [], as: UTF8.self)
        }
        .joined()
    }

    var errors: String { said("apply") }

    /// Waits until apply has begun to write files, or has ended, or the time is over.
    func waitForWrites(_ process: ChildProcess, most microseconds: Int) {
        let end = ContinuousClock.now + .microseconds(microseconds)
        let old = modified()
        while ContinuousClock.now < end, modified() == old {}
    }

    private func modified() -> Int64 {
        var status = stat()
        return stat(repository + "/live", &status) == 0
            ? Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec) : 0
    }

    /// What each zone's file is.
    func state() -> [String: FileState] {
        let files = Site.masterFiles(site.scratch, repository)
        return Dictionary(
            uniqueKeysWithValues: Site.zones.map { zone in
                let name = zone + ".zone"
                let state: FileState =
                    switch files[name] {
                    case site.after[name]: .new
                    case site.before[name]: files[name] == nil ? .missing : .old
                    default: .torn
                    }
                return (name, state)
            })
    }

    /// Checks the laws that hold at any instant.
    func expectWhole(_ comment: String) throws {
        let state = state()
        for (name, state) in state {
            let mayBeMissing = site.before[name] == nil
            #expect(state != .torn && (state != .missing || mayBeMissing), "\(comment): \(name) is \(state)")
        }
        for name in site.scratch.files(in: repository + "/live").keys where state[name] == nil {
            #expect(name.hasPrefix("."), "\(comment): '\(name)' lies in the folder of master files")
        }
        let check = try site.scratch.run(
            [try Scratch.tool("git"), "-C", repository, "fsck", "--strict", "--no-progress", "--no-dangling"])
        #expect(check.exitCode == 0, "\(comment): git fsck: \(check.errorText)")
    }

    /// Applies the plan to its end and checks what must be then.
    func expectFinish(_ comment: String) throws {
        let wasBegun = state().values.contains(.new)
        let apply = try startApply()
        let end = apply.wait()
        let said = said("apply")
        #expect(end == .exited(0), "\(comment): \(said)")
        let saysSo = said.contains("cut off") || said.contains("was applied before")
        #expect(saysSo == wasBegun, "\(comment): begun \(wasBegun), said: \(said)")
        #expect(state().values.allSatisfy { $0 == .new }, "\(comment): \(state())")
        try expectWhole(comment)
        let gate53 = site.scratch.path + "/bin/gate53"
        let plan = try site.scratch.run([gate53, "plan", "--detailed-exitcode"], folder: repository)
        #expect(plan.exitCode == 0, "\(comment): \(plan.text.suffix(300))\(plan.errorText)")
        let ledger = try site.scratch.run(
            [try Scratch.tool("git"), "-C", repository, "ls-tree", "-r", "--name-only", "gate53-ledger"])
        let files = ledger.text.split(separator: "\n")
        for zone in Site.zones {
            #expect(files.contains { $0.hasPrefix("receipts/\(zone).") }, "\(comment): no receipt of \(zone)")
        }
    }
}
