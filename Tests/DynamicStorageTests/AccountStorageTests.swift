import DNSModel
import DynamicDNS
import DynamicStorage
import Foundation
import GRDB
import TestSupport
import Testing
import ZonePlanning

@Suite("Accounts and tokens in the database")
struct AccountStorageTests {
    @Test("An account comes back as it was stored, and is found by its identity", arguments: StoreKind.allCases)
    func accounts(_ kind: StoreKind) async throws {
        let fixture = try await StoreFixture(kind)
        let store = fixture.store
        var account = try #require(try await store.account(fixture.owner))
        account.mail = "ana@example.com"
        account.role = .administrator
        account.block = "no"
        account.oneTimeSecret = [1, 2, 3]
        account.recoveryCodes = [SecretHash(of: "x"), SecretHash(of: "y")].sorted {
            $0.octets.lexicographicallyPrecedes($1.octets)
        }
        try await store.update(account, event: nil)
        #expect(try await store.account(identity: Identity(issuer: "https://id.example", subject: "a1")) == account)
        #expect(try await store.accounts(after: nil, limit: 5) == [account])
        #expect(try await store.useRecoveryCode(SecretHash(of: "x"), of: fixture.owner))
        #expect(try await store.useRecoveryCode(SecretHash(of: "x"), of: fixture.owner) == false)
        #expect(try await store.useOneTimeStep(7, of: fixture.owner))
        #expect(try await store.useOneTimeStep(7, of: fixture.owner) == false)
    }

    @Test("An invitation is good once, and not after its time", arguments: StoreKind.allCases)
    func invitations(_ kind: StoreKind) async throws {
        let fixture = try await StoreFixture(kind)
        let store = fixture.store
        let invitation = Invitation(
            hash: SecretHash(of: "i"), role: .user, created: StoreFixture.start,
            expires: StoreFixture.start.adding(seconds: 10))
        try await store.add(invitation)
        for (id, seconds, isGood) in [("b", 10, false), ("c", 9, true), ("d", 9, false)] {
            let at = StoreFixture.start.adding(seconds: Int64(seconds))
            let account = Account(id: AccountID(id), name: id, created: at)
            let isMade = try await store.add(
                account, identity: nil, invitation: invitation.hash, at: at, event: fixture.event(.accountCreated))
            #expect(isMade == isGood)
        }
    }

    @Test("The last identity of an account stays, and nobody has another's", arguments: StoreKind.allCases)
    func identities(_ kind: StoreKind) async throws {
        let fixture = try await StoreFixture(kind)
        let store = fixture.store
        let own = Identity(issuer: "https://id.example", subject: "a1")
        let event = fixture.event(.identityAdded)
        #expect(try await store.remove(own, from: fixture.owner, event: event) == false)
        #expect(try await store.add(own, to: fixture.owner, event: event) == false)
        let second = Identity(issuer: "github", subject: "7")
        #expect(try await store.add(second, to: fixture.owner, event: event))
        #expect(try await store.remove(own, from: fixture.owner, event: event))
        #expect(try await store.identities(of: fixture.owner) == [second])
    }

    @Test("A token comes back with its scope, by its hash alone, and is revoked once", arguments: StoreKind.allCases)
    func tokens(_ kind: StoreKind) async throws {
        let fixture = try await StoreFixture(kind)
        let store = fixture.store
        let scopes = [
            UpdateToken.Scope(), UpdateToken.Scope(hosts: [], types: [], sources: []),
            UpdateToken.Scope(
                hosts: ["a.dyn.example."], types: [.a, .txt],
                sources: [AddressNetwork(parsing: "192.0.2.0/24")].compactMap { $0 },
                managesAccount: true),
        ]
        for (number, scope) in scopes.enumerated() {
            let token = UpdateToken(
                id: TokenID("t\(number)"), account: fixture.owner, label: "l", hash: SecretHash(of: "s\(number)"),
                scope: scope, created: StoreFixture.start)
            try await store.add(token, event: fixture.event(.tokenCreated))
            #expect(try await store.token(hash: token.hash)?.token == token)
        }
        #expect(try await store.token(hash: SecretHash(of: "other")) == nil)
        let event = fixture.event(.tokenRevoked)
        #expect(
            try await store.revoke(TokenID("t0"), of: AccountID("x"), at: StoreFixture.start, event: event) == false)
        #expect(try await store.revoke(TokenID("t0"), of: fixture.owner, at: StoreFixture.start, event: event))
        #expect(try await store.revoke(TokenID("t0"), of: fixture.owner, at: StoreFixture.start, event: event) == false)
        #expect(try await store.tokens(of: fixture.owner).map { $0.revoked != nil } == [true, false, false])
    }

    @Test("A session ends when it is told to, with its account's others, or by its time", arguments: StoreKind.allCases)
    func sessions(_ kind: StoreKind) async throws {
        let fixture = try await StoreFixture(kind)
        let store = fixture.store
        func session(_ secret: String, _ seconds: Int64) -> Session {
            Session(
                hash: SecretHash(of: secret), account: fixture.owner, created: StoreFixture.start,
                expires: StoreFixture.start.adding(seconds: seconds), hasSecondFactor: true,
                from: IPAddress(parsing: "2001:db8::1"), client: "lynx")
        }
        for one in [session("a", 10), session("b", 20), session("c", 20)] { try await store.add(one) }
        #expect(try await store.session(hash: SecretHash(of: "a")) == session("a", 10))
        try await store.removeSessions(of: nil, at: StoreFixture.start.adding(seconds: 10))
        #expect(try await store.session(hash: SecretHash(of: "a")) == nil)
        try await store.removeSession(hash: SecretHash(of: "b"))
        #expect(try await store.session(hash: SecretHash(of: "b")) == nil)
        try await store.removeSessions(of: fixture.owner, at: StoreFixture.start)
        #expect(try await store.session(hash: SecretHash(of: "c")) == nil)
    }

    @Test("A database that was written by a newer gate53d is left alone")
    func newer() async throws {
        let fixture = try await StoreFixture(.sqlite)
        try (fixture.store as? SQLiteHostStore)?.close()
        try await DatabaseQueue(path: fixture.path).write { db in
            try db.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('999')")
        }
        for migrates in [false, true] {
            do throws(HostStoreError) {
                _ = try SQLiteHostStore(path: fixture.path, migrates: migrates)
                Issue.record("it was opened")
            } catch {
                #expect(error.message.contains("newer"))
            }
        }
    }

    @Test("A file that is no database is said to be none")
    func noDatabase() async throws {
        let path = NSTemporaryDirectory() + "gate53-no-database-\(UUID().uuidString)"
        try Data(repeating: 7, count: 8_192).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        do throws(HostStoreError) {
            _ = try SQLiteHostStore(path: path)
            Issue.record("it was opened")
        } catch {
            guard case .damaged = error else {
                Issue.record("\(error)")
                return
            }
        }
    }
}
