internal import DNSModel
internal import DynamicDNS
internal import Synchronization
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// A clock that stands still but when it is told to go on, or somebody sleeps.
final class SimulatedClock: WallClock {
    private let time = Mutex(Instant(seconds: 1_796_083_200))

    var now: Instant { time.withLock { $0 } }

    func sleep(until other: Instant) async {
        time.withLock { $0 = max($0, other) }
        await Task.yield()
    }

    /// Some time passes.
    func pass(milliseconds: Int64) async {
        time.withLock { $0 = $0.adding(milliseconds: milliseconds) }
        await Task.yield()
    }

    func pass(seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }
}

/// The same octets for the same seed.
final class SeededRandomness: Randomness {
    private let generator: Mutex<SplitMix64>

    init(seed: UInt64) { generator = Mutex(SplitMix64(seed: seed)) }

    func octets(_ count: Int) -> [UInt8] {
        generator.withLock { generator in
            (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next() >> 17) }
        }
    }
}

/// A service with one suffix, an account and a token of it.
struct Service {
    static let suffix: DomainName = "dyn.example."
    static let apex: DomainName = "example."

    let clock = SimulatedClock()
    let store: MemoryHostStore
    let limiter: UpdateLimiter
    let random = SeededRandomness(seed: 1)
    var rules: DynamicRules
    let account: Account

    init(
        types: [RecordType] = [.a, .aaaa, .txt], keepsLog: Bool = true, rates: RateLimits.Settings = .init(),
        damping: FlapDamping.Settings = .init()
    ) {
        store = MemoryHostStore(keepsLog: keepsLog)
        limiter = UpdateLimiter(rates: rates, damping: damping)
        account = Account(id: AccountID("a1"), name: "Alice", created: clock.now)
        rules = DynamicRules(suffixes: [Self.suffix(types: types)], declared: [DomainName](), commit: "c0")
    }

    static func suffix(types: [RecordType]) -> DynamicSuffix {
        var suffix = DynamicSuffix(
            name: suffix, apex: apex, ttl: TTL(seconds: 60) ?? .zero,
            location: SourceLocation(file: "gate53.yaml", line: 1, column: 1))
        suffix.types = types
        suffix.reserved = ["www", "admin"]
        suffix.forbidden = ["*paypal*", "bank-*"]
        return suffix
    }

    var updates: UpdateService { UpdateService(store: store, clock: clock, limiter: limiter) }
    var hosts: HostService { HostService(store: store, clock: clock, random: random, limiter: limiter) }
    var author: HostService.Author {
        HostService.Author(account: account, actor: .account(account.id), from: nil, client: "test")
    }

    /// An account with hosts, and the secret of a token for it.
    func begin(hosts labels: [String], scope: UpdateToken.Scope = .init()) async throws -> String {
        _ = try await store.add(
            account, identity: nil, invitation: nil, at: clock.now,
            event: HostEvent(at: clock.now, account: account.id, host: nil, kind: .accountCreated, actor: .service))
        let suffix = try #require(rules.suffixes.first)
        for label in labels { _ = try await hosts.claim(label, below: suffix, rules: rules, by: author) }
        return try await hosts.makeToken("router", scope: scope, by: author).secret.text
    }

    func writer(
        _ provider: SimulatedZone, pacing: ProviderPacing? = nil, holder: String = "one",
        settings: ZoneWriter.Settings = .init()
    ) -> ZoneWriter {
        var limits = ChangeBudget.Limits()
        limits.limitsChanges = false
        limits.requestsRate = 1_000
        return ZoneWriter(
            zone: Self.apex, provider: provider, store: store,
            pacing: pacing ?? ProviderPacing(limits, clock: clock), clock: clock, holder: holder, settings: settings)
    }

    /// Steps until nothing is left to do; at most so many.
    @discardableResult
    func drain(_ writer: ZoneWriter, most: Int = 500) async -> Int {
        for step in 0..<most {
            switch await writer.step(rules: rules) {
            case .idle, .elsewhere: return step
            case .worked: continue
            case .waits(let time): await clock.sleep(until: time)
            }
        }
        return most
    }
}

/// A value of `Authorization`.
func basic(_ user: String, _ password: String) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var text = ""
    let octets = Array("\(user):\(password)".utf8)
    for start in stride(from: 0, to: octets.count, by: 3) {
        let part = octets[start..<min(start + 3, octets.count)]
        let bits = part.enumerated().reduce(UInt32(0)) { $0 | UInt32($1.element) << UInt32(16 - 8 * $1.offset) }
        for place in 0..<4 {
            text.append(place <= part.count ? alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)] : "=")
        }
    }
    return "Basic " + text
}
