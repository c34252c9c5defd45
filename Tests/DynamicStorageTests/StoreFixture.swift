import DNSModel
import DynamicDNS
import DynamicStorage
import Foundation
import TestSupport
import ZonePlanning

/// A database in a folder of its own, with an account.
final class StoreFixture: Sendable {
    let folder: String
    let store: SQLiteHostStore
    let owner = AccountID("a1")
    static let start = Instant(seconds: 1_800_000_000)

    var path: String { folder + "/store.sqlite" }

    init(mostPages: Int? = nil) async throws {
        folder = NSTemporaryDirectory() + "gate53-store-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        store = try SQLiteHostStore(path: folder + "/store.sqlite", mostPages: mostPages)
        try await addAccount(owner)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func addAccount(_ id: AccountID) async throws {
        let account = Account(id: id, name: "Ana", created: Self.start)
        _ = try await store.add(
            account, identity: Identity(issuer: "https://id.example", subject: id.text), invitation: nil,
            at: Self.start, event: event(.accountCreated))
    }

    func event(_ kind: HostEvent.Kind, _ host: DomainName? = nil) -> HostEvent {
        HostEvent(at: Self.start, account: owner, host: host, kind: kind, actor: .service)
    }

    func host(_ label: String, owner: AccountID? = nil) -> DynamicDNS.Host {
        DynamicDNS.Host(
            name: DomainName(stringLiteral: label + ".dyn.example."), suffix: "dyn.example.", apex: "example.",
            owner: owner ?? self.owner, created: Self.start)
    }

    /// Claims a host.
    func claim(_ label: String, most: Int = 10) async throws -> DynamicDNS.Host {
        let host = host(label)
        _ = try await store.claim(host, most: most, event: event(.hostClaimed, host.name))
        return host
    }

    func wish(
        _ host: DynamicDNS.Host, _ address: String, from generation: Int64, at: Instant = StoreFixture.start
    ) -> HostWish {
        HostWish(
            name: host.name, sets: [Self.set(host, address)], from: generation,
            update: HostUpdate(at: at, from: IPAddress(parsing: "192.0.2.9"), client: "test/1"),
            event: event(.hostUpdated, host.name))
    }

    static func set(_ host: DynamicDNS.Host, _ address: String) -> RecordSet {
        let data = IPAddress(parsing: address).map { [$0.data] } ?? []
        return RecordSet(name: host.name, type: .a, ttl: TTL(seconds: 60) ?? .zero, data: data)
    }

    /// A first wish for a host, with a lease by which it may be written.
    func wanted(_ host: DynamicDNS.Host) async throws -> (lease: ZoneLease, write: HostWrite) {
        _ = try await store.setWanted([wish(host, "192.0.2.1", from: 0)])
        guard let lease = try await lease() else { throw HostStoreError.fenced }
        return (lease, HostWrite(generation: 1, sets: [Self.set(host, "192.0.2.1")]))
    }

    func lease(_ holder: String = "p1", at: Instant = StoreFixture.start) async throws -> ZoneLease? {
        try await store.lease(zone: "example.", holder: holder, now: at, seconds: 30)
    }
}
