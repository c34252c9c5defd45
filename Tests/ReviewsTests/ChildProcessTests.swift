import Foundation
import Testing

@testable import Reviews

@Suite("Running a program")
struct ChildProcessTests {
    private func run(_ path: String, _ arguments: [String], input: [UInt8] = [], seconds: Int = 30) throws
        -> ChildProcess.Outcome
    {
        try ChildProcess.run(path, arguments, environment: ["A": "b c"], input: input, seconds: seconds)
    }

    @Test("input, output and messages pass, however long")
    func passes() throws {
        let input = (0..<900_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        #expect(try run("/bin/cat", [], input: input).output == input)
        let outcome = try run("/bin/sh", ["-c", "echo out; echo err >&2; exit 3"])
        #expect(outcome.status == 3)
        #expect(outcome.output == Array("out\n".utf8) && outcome.messages == Array("err\n".utf8))
        #expect(try run("/bin/sh", ["-c", "kill -9 $$"]).status == 137)
    }

    @Test("a program that does not read its input does no harm")
    func unread() throws {
        #expect(try run("/bin/true", [], input: [UInt8](repeating: 0, count: 5_000_000)).status == 0)
    }

    @Test("arguments are passed as they are, and the environment is what is given")
    func surroundings() throws {
        let words = ["$(id)", "a b", "", "'", "\n", "*"]
        let text = words.map { $0 + "|" }.joined()
        #expect(try run("/usr/bin/printf", ["%s|"] + words).output == Array(text.utf8))
        #expect(try run("/usr/bin/env", []).output == Array("A=b c\n".utf8))
    }

    @Test("a program that runs too long, writes too much or is not there")
    func bounds() throws {
        #expect(throws: ChildProcess.Failure.self) { try run("/bin/sleep", ["600"], seconds: 0) }
        #expect(throws: ChildProcess.Failure.self) {
            try run("/bin/sh", ["-c", "exec >&- 2>&-; exec sleep 600"], seconds: 0)
        }
        #expect(throws: ChildProcess.Failure.self) { try run("/bin/cat", ["/dev/zero"]) }
        #expect(throws: ChildProcess.Failure.self) { try run("/nothing", []) }
    }

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
