// Decision 0107: what a sign-in stands for.

/// A code that signs in once, for whoever has lost the device with the one-time passwords or the account at the
/// sign-in service. It is shown once and stored hashed.
package struct RecoveryCode: Hashable, Sendable {
    /// Five groups of five letters and digits: 125 random bits, as in `abcde-fghij-klmno-pqrst-uvwxy`.
    package let text: String

    /// How many codes an account gets.
    package static let count = 10
    /// How many random octets there are in a code.
    static let octets = 16
    /// How many letters and digits a code has.
    private static let length = 25

    /// - Parameter random: at least 16 random octets; fewer make no code.
    package init?(random: [UInt8]) {
        guard random.count >= Self.octets else { return nil }
        let letters = Array(Base32.text(random).utf8.prefix(Self.length))
        var text: [UInt8] = []
        for (index, letter) in letters.enumerated() {
            if index > 0, index % 5 == 0 { text.append(UInt8(ascii: "-")) }
            text.append(letter)
        }
        self.text = String(decoding: text, as: UTF8.self)
    }

    /// What is stored of it.
    package var hash: SecretHash { SecretHash(of: text.utf8.filter { $0 != UInt8(ascii: "-") }.text) }

    /// The hash of a code that somebody has typed; `nil` where it can't be one.
    ///
    /// Upper case, spaces and hyphens don't count, and digits that no code has stand for the letters that look like
    /// them.
    package static func hash(typed text: String) -> SecretHash? {
        guard text.utf8.count <= 100 else { return nil }
        var letters: [UInt8] = []
        for octet in text.utf8 {
            switch octet {
            case UInt8(ascii: " "), UInt8(ascii: "-"): continue
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): letters.append(octet + 0x20)
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "2")...UInt8(ascii: "7"): letters.append(octet)
            case UInt8(ascii: "0"): letters.append(UInt8(ascii: "o"))
            case UInt8(ascii: "1"): letters.append(UInt8(ascii: "l"))
            case UInt8(ascii: "8"): letters.append(UInt8(ascii: "b"))
            default: return nil
            }
        }
        return letters.count == length ? SecretHash(of: letters.text) : nil
    }
}

extension [UInt8] {
    fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}
