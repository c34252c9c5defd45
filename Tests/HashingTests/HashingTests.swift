import Hashing
import Testing

@Suite("Hashes are those of their standards") struct HashingTests {
    @Test(
        "SHA-256 (FIPS 180-4, examples of NIST's Cryptographic Standards page)",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func sha256(_ text: String, _ digest: String) {
        #expect(Hexadecimal.text(SHA256.digest(of: Array(text.utf8))) == digest)
    }

    @Test("SHA-256 of a million times 'a' (FIPS 180-4)") func million() {
        #expect(
            Hexadecimal.text(SHA256.digest(of: Array(repeating: UInt8(ascii: "a"), count: 1_000_000)))
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test("SHA-1 (RFC 3174 test 1)") func sha1() {
        #expect(Hexadecimal.text(SHA1.digest(of: Array("abc".utf8))) == "a9993e364706816aba3e25717850c26c9cd0d89d")
    }

    /// Key, octets and code.
    static let codes: [(key: [UInt8], octets: String, code: String)] = [
        (
            Array(repeating: 0x0B, count: 20), "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            Array(repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
    ]

    @Test("HMAC with SHA-256 (RFC 4231 cases 1, 2 and 6)", arguments: codes)
    func code(_ vector: (key: [UInt8], octets: String, code: String)) throws {
        let code = try #require(HMACSHA256.code(of: Array(vector.octets.utf8), key: vector.key))
        #expect(Hexadecimal.text(code) == vector.code)
    }

    @Test("An empty key and no octets have a code too") func empty() throws {
        let code = try #require(HMACSHA256.code(of: [], key: []))
        #expect(Hexadecimal.text(code) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test("Each octet is two digits") func hexadecimal() {
        #expect(Hexadecimal.text((0...255).map { UInt8($0) }).count == 512)
        #expect(Hexadecimal.text([0, 1, 9, 10, 15, 16, 159, 160, 255] as [UInt8]) == "0001090a0f109fa0ff")
        #expect(Hexadecimal.text([] as [UInt8]) == "")
    }
}
