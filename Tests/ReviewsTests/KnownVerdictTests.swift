import Foundation
import Gate
import Testing
import ZonePlanning

@testable import Reviews

@Suite("Signatures that were looked at before") struct KnownVerdictTests {
    /// Sources of approvals that find signatures with an ssh-keygen that counts how often it is run.
    private final class Counted {
        let keys: KeyFolder
        let sources: ReviewSources

        // This ssh-keygen does not know arguments that fit a pattern of the shell.
        init(refusing refused: String = "none", zone: String? = nil) throws {
            keys = try KeyFolder()
            let bin = keys.path + "/bin"
            try FileManager.default.createDirectory(atPath: bin, withIntermediateDirectories: true)
            try keys.write(
                Array(
                    """
                    #!/bin/sh
                    echo x >>'\(keys.path)/runs'
                    for argument in "$@"; do
                        case $argument in
                        \(refused)) echo 'Invalid "verify-time" option' >&2; exit 255 ;;
                        esac
                    done
                    exec /usr/bin/ssh-keygen "$@"

                    """.utf8), to: "bin/ssh-keygen")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: bin + "/ssh-keygen")
            var environment = KeyFolder.environment(keys.path)
            environment["PATH"] = bin + ":/usr/bin:/bin"
            environment["TZ"] = zone
            sources = ReviewSources(environment: environment, forge: ForgeEnvironment([:], event: nil))
        }

        var runs: Int {
            let text = (try? String(contentsOfFile: keys.path + "/runs", encoding: .utf8)) ?? ""
            return text.split(separator: "\n").count
        }

        func verdicts(
            _ signature: [UInt8], _ signers: String, at time: Instant? = nil, of document: [UInt8]? = nil,
            named name: String = "a.sig"
        ) async throws -> [ApprovalVerdict] {
            try await sources.signatures(
                [LedgerFile(path: name, octets: signature)], by: Array(signers.utf8), at: time
            ).approvals(of: document ?? keys.document)
        }
    }

    // The search, the review and the last look before a change each verified every signature again.
    @Test("are not verified again in a run, whoever asks") func once() async throws {
        let counted = try Counted()
        try counted.keys.key("ann")
        let signature = try counted.keys.signature(by: "ann")
        let signers = "ann@example.com \(try counted.keys.publicKey("ann"))\n"
        let first = try await counted.verdicts(signature, signers)
        #expect(principals(first) == ["ann@example.com"])
        let runs = counted.runs
        #expect(runs > 0)
        for _ in 0..<3 { #expect(try await counted.verdicts(signature, signers) == first) }
        // What is found elsewhere is told of there.
        let other = try await counted.verdicts(signature, signers, named: "b.sig")
        guard case .approved(let approval) = other.first else { return #expect(Bool(false)) }
        #expect(approval.source == "ledger:b.sig")
        #expect(counted.runs == runs)
        // Before anything is changed, what is so then counts.
        counted.sources.forgetAnswers()
        #expect(try await counted.verdicts(signature, signers) == first)
        #expect(counted.runs == 2 * runs)
    }

    // Each commit's was verified anew for the plan of what waits, each plan that was shown, and the one that is applied.
    @Test("of commits are not verified again either, but by other signers, at another time, or after that")
    func commits() throws {
        let counted = try Counted()
        try counted.keys.key("ann")
        let octets = Array("tree 1\nauthor Ann <ann@example.com> 1 +0000\n\nA change\n".utf8)
        let signature = CommitSignature(
            octets: octets, signature: try counted.keys.signature(by: "ann", namespace: "git", of: octets))
        let key = try counted.keys.publicKey("ann")
        let signers = Array("ann@example.com \(key)\n".utf8)
        func names(_ signers: [UInt8], at time: Instant? = nil) throws -> [String] {
            try counted.sources.signer(of: signature, among: signers, at: time)?.principals ?? []
        }
        #expect(try names(signers) == ["ann@example.com"])
        let runs = counted.runs
        #expect(runs > 0)
        for _ in 0..<3 { #expect(try names(signers) == ["ann@example.com"]) }
        #expect(counted.runs == runs)
        let ended = Array("ann@example.com valid-before=\"20200101Z\" \(key)\n".utf8)
        for _ in 0..<2 { #expect(try names(ended) == []) }
        #expect(try names(ended, at: Instant(seconds: 1_500_000_000)) == ["ann@example.com"])
        let more = counted.runs
        #expect(try names(ended) == [] && counted.runs == more)
        counted.sources.forgetAnswers()
        #expect(try names(signers) == ["ann@example.com"])
        #expect(counted.runs == more + runs)
    }

    // One that was being found out while all was forgotten was kept, and so was as good as one of after that.
    @Test("are forgotten also where they are just being found out") func whileForgetting() {
        let known = KnownAnswers<Int, Int>()
        #expect(known.answer(to: 1) { 1 } == 1)
        let late = known.answer(to: 2) {
            known.forget()
            return 2
        }
        #expect(late == 2)
        #expect(known.answer(to: 1) { 11 } == 11)
        #expect(known.answer(to: 2) { 12 } == 12)
        #expect(known.answer(to: 2) { 22 } == 12)
    }

    // What a key was worth at a time that is over is what the file says of it, which the question has whole.
    @Test("at a fixed time are forgotten with the others", arguments: [nil, Instant(seconds: 1_900_000_000)])
    func fixedTime(time: Instant?) async throws {
        let counted = try Counted()
        try counted.keys.key("ann")
        let signature = try counted.keys.signature(by: "ann")
        let signers = "ann@example.com \(try counted.keys.publicKey("ann"))\n"
        let first = try await counted.verdicts(signature, signers, at: time)
        let runs = counted.runs
        counted.sources.forgetAnswers()
        #expect(try await counted.verdicts(signature, signers, at: time) == first)
        #expect(runs > 0 && counted.runs == 2 * runs)
    }

    @Test("are verified again where anything that decides is not the same") func anew() async throws {
        let counted = try Counted()
        try counted.keys.key("ann")
        try counted.keys.key("bo")
        let signature = try counted.keys.signature(by: "ann")
        let signers = "ann@example.com \(try counted.keys.publicKey("ann"))\n"
        #expect(principals(try await counted.verdicts(signature, signers)) == ["ann@example.com"])
        #expect(reasons(try await counted.verdicts(signature, signers, of: [1])) == [.changedDocument])
        #expect(
            reasons(try await counted.verdicts(signature, "bo@example.com \(try counted.keys.publicKey("bo"))\n"))
                == [.unknownSigner])
        let ended = "ann@example.com valid-before=\"20200101Z\" \(try counted.keys.publicKey("ann"))\n"
        #expect(reasons(try await counted.verdicts(signature, ended)) == [.expiredKey])
        #expect(
            principals(try await counted.verdicts(signature, ended, at: Instant(seconds: 1_500_000_000)))
                == ["ann@example.com"])
    }

    // Times with a 'Z' came with OpenSSH 9.1: with an older one no signature was good at any time before.
    @Test(
        "by a certificate that ended count as of a time at which it had not", arguments: ["ed25519", "ecdsa"],
        ["UTC0", "JST-9", "PST8"])
    func certificate(type: String, zone: String) async throws {
        let counted = try Counted(refusing: "-Overify-time=*Z", zone: zone)
        let keys = counted.keys
        try keys.key("authority")
        try keys.key("ann", type)
        try keys.run(
            "ssh-keygen", "-q", "-s", keys.path + "/authority", "-I", "id", "-n", "ann@example.com", "-V",
            "20200101000000:20210101000000", keys.path + "/ann.pub", environment: ["TZ": "UTC0"])
        try FileManager.default.removeItem(atPath: keys.path + "/ann.pub")
        try FileManager.default.moveItem(atPath: keys.path + "/ann-cert.pub", toPath: keys.path + "/ann.pub")
        let signature = try keys.signature(by: "ann")
        let signers = "*@example.com cert-authority \(try keys.publicKey("authority"))\n"
        #expect(principals(try await counted.verdicts(signature, signers)) == [])
        let times: [(Int64, Bool)] = [
            (1_577_836_799, false), (1_577_836_800, true), (1_600_000_000, true), (1_609_459_199, true),
            (1_609_459_201, false), (1_700_000_000, false),
        ]
        for (seconds, isGood) in times {
            let found = principals(try await counted.verdicts(signature, signers, at: Instant(seconds: seconds)))
            #expect(found == (isGood ? ["ann@example.com"] : []), "\(seconds)")
        }
    }

    @Test("can't be checked by an ssh-keygen that knows no times, and are not called bad") func noTimes() async throws {
        let counted = try Counted(refusing: "-Overify-time=*")
        try counted.keys.key("ann")
        let signature = try counted.keys.signature(by: "ann")
        let signers = "ann@example.com \(try counted.keys.publicKey("ann"))\n"
        #expect(principals(try await counted.verdicts(signature, signers)) == ["ann@example.com"])
        var isRefused = false
        do {
            _ = try await counted.verdicts(signature, signers, at: Instant(seconds: 1_600_000_000))
        } catch is ApprovalSourceError { isRefused = true }
        #expect(isRefused)
    }
}
