/// Base 32 (RFC 4648, section 6) without padding.
package enum Base32 {
    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

    /// The octets in lower-case letters and digits.
    package static func text(_ octets: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((octets.count * 8 + 4) / 5)
        var (bits, count): (UInt32, Int) = (0, 0)
        for octet in octets {
            bits = bits << 8 | UInt32(octet)
            count += 8
            while count >= 5 {
                count -= 5
                text.append(alphabet[Int(bits >> UInt32(count) & 31)])
            }
        }
        if count > 0 { text.append(alphabet[Int(bits << UInt32(5 - count) & 31)]) }
        return String(decoding: text, as: UTF8.self)
    }
}

extension Collection<UInt8> {
    /// Whether these are the same octets; how long it takes says nothing of where they differ.
    package func equalsInConstantTime(_ other: some Collection<UInt8>) -> Bool {
        guard count == other.count else { return false }
        return zip(self, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension String {
    /// Whether this is the same text; how long it takes says nothing of where they differ.
    package func equalsInConstantTime(_ other: String) -> Bool {
        Array(utf8).equalsInConstantTime(Array(other.utf8))
    }
}
