internal import Hashing
package import ZonePlanning

// Decision 0107: what a sign-in stands for.

/// Time-based one-time passwords (RFC 6238) as every app makes them: SHA-1, six digits, a new one every 30 seconds.
package enum OneTimePassword {
    /// For how many seconds a password is the current one.
    package static let period: Int64 = 30
    /// How many octets a secret has: as many as a hash of SHA-1 (RFC 4226, section 4).
    package static let secretLength = 20
    /// How many digits a password has.
    static let digits = 6

    /// Which period a time is in.
    package static func step(at time: Instant) -> Int64 {
        let (step, rest) = time.seconds.quotientAndRemainder(dividingBy: period)
        return rest < 0 ? step - 1 : step
    }

    /// The password of a period; `nil` where it can't be computed.
    ///
    /// - Parameters:
    ///   - secret: what the app was told.
    ///   - step: the period.
    ///   - digits: how many digits it has.
    /// - Returns: the digits.
    package static func code(of secret: [UInt8], step: Int64, digits: Int = OneTimePassword.digits) -> String? {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * Int64($0))) }
        guard let hash = HMACSHA1.code(of: counter, key: secret), let last = hash.last else { return nil }
        let offset = Int(last & 15)
        guard offset + 4 <= hash.count else { return nil }
        let number = hash[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        let scale = (0..<digits).reduce(UInt64(1)) { scale, _ in scale * 10 }
        let text = String(UInt64(number) % scale)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }

    /// The period of a password that somebody has typed: the current one, or the one before or after it, since clocks
    /// and fingers differ.
    ///
    /// - Parameters:
    ///   - text: what was typed; spaces in it don't count.
    ///   - secret: the account's.
    ///   - time: now.
    /// - Returns: the period; `nil` where it is the password of none of them.
    package static func step(of text: String, secret: [UInt8], at time: Instant) -> Int64? {
        guard let typed = typed(text) else { return nil }
        let now = step(at: time)
        var found: Int64?
        for step in [now - 1, now, now + 1] {
            if let code = code(of: secret, step: step), code.equalsInConstantTime(typed) { found = step }
        }
        return found
    }

    /// The six digits that were typed; `nil` where it is something else.
    package static func typed(_ text: String) -> String? {
        guard text.utf8.count <= 20 else { return nil }
        let octets = text.utf8.filter { $0 != UInt8(ascii: " ") }
        guard octets.count == digits, octets.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        return String(decoding: octets, as: UTF8.self)
    }

    /// What an app reads, as a link or as a picture of it (the key URI format of Google Authenticator).
    ///
    /// - Parameters:
    ///   - secret: the secret.
    ///   - account: what the app calls the account.
    ///   - service: what the app calls the service.
    /// - Returns: the URI.
    package static func uri(secret: [UInt8], account: String, service: String) -> String {
        // A colon would end the service's name.
        let label = [service, account].map { PercentEncoding.encode($0.filter { $0 != ":" }) }.joined(separator: ":")
        return "otpauth://totp/\(label)?secret=\(typedSecret(secret))&issuer="
            + PercentEncoding.encode(service.filter { $0 != ":" }) + "&algorithm=SHA1&digits=\(digits)&period=\(period)"
    }

    /// The secret as it is typed into an app that reads no picture.
    package static func typedSecret(_ secret: [UInt8]) -> String { Base32.text(secret).uppercased() }
}

/// Percent-encoding (RFC 3986, section 2.1).
package enum PercentEncoding {
    /// The text with every octet encoded that is not unreserved (section 2.3).
    package static func encode(_ text: String) -> String {
        var result: [UInt8] = []
        for octet in text.utf8 {
            switch octet {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.append(octet)
            default:
                result.append(UInt8(ascii: "%"))
                result += [digit(octet >> 4), digit(octet & 15)]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
