internal import DNSModel
internal import DynamicDNS
internal import FoundationEssentials
internal import JWTKit
internal import ZonePlanning

// Decision 0107: what a sign-in stands for.

/// An ID token as it came (OpenID Connect Core, section 2): nothing that is in it is believed yet.
struct IDToken: Sendable {
    let text: String
    let algorithm: SignatureAlgorithm
    /// Which key it names.
    let keyID: String?

    /// The most octets of a token.
    static let longest = 32_768

    /// Why a token is not believed; for people.
    struct Refusal: Error, Hashable, Sendable {
        var message: String

        init(_ message: String) { self.message = message }
    }

    private struct Header: Decodable {
        var alg: String
        var kid: String?
        var typ: String?
        var crit: [String]?
    }

    init(_ text: String) throws(Refusal) {
        guard text.utf8.count <= Self.longest else { throw Refusal("the ID token is too long") }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        // Strictly, so that nobody reads another token into the same text.
        let octets = parts.compactMap { Base64.octets(url: $0) }
        guard parts.count == 3, octets.count == 3 else { throw Refusal("the ID token is not three parts in Base 64") }
        guard let header = try? JSONDecoder().decode(Header.self, from: Data(octets[0])) else {
            throw Refusal("the ID token has no header")
        }
        guard header.crit == nil else { throw Refusal("the ID token needs extensions that are not known here") }
        guard header.typ.map({ $0.lowercased() == "jwt" }) ?? true else {
            throw Refusal("the token is not an ID token but of type \(Printable.cut(header.typ ?? "", to: 40))")
        }
        guard let algorithm = SignatureAlgorithm(rawValue: header.alg) else {
            throw Refusal(
                "the ID token is signed by \(Printable.cut(header.alg, to: 40)), which is not accepted; see that the "
                    + "service signs by RS256 or ES256")
        }
        guard !octets[2].isEmpty else { throw Refusal("the ID token has no signature") }
        self.text = text
        self.algorithm = algorithm
        keyID = header.kid
    }

    /// Verifies the signature.
    ///
    /// - Parameter candidates: the keys that the token may be signed with.
    /// - Returns: what the token says.
    /// - Throws: ``Refusal``.
    func verified(by candidates: [KeySet.Key]) async throws(Refusal) -> IDTokenClaims {
        guard let candidate = candidates.first else { throw Refusal("the ID token is signed with an unknown key") }
        guard candidates.count == 1 else { throw Refusal("the ID token does not say which of several keys it means") }
        // JWTKit falls back to the first key where it does not know an id, so that it gets one alone: the right one,
        // for the one algorithm.
        let name = JWKIdentifier(string: keyID ?? "key")
        guard let key = candidate.key(for: algorithm, named: name) else {
            throw Refusal("the key of the ID token lacks a part, or is too small or too large")
        }
        do {
            return try await JWTKeyCollection().add(jwk: key).verify(text, as: IDTokenClaims.self)
        } catch {
            throw Refusal("the signature of the ID token, or what it says, can't be verified")
        }
    }
}

/// What an ID token says.
struct IDTokenClaims: JWTPayload, Hashable {
    var iss: String
    var sub: String
    var aud: Audience
    var azp: String?
    var exp: Double
    var iat: Double
    var nbf: Double?
    var nonce: String?
    var name: String?
    var preferredUsername: String?
    var email: String?
    var emailVerified: Verified?

    enum CodingKeys: String, CodingKey {
        case iss, sub, aud, azp, exp, iat, nbf, nonce, name, email
        case preferredUsername = "preferred_username"
        case emailVerified = "email_verified"
    }

    /// What is checked needs the question and the clock: see ``check(issuer:client:nonce:at:)``.
    func verify(using algorithm: some JWTAlgorithm) async throws {}

    /// For whom a token is: one or several (RFC 7519, section 4.1.3).
    struct Audience: Codable, Hashable, Sendable {
        var names: [String]

        init(_ names: [String]) { self.names = names }

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            names = try (try? value.decode(String.self)).map { [$0] } ?? value.decode([String].self)
        }

        func encode(to encoder: any Encoder) throws {
            var value = encoder.singleValueContainer()
            try value.encode(names)
        }
    }

    /// Whether an address was verified. Some services write the word.
    struct Verified: Codable, Hashable, Sendable {
        var isTrue: Bool

        init(_ isTrue: Bool) { self.isTrue = isTrue }

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            isTrue = (try? value.decode(Bool.self)) ?? ((try? value.decode(String.self)) == "true")
        }

        func encode(to encoder: any Encoder) throws {
            var value = encoder.singleValueContainer()
            try value.encode(isTrue)
        }
    }

    /// For how many seconds after it was made a token is taken: it comes straight from the service.
    static let longestAge = Double(CodeFlow.lifetime)

    /// Holds what a token says against what was asked (OpenID Connect Core, section 3.1.3.7).
    ///
    /// - Parameters:
    ///   - issuer: who must have made it.
    ///   - client: for whom it must be.
    ///   - expected: the nonce that was sent with the question.
    ///   - now: the time.
    /// - Throws: ``IDToken/Refusal``.
    func check(issuer: String, client: String, nonce expected: String, at now: Instant) throws(IDToken.Refusal) {
        guard iss == issuer else { throw IDToken.Refusal("the ID token is of another issuer") }
        guard aud.names.contains(client) else { throw IDToken.Refusal("the ID token is for another client") }
        // One that is for others as well must say that it was us who asked for it.
        guard azp == client || (azp == nil && aud.names.count == 1) else {
            throw IDToken.Refusal("the ID token was given to another client")
        }
        guard let nonce, nonce.equalsInConstantTime(expected) else {
            throw IDToken.Refusal("the ID token has not the nonce that was sent with the question")
        }
        let (time, skew) = (Double(now.seconds), Double(CodeFlow.skew))
        guard [exp, iat, nbf ?? 0].allSatisfy({ $0.isFinite && abs($0) < 1e12 }) else {
            throw IDToken.Refusal("the ID token has a time that is none")
        }
        guard time < exp + skew else { throw IDToken.Refusal("the ID token has expired; check the clocks") }
        guard iat <= time + skew, nbf ?? iat <= time + skew else {
            throw IDToken.Refusal("the ID token is of the future; check the clocks")
        }
        guard time - iat <= Self.longestAge + skew else {
            throw IDToken.Refusal("the ID token is older than \(Int(Self.longestAge) / 60) minutes; check the clocks")
        }
        // Section 2: at most 255 octets.
        guard !sub.isEmpty, sub.utf8.count <= 255 else { throw IDToken.Refusal("the ID token names nobody") }
    }
}
