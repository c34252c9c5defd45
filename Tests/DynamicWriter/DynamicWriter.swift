internal import DNSModel
internal import DynamicDNS
internal import DynamicPostgres
internal import DynamicStorage
internal import Glibc
internal import Platform
internal import ZonePlanning

/// One machine of the dynamic DNS service without its web server, for tests that kill it and let it sleep:
///
///     dynamic-writer ADDRESS FOLDER DELAY update|drain
///
/// It writes the zone `example.` at a provider that is the file `live` in the folder, each batch so many milliseconds
/// on its way. With `update` it also makes wishes for the hosts of `a1`, and goes on until it is killed or its input
/// ends; with `drain` it ends when nothing waits. On its output is a line for each thing it knows:
/// `stored NAME GENERATION` for a wish that was acknowledged, `writing` and `elsewhere` when it gets and loses the
/// right to write.
@main
struct DynamicWriter {
    static func main() async throws {
        let words = CommandLine.arguments
        guard words.count == 5, let delay = Int(words[3]) else { exit(64) }
        try OwnThread.start {
            var octet: UInt8 = 0
            while read(0, &octet, 1) > 0 {}
            exit(0)
        }
        let store = try await PostgresHostStore.open(words[1], connections: 3)
        let clock = MachineClock()
        var settings = ZoneWriter.Settings()
        (settings.leaseSeconds, settings.poll, settings.lostFor) = (2, 20, 1)
        let writer = ZoneWriter(
            zone: Work.apex, provider: LogZone(path: words[2] + "/live", delay: delay), store: store,
            pacing: ProviderPacing(ChangeBudget.Limits(), clock: clock), clock: clock, holder: "process \(getpid())",
            settings: settings)
        let rules = DynamicRules(suffixes: [], declared: [DomainName](), commit: "c0")
        let running = Task { await writer.run(rules: { rules }) }
        let watching = Task { await watch(writer) }
        if words[4] == "drain" {
            try await Work.drain(store, clock)
            await writer.stop()
            await running.value
            watching.cancel()
        } else {
            while true { try await Work.wish(store, clock) }
        }
    }

    /// Says when the right to write comes and goes.
    private static func watch(_ writer: ZoneWriter) async {
        var was = false
        while !Task.isCancelled {
            let isWriting = await writer.status.isWriting
            if isWriting != was { Work.say(isWriting ? "writing" : "elsewhere") }
            was = isWriting
            try? await Task.sleep(for: .milliseconds(5))
        }
    }
}

/// The time of this machine.
struct MachineClock: WallClock {
    var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(seconds: Int64(time.tv_sec), microsecond: time.tv_nsec / 1_000)
    }

    func sleep(until time: Instant) async {
        let now = now
        let microseconds = (time.seconds - now.seconds) * 1_000_000 + Int64(time.microsecond - now.microsecond)
        if microseconds > 0 { try? await Task.sleep(for: .microseconds(microseconds)) }
    }
}

/// What is wished for.
enum Work {
    static let apex = (try? DomainName(parsing: "example.")) ?? .root

    /// One line, in one go.
    static func say(_ line: String) {
        let octets = Array((line + "\n").utf8)
        _ = write(1, octets, octets.count)
    }

    static func set(_ name: DomainName, _ address: String) -> RecordSet? {
        guard let data = IPAddress(parsing: address)?.data, let ttl = TTL(seconds: 60) else { return nil }
        return RecordSet(name: name, type: .a, ttl: ttl, data: [data])
    }

    /// Wishes the next address for one host: the one that has the generation as its number.
    static func wish(_ store: PostgresHostStore, _ clock: MachineClock) async throws {
        do throws(HostStoreError) {
            let hosts = try await store.hosts(of: AccountID("a1"), after: nil, limit: 20)
            guard let host = hosts.randomElement() else { exit(65) }
            let next = host.generation + 1
            let address = "10.\(next >> 16 & 255).\(next >> 8 & 255).\(next & 255)"
            guard let set = set(host.name, address) else { exit(66) }
            let at = clock.now
            let wish = HostWish(
                name: host.name, sets: [set], from: host.generation,
                update: HostUpdate(at: at, from: nil, client: "test"),
                event: HostEvent(
                    at: at, account: host.owner, host: host.name, kind: .hostUpdated, actor: .service))
            if case .changed(let generation)? = try await store.setWanted([wish]).first {
                say("stored \(host.name) \(generation)")
            }
        } catch {
            say("failed \(error.message)")
        }
        try await Task.sleep(for: .milliseconds(2))
    }

    /// Waits until nothing has to be looked at.
    static func drain(_ store: PostgresHostStore, _ clock: MachineClock) async throws {
        while true {
            let later = clock.now.adding(seconds: 3_600)
            if try await store.dirtyHosts(zone: apex, at: later, limit: 1).isEmpty { return }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
