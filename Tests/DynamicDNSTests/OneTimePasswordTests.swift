internal import DynamicDNS
internal import Testing
internal import ZonePlanning

@Suite("One-time passwords and recovery codes")
struct OneTimePasswordTests {
    /// The secret of RFC 6238, appendix B, for SHA-1.
    private let secret = Array("12345678901234567890".utf8)

    @Test(
        "Passwords are those of RFC 6238",
        arguments: [
            (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
        ] as [(Int64, String)])
    func vectors(time: Int64, code: String) {
        let step = OneTimePassword.step(at: Instant(seconds: time))
        #expect(OneTimePassword.code(of: secret, step: step, digits: 8) == code)
        #expect(OneTimePassword.code(of: secret, step: step) == String(code.suffix(6)))
    }

    @Test(
        "Passwords by counter are those of RFC 4226",
        arguments: Array(
            [
                "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
            ].enumerated().map { (Int64($0.offset), $0.element) }))
    func counters(step: Int64, code: String) {
        #expect(OneTimePassword.code(of: secret, step: step) == code)
    }

    @Test("A password is good in its half minute, and in the one before and after it")
    func window() throws {
        let step: Int64 = 59_869_440
        let code = try #require(OneTimePassword.code(of: secret, step: step))
        for (seconds, isGood) in [
            (-31, false), (-30, true), (-1, true), (0, true), (29, true), (30, true), (59, true), (60, false),
        ] as [(Int64, Bool)] {
            let found = OneTimePassword.step(of: code, secret: secret, at: Instant(seconds: step * 30 + seconds))
            #expect(found == (isGood ? step : nil), "\(seconds)")
        }
        #expect(OneTimePassword.step(at: Instant(seconds: -1)) == -1)
    }

    @Test("A password may be typed with a space, and nothing else is one")
    func typing() {
        #expect(OneTimePassword.typed("123 456") == "123456")
        for text in ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", String(repeating: " ", count: 100) + "123456"] {
            #expect(OneTimePassword.typed(text) == nil)
        }
    }

    @Test("The link for apps has the secret in base 32, and names that can't end it")
    func link() {
        let uri = OneTimePassword.uri(secret: secret, account: "Ana & Bo: x", service: "dyn.example.com")
        #expect(
            uri == "otpauth://totp/dyn.example.com:Ana%20%26%20Bo%20x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                + "&issuer=dyn.example.com&algorithm=SHA1&digits=6&period=30")
    }

    @Test(
        "Base 32 is that of RFC 4648",
        arguments: [
            ("", ""), ("f", "my"), ("fo", "mzxq"), ("foo", "mzxw6"), ("foob", "mzxw6yq"), ("fooba", "mzxw6ytb"),
            ("foobar", "mzxw6ytboi"),
        ])
    func base32(text: String, encoded: String) {
        #expect(Base32.text(Array(text.utf8)) == encoded)
    }

    @Test("A recovery code has 125 random bits, and is found however it is typed")
    func recoveryCodes() throws {
        let code = try #require(RecoveryCode(random: Array(repeating: 0xB7, count: 16)))
        #expect(code.text.utf8.count == 29)
        #expect(code.text.split(separator: "-").map(\.count) == [5, 5, 5, 5, 5])
        for typed in [
            code.text, code.text.uppercased(), String(code.text.filter { $0 != "-" }), "  \(code.text) ",
        ] {
            #expect(RecoveryCode.hash(typed: typed) == code.hash)
        }
        let letters = try #require(RecoveryCode(random: Array(repeating: 0, count: 16)))
        #expect(letters.text == "aaaaa-aaaaa-aaaaa-aaaaa-aaaaa")
        #expect(
            RecoveryCode.hash(typed: "l0o1b8" + String(repeating: "a", count: 19))
                == SecretHash(of: "loolbb" + String(repeating: "a", count: 19)))
        for typed in ["", "aaaaa", code.text + "a", "é" + code.text.dropFirst(), String(repeating: "-", count: 1_000)] {
            #expect(RecoveryCode.hash(typed: typed) == nil)
        }
        #expect(RecoveryCode(random: [1, 2, 3]) == nil)
    }

    @Test("Texts are compared whole")
    func comparing() {
        #expect("abc".equalsInConstantTime("abc"))
        for other in ["", "ab", "abd", "abcd", "Abc"] { #expect(!"abc".equalsInConstantTime(other)) }
    }
}
