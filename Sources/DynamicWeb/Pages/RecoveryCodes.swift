internal import DynamicDNS

/// The recovery codes that an account gets at once, as they are shown and as they are stored.
struct RecoveryCodes: Sendable {
    let texts: [String]
    let hashes: [SecretHash]

    init(_ random: any Randomness) throws(HostStoreError) {
        var codes: [RecoveryCode] = []
        for _ in 0..<RecoveryCode.count {
            guard let code = RecoveryCode(random: random.octets(16)) else {
                throw .unavailable("there are no random octets; see that the system has a source of them")
            }
            codes.append(code)
        }
        texts = codes.map(\.text)
        hashes = codes.map(\.hash)
    }

    /// The hash of a code as somebody types it; what can't be one has a hash that no code has.
    static func hash(of text: String) -> SecretHash { RecoveryCode.hash(typed: text) ?? SecretHash(octets: []) }
}
