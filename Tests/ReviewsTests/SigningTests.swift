import Foundation
import Reviews
import Testing
import ZonePlanning

@Suite("Signing a plan")
struct SigningTests {
    @Test("our signature is the one made by hand", arguments: ["ed25519", "rsa"])
    func same(type: String) throws {
        let keys = try KeyFolder()
        let key = try keys.key("ann", type)
        let signer = SSHSigner(keygen: keys.keygen)
        let byHand = try keys.signature(by: "ann")
        #expect(try signer.sign(keys.document, with: .file(key)) == byHand)
        // The private key lies beside the public one.
        #expect(try signer.sign(keys.document, with: .file(key + ".pub")) == byHand)
    }

    @Test("what we sign approves, whatever the octets")
    func approves() async throws {
        let keys = try KeyFolder()
        let key = try keys.key("ann", "ecdsa")
        let signers = "ann \(try keys.publicKey("ann"))\n"
        for document in [[], [0], Array(repeating: 0xFF, count: 300_000)] as [[UInt8]] {
            let signature = try SSHSigner(keygen: keys.keygen).sign(document, with: .file(key))
            #expect(principals(try await keys.verdicts(signers, signature, of: document)) == ["ann"])
        }
    }

    @Test("an agent signs with a key that only it has, named by file or as git names it")
    func agent() throws {
        let keys = try KeyFolder()
        let key = try keys.key("ann")
        let byHand = try keys.signature(by: "ann")
        let socket = keys.path + "/agent"
        let agent = Process()
        agent.executableURL = URL(fileURLWithPath: "/usr/bin/ssh-agent")
        agent.arguments = ["-D", "-a", socket]
        agent.standardOutput = FileHandle.nullDevice
        agent.standardError = FileHandle.nullDevice
        try agent.run()
        defer {
            kill(agent.processIdentifier, SIGKILL)
            agent.waitUntilExit()
        }
        while !FileManager.default.fileExists(atPath: socket), agent.isRunning { sched_yield() }
        let environment = KeyFolder.environment(keys.path).merging(["SSH_AUTH_SOCK": socket]) { $1 }
        try keys.run("ssh-add", "-q", key, environment: environment)
        try FileManager.default.removeItem(atPath: key)
        let signer = SSHSigner(keygen: try SSHKeygen(environment: environment))
        #expect(try signer.sign(keys.document, with: .file(key + ".pub")) == byHand)
        let literal = try keys.publicKey("ann")
        #expect(try signer.sign(keys.document, with: SigningKey("key::" + literal, home: nil)) == byHand)
        #expect(try signer.sign(keys.document, with: SigningKey(literal + " comment", home: nil)) == byHand)
        try keys.key("bob")
        let bob = try keys.publicKey("bob")
        #expect(
            message { () throws(SSHError) in try signer.sign(keys.document, with: .inAgent(bob)) }.contains(
                "ssh-add -L"))
    }

    @Test("what cannot sign says why")
    func troubles() throws {
        let keys = try KeyFolder()
        let signer = SSHSigner(keygen: keys.keygen)
        func trouble(_ path: String) -> String {
            message { () throws(SSHError) in try signer.sign(keys.document, with: .file(path)) }
        }
        #expect(trouble(keys.path + "/nothing").contains("there is no key"))
        let open = try keys.key("open")
        try #require(chmod(open, 0o644) == 0)
        #expect(trouble(open).contains("chmod 600"))
        let lonely = try keys.key("lonely")
        try FileManager.default.removeItem(atPath: lonely)
        #expect(trouble(lonely + ".pub").contains("public key"))
        #expect(trouble(try keys.key("locked", passphrase: "secret words")).contains("made no signature"))
        try keys.write(Array("rubbish\u{1B}[2J".utf8), to: "rubbish\u{1B}")
        #expect(!trouble(keys.path + "/rubbish\u{1B}").contains("\u{1B}"))
        #expect(trouble(keys.path).contains("can't be read"))
    }

    @Test("the key that git signs with, else the first usual one")
    func chosen() throws {
        let keys = try KeyFolder()
        let home = keys.path
        func key(_ format: String?, _ configured: String?) throws(SSHError) -> SigningKey {
            try SigningKey(format: format, configured: configured, home: home)
        }
        #expect(try key("ssh", "~/.ssh/other.pub") == .file(home + "/.ssh/other.pub"))
        #expect(try key("ssh", "/keys/a") == .file("/keys/a"))
        #expect(try key("ssh", "key::ssh-ed25519 AAAA") == .inAgent("ssh-ed25519 AAAA"))
        #expect(try key("ssh", "sk-ssh-ed25519@openssh.com AAAA") == .inAgent("sk-ssh-ed25519@openssh.com AAAA"))
        #expect(message { () throws(SSHError) in try key(nil, nil) }.contains("ssh-keygen -t ed25519"))
        try FileManager.default.createDirectory(atPath: home + "/.ssh", withIntermediateDirectories: true)
        try keys.key(".ssh/id_rsa", "rsa")
        #expect(try key("openpgp", "ABCDEF") == .file(home + "/.ssh/id_rsa"))
        try keys.key(".ssh/id_ed25519")
        #expect(try key("ssh", nil) == .file(home + "/.ssh/id_ed25519"))
    }

    @Test("a signature is written beside the plan and never over another reviewer's")
    func output() throws {
        let keys = try KeyFolder()
        let (ann, bob) = (try keys.key("ann", "ecdsa"), try keys.key("bob"))
        let signer = SSHSigner(keygen: keys.keygen)
        let first = try signer.sign(keys.document, with: .file(ann))
        #expect(try SSHSigner.write(first, beside: keys.plan) == keys.plan + ".sig")
        // An ECDSA signature is another each time, but by the same key.
        let second = try signer.sign(keys.document, with: .file(ann))
        #expect(try SSHSigner.write(second, beside: keys.plan) == keys.plan + ".sig")
        #expect(try Array(Data(contentsOf: URL(fileURLWithPath: keys.plan + ".sig"))) == second)
        let other = try signer.sign(keys.document, with: .file(bob))
        let path = try SSHSigner.write(other, beside: keys.plan)
        let short = try keys.fingerprint("bob").dropFirst(7).filter { $0.isLetter || $0.isNumber }.prefix(12)
        #expect(path == keys.plan + "." + short + ".sig")
        #expect(try SSHSigner.write(other, beside: keys.plan) == path)
        #expect(try Array(Data(contentsOf: URL(fileURLWithPath: keys.plan + ".sig"))) == second)
        #expect(SSHApprovals.signatures(beside: keys.plan).sorted() == [keys.plan + ".sig", path].sorted())
        #expect(message { () throws(SSHError) in try SSHSigner.write([1, 2], beside: keys.plan) } != "")
        try keys.write(first, to: String(path.split(separator: "/").last ?? ""))
        #expect(
            message { () throws(SSHError) in try SSHSigner.write(other, beside: keys.plan) }.contains("move them away"))
        #expect(message { () throws(SSHError) in try SSHSigner.write(other, beside: "/nothing/plan") } != "")
        #expect(try FileManager.default.contentsOfDirectory(atPath: keys.path).filter { $0.hasSuffix(".tmp") } == [])
    }
}
