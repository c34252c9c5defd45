import DynamicDNS
import Foundation
import HTTPTransport
import JWTKit
import SignIn
import Testing

@Suite("What an ID token must be")
struct IDTokenTests {
    /// Why nobody is signed in where the provider changes the claims of its tokens.
    private func refusal(_ change: @escaping @Sendable (inout Members) -> Void) async throws -> String {
        let scene = try Scene()
        scene.provider.change { $0.claims = change }
        return await scene.refusal()
    }

    /// Why nobody is signed in where the provider gives another token.
    private func refusal(
        _ key: ProviderKey? = nil, token: @escaping @Sendable (String, Members) async throws -> String
    ) async throws -> String {
        let scene = try Scene(keys: key.map { [$0] })
        scene.provider.change { $0.token = token }
        return await scene.refusal()
    }

    private static let now = 1_796_083_200

    @Test("An ID token of another issuer, for another client, or with another nonce is refused")
    func others() async throws {
        #expect(try await refusal { $0["iss"] = "https://evil.example.com" }.contains("of another issuer"))
        #expect(try await refusal { $0["iss"] = MemoryProvider.issuer + "/" }.contains("of another issuer"))
        #expect(try await refusal { $0["aud"] = "other" }.contains("for another client"))
        #expect(try await refusal { $0["aud"] = [String]() }.contains("for another client"))
        #expect(try await refusal { $0["nonce"] = "another" }.contains("nonce"))
        #expect(try await refusal { $0["nonce"] = nil }.contains("nonce"))
        #expect(try await refusal { $0["sub"] = "" }.contains("names nobody"))
        #expect(try await refusal { $0["sub"] = String(repeating: "a", count: 256) }.contains("names nobody"))
        let scene = try Scene()
        #expect(await scene.refusal { _, attempt in attempt.nonce = "another" }.contains("nonce"))
    }

    @Test("An ID token for several clients must have been given to this one")
    func authorizedParty() async throws {
        #expect(try await refusal { $0["aud"] = ["gate53d"] } == "")
        #expect(try await refusal { $0["aud"] = ["other", "gate53d"] }.contains("given to another client"))
        #expect(try await refusal { $0["azp"] = "other" }.contains("given to another client"))
        let good = try await refusal { claims in
            claims["aud"] = ["other", "gate53d"]
            claims["azp"] = "gate53d"
        }
        #expect(good == "")
    }

    @Test(
        "The times of an ID token are held against the clock, with a minute for clocks that differ",
        arguments: [
            ("exp", -59, ""), ("exp", -60, "has expired"), ("iat", 60, ""), ("iat", 61, "of the future"),
            ("iat", -660, ""), ("iat", -661, "older than 10 minutes"), ("nbf", 60, ""), ("nbf", 61, "of the future"),
        ])
    func times(claim: String, offset: Int, message: String) async throws {
        let refusal = try await refusal { $0[claim] = Self.now + offset }
        #expect(message.isEmpty ? refusal.isEmpty : refusal.contains(message), "\(refusal)")
    }

    @Test("Times that are none, and claims that lack, are refused")
    func lacking() async throws {
        for claim in ["iss", "sub", "aud", "exp", "iat"] {
            #expect(try await refusal { $0[claim] = nil }.hasPrefix("invalid: "), "\(claim)")
        }
        #expect(try await refusal { $0["exp"] = 1e300 }.contains("a time that is none"))
        #expect(try await refusal { $0["exp"] = "2099-01-01" }.hasPrefix("invalid: "))
    }

    @Test("A signature that is changed, cut off or another token's is refused")
    func signatures() async throws {
        let changed = try await refusal { token, _ in
            var parts = token.split(separator: ".").map(String.init)
            parts[2] = (parts[2].hasPrefix("A") ? "B" : "A") + parts[2].dropFirst()
            return parts.joined(separator: ".")
        }
        #expect(changed.contains("can't be verified"))
        let other = try await refusal { token, claims in
            var claims = claims
            claims["sub"] = "admin"
            let parts = token.split(separator: ".")
            return "\(parts[0]).\(base64url(json(claims))).\(parts[2])"
        }
        #expect(other.contains("can't be verified"))
        #expect(try await refusal { token, _ in String(token.dropLast()) }.hasPrefix("invalid: "))
        let none = try await refusal { token, _ in
            token.split(separator: ".").dropLast().joined(separator: ".") + "."
        }
        #expect(none.contains("no signature"))
    }

    @Test("Algorithm none is refused, in any spelling, with and without a signature", arguments: ["none", "None", ""])
    func none(name: String) async throws {
        for signature in ["", "AAAA"] {
            let refusal = try await refusal { _, claims in
                base64url(json(["alg": name, "typ": "JWT"])) + "." + base64url(json(claims)) + "." + signature
            }
            #expect(refusal.contains("which is not accepted"), "\(refusal)")
        }
    }

    @Test("A public key is never taken for the secret of an HMAC")
    func confusion() async throws {
        let key = try Insecure.RSA.PrivateKey(pem: TestKeys.rsa).publicKey
        let secrets = [
            Array(key.pemRepresentation.utf8), Array(key.derRepresentation), Array(try key.getKeyPrimitives().modulus),
        ]
        for secret in secrets {
            let refusal = try await refusal(.rs256("k1")) { _, claims in
                let text = base64url(json(["alg": "HS256", "typ": "JWT", "kid": "k1"])) + "." + base64url(json(claims))
                let keys = await JWTKeyCollection().add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
                return try await text + "." + base64url(keys.getKey().sign(Array(text.utf8)))
            }
            #expect(refusal.contains("signed by HS256, which is not accepted"), "\(refusal)")
        }
    }

    @Test("A key is used for its own algorithm alone")
    func otherAlgorithm() async throws {
        // The header says another algorithm than the key: of the same family, and of another one.
        for name in ["RS384", "PS256", "ES256"] {
            let key = try ProviderKey.rs256("k1")
            let refusal = try await refusal(key) { _, claims in
                var key = key
                key.header["alg"] = name
                return try await key.token(claims)
            }
            #expect(refusal.contains("unknown key"), "\(refusal)")
        }
    }

    @Test("Keys for encryption, shared secrets and small keys verify nothing")
    func uselessKeys() async throws {
        for (change, message) in [
            (["use": "enc"], "unknown key"), (["key_ops": ["sign"]], "unknown key"), (["kty": "oct"], "unknown key"),
            (["n": TestKeys.smallModulus], "too small"), (["n": ""], "too small"), (["alg": "RSA-OAEP"], "unknown key"),
        ] as [(Members, String)] {
            var key = try ProviderKey.rs256("k1")
            key.published.merge(change) { $1 }
            let refusal = try await refusal(key) { token, _ in token }
            #expect(refusal.contains(message), "\(change): \(refusal)")
        }
    }

    @Test("RSA and elliptic curves verify, with and without a key id, as long as one key is meant")
    func goodKeys() async throws {
        for key in [try ProviderKey.rs256("k"), try .rs256(nil), try .es256("k"), try .es256(nil)] {
            #expect(try await refusal(key) { token, _ in token } == "")
        }
        let scene = try Scene(keys: [.es256(nil), .es256(nil)])
        #expect(await scene.refusal().contains("does not say which of several keys"))
    }

    @Test("Keys of kinds that are not known, and what is no key, leave the others as good as they are")
    func strangeKeys() async throws {
        let scene = try Scene()
        scene.provider.change { $0.otherKeys = [["kty": "new", "kid": "k9"], ["kid": 7], [:]] }
        #expect(await scene.refusal() == "")
    }

    @Test("Tokens that are none, of other types, or with extensions are refused")
    func shapes() async throws {
        for (text, message) in [
            ("", "not three parts"), ("a.b", "not three parts"), ("a.b.c.d", "not three parts"),
            ("!.!.!", "not three parts"), ("e30.e30.e30", "no header"),
            (String(repeating: "a", count: 32_769), "too long"),
        ] {
            #expect(try await refusal { _, _ in text }.contains(message), "\(text.prefix(20))")
        }
        for (header, message) in [
            (["alg": "ES256", "typ": "at+jwt"], "type at+jwt"),
            (["alg": "ES256", "crit": ["b64"]], "extensions"), (["typ": "JWT"], "no header"),
        ] as [(Members, String)] {
            let refusal = try await refusal { _, claims in
                base64url(json(header)) + "." + base64url(json(claims)) + ".AAAA"
            }
            #expect(refusal.contains(message), "\(refusal)")
        }
        // Another text for the same octets.
        #expect(try await refusal { token, _ in token + "=" }.contains("not three parts"))
    }

    @Test("A key that the header carries or points to is not looked at")
    func keyInHeader() async throws {
        let own = try ProviderKey.es256("evil")
        let refusal = try await refusal { _, claims in
            let header: Members = [
                "alg": "ES256", "kid": "evil", "jwk": own.published, "jku": "https://evil.example.com/keys",
            ]
            let text = base64url(json(header)) + "." + base64url(json(claims))
            return try await text + "." + base64url(own.sign(Array(text.utf8)))
        }
        #expect(refusal.contains("unknown key"))
    }

    @Test("A token of a service that has no tokens to give is missed")
    func missing() async throws {
        let scene = try Scene()
        scene.provider.change {
            $0.answers[MemoryProvider.issuer + "/token"] = .init(
                status: 200, body: json(["access_token": "at", "token_type": "Bearer"]))
        }
        #expect(await scene.refusal().contains("no ID token"))
        scene.provider.change {
            $0.answers[MemoryProvider.issuer + "/token"] = .init(
                status: 200, body: json(["access_token": "at", "token_type": "mac", "id_token": "x"]))
        }
        #expect(await scene.refusal().contains("no access token of type Bearer"))
    }

    @Test("A new key is fetched when a token names it, and a key that is gone is refused")
    func rotation() async throws {
        let first = try ProviderKey.es256("k1")
        let scene = try Scene(keys: [first])
        #expect(await scene.refusal() == "")
        #expect(scene.provider.count("/keys") == 1)
        let new = try ProviderKey.es256("k2")
        scene.provider.change { $0.keys = [new] }
        scene.clock.pass(seconds: 60)
        #expect(await scene.refusal() == "")
        #expect(scene.provider.count("/keys") == 2)
        // The first key is gone by now.
        scene.provider.change { $0.token = { _, claims in try await first.token(claims) } }
        #expect(await scene.refusal().contains("unknown key"))
    }

    @Test("Unknown key ids make the provider be asked once a minute, not once a token")
    func unknownKeys() async throws {
        let scene = try Scene()
        let stranger = try ProviderKey.es256("stranger")
        #expect(await scene.refusal() == "")
        scene.provider.change { $0.token = { _, claims in try await stranger.token(claims) } }
        for _ in 0..<20 { #expect(await scene.refusal().contains("unknown key")) }
        #expect(scene.provider.count("/keys") == 1)
        scene.clock.pass(seconds: 60)
        for _ in 0..<20 { #expect(await scene.refusal().contains("unknown key")) }
        #expect(scene.provider.count("/keys") == 2)
        // Who comes with a good key is signed in all the while.
        scene.provider.change { $0.token = { token, _ in token } }
        #expect(await scene.refusal() == "")
    }
}
