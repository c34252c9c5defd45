import Foundation
import Testing

@testable import Reviews

@Suite("Base 64 and signature blobs")
struct Base64Tests {
    @Test("base 64 as Foundation has it, and signatures of any octets never stop the reader")
    func base64() throws {
        var state: UInt64 = 53
        func random() -> UInt8 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(state >> 56)
        }
        for length in 0..<200 {
            let octets = (0..<length).map { _ in random() }
            let text = Data(octets).base64EncodedString()
            #expect(Base64.encode(octets) == text)
            #expect(Base64.decode(text.utf8) == octets)
            #expect(Base64.decode(text.utf8.dropLast()) == nil || text.isEmpty)
            let start = Array("SSHSIG".utf8) + [0, 0, 0, 1]
            for body in [
                octets, start + octets, start + [0, 0, 0, UInt8(length)] + octets, start + [255, 255, 255, 255],
            ] {
                let armoured = "-----BEGIN SSH SIGNATURE-----\n\(Base64.encode(body))\n-----END SSH SIGNATURE-----\n"
                #expect(SSHSignature(armoured: Array(armoured.utf8)) == nil)
            }
        }
    }
}
