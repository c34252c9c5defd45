internal import DynamicDNS

/// Codes that sign in once each: ten of 160 random bits, in groups of four letters and digits.
struct RecoveryCodes: Sendable {
    let texts: [String]
    let hashes: [SecretHash]

    init(_ random: any Randomness) throws(HostStoreError) {
        var texts: [String] = []
        for _ in 0..<10 {
            guard let secret = FreshSecret(random: random.octets(FreshSecret.octets)) else {
                throw .unavailable("there are no random octets; see that the system has a source of them")
            }
            var text = ""
            for (index, letter) in secret.text.dropFirst(4).enumerated() {
                if index > 0, index % 4 == 0 { text.append("-") }
                text.append(letter)
            }
            texts.append(text)
        }
        self.texts = texts
        hashes = texts.map(Self.hash(of:))
    }

    /// The hash of a code as somebody types it: groups and capitals don't count.
    static func hash(of text: String) -> SecretHash {
        SecretHash(of: text.lowercased().filter { $0 != "-" && !$0.isWhitespace })
    }
}
