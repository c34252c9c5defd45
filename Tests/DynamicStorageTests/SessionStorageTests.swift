import DNSModel
import DynamicDNS
import DynamicStorage
import Foundation
import TestSupport
import Testing
import ZonePlanning

@Suite("Sessions, invitations and the end of accounts in the database")
struct SessionStorageTests {
    private static func session(_ secret: String, of account: AccountID, after seconds: Int64) -> Session {
        Session(
            hash: SecretHash(of: secret), account: account, created: StoreFixture.start.adding(seconds: seconds),
            expires: StoreFixture.start.adding(seconds: 100), hasSecondFactor: secret == "b",
            from: IPAddress(parsing: "2001:db8::1"), client: "test/1")
    }

    @Test(
        "An account's sessions are listed, the latest first; one is prolonged, and one that is gone stays gone",
        arguments: StoreKind.allCases)
    func sessions(_ kind: StoreKind) async throws {
        let fixture = try await StoreFixture(kind)
        let store = fixture.store
        try await fixture.addAccount(AccountID("a2"))
        let (first, second) = (
            Self.session("a", of: fixture.owner, after: 0), Self.session("b", of: fixture.owner, after: 1)
        )
        for session in [first, second, Self.session("c", of: AccountID("a2"), after: 2)] {
            try await store.add(session)
        }
        #expect(try await store.sessions(of: fixture.owner) == [second, first])
        let end = StoreFixture.start.adding(seconds: 500)
        try await store.prolongSession(hash: first.hash, until: end)
        #expect(try await store.session(hash: first.hash)?.expires == end)
        #expect(try await store.session(hash: second.hash) == second)
        try await store.removeSession(hash: first.hash)
        try await store.prolongSession(hash: first.hash, until: end)
        #expect(try await store.session(hash: first.hash) == nil)
    }

    @Test("An invitation can be read until it is used up", arguments: StoreKind.allCases)
    func invitation(_ kind: StoreKind) async throws {
        let fixture = try await StoreFixture(kind)
        let store = fixture.store
        let invitation = Invitation(
            hash: SecretHash(of: "i"), role: .administrator, created: StoreFixture.start,
            expires: StoreFixture.start.adding(seconds: 10))
        try await store.add(invitation)
        #expect(try await store.invitation(hash: invitation.hash) == invitation)
        #expect(try await store.invitation(hash: SecretHash(of: "j")) == nil)
        _ = try await store.add(
            Account(id: AccountID("b"), name: "B", created: StoreFixture.start), identity: nil,
            invitation: invitation.hash, at: StoreFixture.start, event: fixture.event(.accountCreated))
        #expect(try await store.invitation(hash: invitation.hash) == nil)
    }

    @Test("An account goes with all that is its own, but not while it has hosts", arguments: StoreKind.allCases)
    func removal(_ kind: StoreKind) async throws {
        let fixture = try await StoreFixture(kind)
        let store = fixture.store
        let host = try await fixture.claim("home")
        try await store.add(Self.session("a", of: fixture.owner, after: 0))
        let event = fixture.event(.accountDeleted)
        #expect(try await store.remove(fixture.owner, event: event) == false)
        #expect(try await store.session(hash: SecretHash(of: "a")) != nil)
        try await store.forget([host.name], events: [])
        #expect(try await store.remove(fixture.owner, event: event))
        #expect(try await store.account(fixture.owner) == nil)
        #expect(try await store.session(hash: SecretHash(of: "a")) == nil)
        #expect(try await store.identities(of: fixture.owner).isEmpty)
        #expect(try await store.remove(fixture.owner, event: event) == false)
        // What was done stays in the log, once.
        let kinds = try await store.events(account: fixture.owner, host: nil, before: nil, limit: 10).map(\.kind)
        #expect(kinds.filter { $0 == .accountDeleted }.count == 1)
    }
}
