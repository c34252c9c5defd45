import DynamicDNS
import DynamicStorage
import Testing
import ZonePlanning

@Suite("Requests under keys, in SQLite")
struct RequestStorageTests {
    private func request(
        _ key: String, of account: String = "a1", asks text: String = "POST /hosts", salt: UInt8 = 1, after: Int64 = 0
    ) -> KeyedRequest {
        let now = StoreFixture.start.adding(seconds: after)
        return KeyedRequest(
            account: AccountID(account), key: key, digest: SecretHash(of: text), salt: [salt], begun: now,
            expires: now.adding(seconds: KeyedRequest.kept))
    }

    @Test(
        "A request is carried out once, and its answer is there for a day; the key of another account is another key",
        arguments: StoreKind.allCases)
    func once(_ kind: StoreKind) async throws {
        let fixture = try await StoreFixture(kind)
        let store = fixture.store
        try await fixture.addAccount(AccountID("a2"))
        let answer = KeyedAnswer(status: 201, location: "/x", body: "{}")
        #expect(try await store.begin(request("k")) == .fresh)
        #expect(try await store.begin(request("k", salt: 2)) == .underWay)
        #expect(try await store.begin(request("k", asks: "POST /tokens")) == .different)
        #expect(try await store.begin(request("k", of: "a2")) == .fresh)
        try await store.end(request("k"), answer: answer)
        #expect(try await store.begin(request("k", salt: 2)) == .answered(answer, salt: [1]))
        #expect(try await store.begin(request("k", asks: "POST /tokens")) == .different)
        #expect(try await store.begin(request("k", asks: "POST /tokens", after: KeyedRequest.kept)) == .fresh)
    }

    @Test(
        "A request that was not carried out, or whose process died, may be begun again; the dead one ends nothing",
        arguments: StoreKind.allCases)
    func again(_ kind: StoreKind) async throws {
        let store = try await StoreFixture(kind)
        #expect(try await store.store.begin(request("k")) == .fresh)
        try await store.store.end(request("k"), answer: nil)
        #expect(try await store.store.begin(request("k", salt: 2)) == .fresh)
        let later = request("k", salt: 3, after: KeyedRequest.longest)
        #expect(try await store.store.begin(later) == .fresh)
        try await store.store.end(request("k", salt: 2), answer: KeyedAnswer(status: 201, location: nil, body: "old"))
        #expect(try await store.store.begin(request("k", salt: 4, after: KeyedRequest.longest)) == .underWay)
        // A clock that went back by an hour says nothing of how long it took.
        #expect(try await store.store.begin(request("k", salt: 5, after: -3_600)) == .fresh)
    }

    @Test("An account has a thousand keys at most", arguments: StoreKind.allCases)
    func full(_ kind: StoreKind) async throws {
        let store = try await StoreFixture(kind)
        for number in 0..<KeyedRequest.most {
            #expect(try await store.store.begin(request("k\(number)")) == .fresh)
        }
        #expect(try await store.store.begin(request("one more")) == .full)
        #expect(try await store.store.begin(request("k0", salt: 2)) == .underWay)
    }
}
