internal import Testing
internal import ZonePlanning

@Suite("Digest") struct DigestTests {
    /// FIPS 180-4 examples (NIST, "SHA-256 test vectors": empty, one block, two blocks, a million letters).
    static let vectors: [(octets: [UInt8], digest: String)] = [
        ([], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (Array("abc".utf8), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ]

    @Test("SHA-256 of the vectors of FIPS 180-4", arguments: vectors)
    func vector(octets: [UInt8], digest: String) {
        #expect(Digest(of: octets).hexadecimal == digest)
        #expect(Digest(of: octets).description == "sha256:\(digest)")
        #expect(Digest(of: octets).short == digest.prefix(12))
        #expect(Digest(hexadecimal: digest) == Digest(of: octets))
    }

    @Test("Only 64 lower-case hexadecimal digits are read as a digest")
    func reading() {
        let digest = Digest(of: []).hexadecimal
        for text in ["", "abc", digest.uppercased(), digest + "0", String(digest.dropLast()) + "g", "sha256:" + digest]
        {
            #expect(Digest(hexadecimal: text) == nil)
        }
    }
}
