internal import JWTKit

// Decision 0107: what a sign-in stands for.

/// The public keys of a provider (RFC 7517).
struct KeySet: Decodable, Sendable {
    /// Those that could be read; others are passed over (section 5).
    let keys: [Key]

    /// The most keys that are looked at.
    static let most = 100

    /// A key, as far as it is used. What a private key has besides is never read.
    struct Key: Decodable, Hashable, Sendable {
        var kty: String
        var kid: String?
        var use: String?
        var alg: String?
        var operations: [String]?
        var crv: String?
        var n: String?
        var e: String?
        var x: String?
        var y: String?

        enum CodingKeys: String, CodingKey {
            case kty, kid, use, alg, crv, n, e, x, y
            case operations = "key_ops"
        }

        /// Whether it verifies signatures of an algorithm.
        func verifies(_ algorithm: SignatureAlgorithm) -> Bool {
            kty == algorithm.keyType && crv == algorithm.curve && use ?? "sig" == "sig"
                && operations?.contains("verify") ?? true && alg ?? algorithm.rawValue == algorithm.rawValue
        }

        /// The key for one algorithm alone, under one name alone; `nil` where it lacks a part or is of another size.
        func key(for algorithm: SignatureAlgorithm, named name: JWKIdentifier) -> JWK? {
            switch algorithm.keyType {
            case "RSA":
                // From 2,048 to 8,192 bits: a larger one would cost whoever verifies too much.
                guard let n, let e, 256...1_024 ~= Base64.octets(url: n)?.count ?? 0,
                    1...8 ~= Base64.octets(url: e)?.count ?? 0
                else { return nil }
                return .rsa(algorithm.name, identifier: name, modulus: n, exponent: e)
            case "EC":
                guard let x, let y, let crv, let curve = ECDSACurve(rawValue: crv) else { return nil }
                return .ecdsa(algorithm.name, identifier: name, x: x, y: y, curve: curve)
            default:
                guard let x else { return nil }
                return .octetKeyPair(algorithm.name, identifier: name, x: x, y: nil, curve: .ed25519)
            }
        }
    }

    /// A key that may be one that can't be read.
    private struct Reading: Decodable {
        var key: Key?

        init(from decoder: any Decoder) throws { key = try? Key(from: decoder) }
    }

    private enum CodingKeys: String, CodingKey { case keys }

    init(from decoder: any Decoder) throws {
        let readings = try decoder.container(keyedBy: CodingKeys.self).decode([Reading].self, forKey: .keys)
        keys = readings.prefix(Self.most).compactMap(\.key)
    }

    /// The keys by which a token with this header may be signed.
    ///
    /// - Parameters:
    ///   - algorithm: its algorithm.
    ///   - id: the id of its key; `nil` where it says none.
    /// - Returns: the keys: none where the id is unknown.
    func keys(for algorithm: SignatureAlgorithm, id: String?) -> [Key] {
        keys.filter { $0.verifies(algorithm) && (id == nil || $0.kid == id) }
    }
}
