import Foundation
import Reviews
import Testing
import ZonePlanning

@Suite("Approvals by SSH signature")
struct ApprovalTests {
    @Test("a signature made by hand approves", arguments: ["ed25519", "rsa", "ecdsa"])
    func byHand(type: String) async throws {
        let keys = try KeyFolder()
        try keys.key("ann", type)
        let signature = try keys.signature(by: "ann")
        let signers = "# reviewers\n\nann@example.com \(try keys.publicKey("ann")) Ann's laptop\n"
        let approval = Approval(
            reviewer: Reviewer(principal: "ann@example.com"), fingerprint: try keys.fingerprint("ann"), source: "s0",
            signature: signature)
        #expect(try await keys.verdicts(signers, signature) == [.approved(approval)])
    }

    @Test("no octet of the plan can be changed, none added, none removed")
    func tampered() async throws {
        let keys = try KeyFolder(document: #"{"plan":1,"zone":"example.com."}"#)
        try keys.key("ann")
        let signature = try keys.signature(by: "ann")
        let signers = "ann@example.com \(try keys.publicKey("ann"))\n"
        var documents: [[UInt8]] = [keys.document + [0x0A], keys.document.dropLast(), []]
        for index in keys.document.indices {
            var document = keys.document
            document[index] ^= 1 << UInt8(index % 8)
            documents.append(document)
        }
        for document in documents {
            #expect(reasons(try await keys.verdicts(signers, signature, of: document)) == [.changedDocument])
        }
        #expect(principals(try await keys.verdicts(signers, signature)) == ["ann@example.com"])
    }

    @Test("no octet of a signature can be changed")
    func tamperedSignature() async throws {
        let keys = try KeyFolder()
        try keys.key("ann")
        let signers = "ann@example.com \(try keys.publicKey("ann"))\n"
        let text = String(decoding: try keys.signature(by: "ann"), as: UTF8.self)
        let lines = text.split(separator: "\n").map(String.init)
        let blob = try #require(Data(base64Encoded: lines.dropFirst().dropLast().joined()))
        for index in blob.indices where index % 3 == 0 {
            var changed = blob
            changed[index] ^= 0x20
            let armoured = ([lines[0], changed.base64EncodedString(), lines[lines.count - 1]]).joined(separator: "\n")
            let verdicts = try await keys.verdicts(signers, Array((armoured + "\n").utf8))
            #expect(principals(verdicts) == [] && verdicts.count == 1, "octet \(index)")
        }
        for length in stride(from: 0, to: text.utf8.count - 30, by: 17) {
            let verdicts = try await keys.verdicts(signers, Array(text.utf8.prefix(length)))
            #expect(reasons(verdicts) == [.unreadable])
        }
    }

    @Test("a key that is not listed, and an empty list")
    func unknown() async throws {
        let keys = try KeyFolder()
        try keys.key("ann")
        try keys.key("eve")
        let signature = try keys.signature(by: "eve")
        for signers in ["", "\n# none\n", "ann@example.com \(try keys.publicKey("ann"))\n", "\u{0}\u{FF}garbage\n"] {
            let verdicts = try await keys.verdicts(signers, signature)
            #expect(reasons(verdicts) == [.unknownSigner])
            guard case .rejected(let rejected)? = verdicts.first else { return }
            #expect(rejected.message.contains(try keys.fingerprint("eve")))
        }
        // Somebody else's principal on Eve's key in a comment, or a key that only begins like hers.
        let key = try keys.publicKey("eve")
        for signers in [
            "#ann@example.com \(key)\n", "ann@example.com \(key)AAAA\n",
            "ann@example.com ssh-rsa \(key.split(separator: " ")[1])\n",
        ] {
            #expect(principals(try await keys.verdicts(signers, signature)) == [])
        }
    }

    @Test(
        "a key that is listed for another time",
        arguments: [
            #"valid-before="20200101""#, #"valid-after="20990101""#,
            #"VALID-AFTER="20100101Z",valid-before="20110101Z""#,
            #"namespaces="gate53-plan",valid-before="20200101""#,
        ])
    func expired(options: String) async throws {
        let keys = try KeyFolder()
        try keys.key("ann")
        let signature = try keys.signature(by: "ann")
        let key = try keys.publicKey("ann")
        #expect(reasons(try await keys.verdicts("ann@example.com \(options) \(key)\n", signature)) == [.expiredKey])
        // Renewed on another line.
        let renewed = "ann@example.com \(options) \(key)\nann@example.com \(key)\n"
        #expect(principals(try await keys.verdicts(renewed, signature)) == ["ann@example.com"])
        #expect(
            reasons(try await keys.verdicts("ann@example.com \(options) \(key)\n", signature, of: [1])) == [
                .changedDocument
            ])
    }

    @Test("a key within its time")
    func valid() async throws {
        let keys = try KeyFolder()
        try keys.key("ann")
        let signature = try keys.signature(by: "ann")
        let signers = #"ann@example.com valid-after="20200101",valid-before="20990101" "# + (try keys.publicKey("ann"))
        #expect(principals(try await keys.verdicts(signers, signature)) == ["ann@example.com"])
    }

    @Test("a signature for another purpose, and a key that may not sign plans")
    func namespaces() async throws {
        let keys = try KeyFolder()
        try keys.key("ann")
        let key = try keys.publicKey("ann")
        for namespace in ["git", "file", "gate53-plan2", "GATE53-PLAN", "gate53"] {
            let signature = try keys.signature(by: "ann", namespace: namespace)
            #expect(reasons(try await keys.verdicts("ann@example.com \(key)\n", signature)) == [.wrongNamespace])
        }
        let signature = try keys.signature(by: "ann")
        let git = #"ann@example.com namespaces="git,file" "# + key
        #expect(reasons(try await keys.verdicts(git, signature)) == [.wrongNamespace])
        let both = #"ann@example.com namespaces="git,gate53-plan" "# + key
        #expect(principals(try await keys.verdicts(both, signature)) == ["ann@example.com"])
    }

    @Test(
        "what is no signature",
        arguments: ["", "hello", "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n"])
    func unreadable(text: String) async throws {
        let keys = try KeyFolder()
        #expect(reasons(try await keys.verdicts("", Array(text.utf8))) == [.unreadable])
    }

    @Test("one reviewer with two keys gives two approvals of one principal")
    func twoKeys() async throws {
        let keys = try KeyFolder()
        try keys.key("laptop")
        try keys.key("token", "ecdsa")
        let signers =
            "ann@example.com \(try keys.publicKey("laptop"))\nann@example.com \(try keys.publicKey("token"))\n"
        let verdicts = try await keys.verdicts(
            signers, try keys.signature(by: "laptop"), try keys.signature(by: "token"))
        #expect(principals(verdicts) == ["ann@example.com", "ann@example.com"])
    }

    @Test("one key under two principals gives both names, so that the rule can see an author's other name")
    func twoPrincipals() async throws {
        let keys = try KeyFolder()
        try keys.key("ann")
        let key = try keys.publicKey("ann")
        let signature = try keys.signature(by: "ann")
        let lists = [
            "ann@example.com,ann@work.example \(key)\n", "ann@example.com \(key)\nann@work.example \(key)\n",
            "ann@example.com \(key)\nann@example.com,ann@work.example \(key)\n",
        ]
        for signers in lists {
            let verdicts = try await keys.verdicts(signers, signature)
            #expect(principals(verdicts) == ["ann@example.com", "ann@work.example"])
            let fingerprints = verdicts.map {
                if case .approved(let approval) = $0 { approval.fingerprint } else { "" }
            }
            #expect(Set(fingerprints) == [try keys.fingerprint("ann")])
        }
        // One of the two has expired.
        let half = "ann@example.com \(key)\nold@example.com valid-before=\"20200101\" \(key)\n"
        #expect(principals(try await keys.verdicts(half, signature)) == ["ann@example.com"])
    }

    @Test("a pattern is a principal, a name it excludes is none, and a name like an option is only a name")
    func oddPrincipals() async throws {
        let keys = try KeyFolder()
        try keys.key("ann")
        let key = try keys.publicKey("ann")
        let signature = try keys.signature(by: "ann")
        #expect(principals(try await keys.verdicts("*@example.com \(key)\n", signature)) == ["*@example.com"])
        let excluded = try await keys.verdicts("!bob@example.com,*@example.com \(key)\n", signature)
        #expect(principals(excluded) == ["*@example.com"])
        #expect(principals(try await keys.verdicts("-Oprint \(key)\n", signature)) == ["-Oprint"])
        #expect(principals(try await keys.verdicts("$(touch /tmp/x)` \(key)\n", signature)) == [])
    }

    @Test("a certificate approves for the principals it was made for, when its authority is listed")
    func certificate() async throws {
        let keys = try KeyFolder()
        try keys.key("authority")
        try keys.key("ann")
        try keys.run(
            "ssh-keygen", "-q", "-s", keys.path + "/authority", "-I", "id", "-n", "ann@example.com",
            keys.path + "/ann.pub")
        try FileManager.default.removeItem(atPath: keys.path + "/ann.pub")
        try FileManager.default.moveItem(atPath: keys.path + "/ann-cert.pub", toPath: keys.path + "/ann.pub")
        let signature = try keys.signature(by: "ann")
        let authority = try keys.publicKey("authority")
        let trusted = try await keys.verdicts("*@example.com cert-authority \(authority)\n", signature)
        #expect(principals(trusted) == ["ann@example.com"])
        let elsewhere = try await keys.verdicts("*@other.example cert-authority \(authority)\n", signature)
        #expect(principals(elsewhere) == [])
        #expect(reasons(try await keys.verdicts("*@example.com \(authority)\n", signature)) == [.unknownSigner])
    }

    @Test("a key is one, whatever certificate carries it", arguments: ["ed25519", "rsa", "ecdsa"])
    func oneKeyTwoCertificates(type: String) async throws {
        let keys = try KeyFolder()
        try keys.key("authority")
        try keys.key("eve", type)
        let (plain, fingerprint, own) = (
            try keys.signature(by: "eve"), try keys.fingerprint("eve"), try keys.publicKey("eve")
        )
        let file = try Data(contentsOf: URL(fileURLWithPath: keys.path + "/eve.pub"))
        var signatures = [plain]
        for name in ["eve", "other"] {
            try file.write(to: URL(fileURLWithPath: keys.path + "/eve.pub"))
            try keys.run(
                "ssh-keygen", "-q", "-s", keys.path + "/authority", "-I", name, "-n", name + "@example.com",
                keys.path + "/eve.pub")
            let certificate = try Data(contentsOf: URL(fileURLWithPath: keys.path + "/eve-cert.pub"))
            try certificate.write(to: URL(fileURLWithPath: keys.path + "/eve.pub"))
            signatures.append(try keys.signature(by: "eve"))
        }
        let signers = "*@example.com cert-authority \(try keys.publicKey("authority"))\nthird@example.com \(own)\n"
        for (signature, name) in zip(signatures, ["third", "eve", "other"]) {
            let verdicts = try await keys.verdicts(signers, signature)
            #expect(principals(verdicts) == [name + "@example.com"])
            for case .approved(let approval) in verdicts { #expect(approval.fingerprint == fingerprint) }
        }
    }

    @Test("signatures are found beside the plan, at paths and where they are handed over, each once")
    func places() async throws {
        let keys = try KeyFolder()
        let names = ["ann", "bob", "cid", "dan", "eve"]
        var signers = ""
        for name in names {
            try keys.key(name)
            signers += "\(name) \(try keys.publicKey(name))\n"
        }
        let ann = try keys.signature(by: "ann")
        try keys.write(ann, to: "plan.json.sig")
        try keys.write(try keys.signature(by: "bob"), to: "plan.json.bob.sig")
        try keys.write(try keys.signature(by: "cid"), to: "elsewhere")
        let eve = try keys.signature(by: "eve")
        for name in ["plan.json.sig.bak", "plan.jsonx.sig", "other.json.sig", "plan.json.eve.sig~", "xplan.json.sig"] {
            try keys.write(eve, to: name)
        }
        try #require(mkfifo(keys.path + "/plan.json.pipe.sig", 0o600) == 0)
        #expect(
            SSHApprovals.signatures(beside: keys.plan)
                == ["bob.sig", "pipe.sig", "sig"].map { keys.plan + "." + $0 })
        let source = try SSHApprovals(
            plan: keys.plan, paths: [keys.path + "/elsewhere", keys.path + "/nothing"],
            signatures: [
                SignatureFile(source: "ledger", octets: try keys.signature(by: "dan")),
                SignatureFile(source: "ledger again", octets: ann),
            ], allowedSigners: Array(signers.utf8), keygen: keys.keygen)
        let verdicts = try await source.approvals(of: keys.document)
        #expect(principals(verdicts) == ["bob", "ann", "cid", "dan"])
        #expect(reasons(verdicts) == [.unreadable, .unreadable])
        #expect(try await source.approvals(of: keys.document) == verdicts)
        // Nothing of it stays behind.
        #expect(try FileManager.default.contentsOfDirectory(atPath: keys.path).filter { $0.hasPrefix("gate53-") } == [])
    }

    @Test("a flood of signatures in the ledger does not keep the good one from being seen")
    func flood() async throws {
        let keys = try KeyFolder()
        try keys.key("ann")
        try keys.key("eve")
        let good = SignatureFile(source: "good", octets: try keys.signature(by: "ann"))
        let signers = Array("ann@example.com \(try keys.publicKey("ann"))\n".utf8)
        // By nobody, by somebody who is not listed, and by Ann over something else.
        var flood = (0..<150).map { SignatureFile(source: "\($0)", octets: Array("\($0)".utf8)) }
        for name in ["eve", "ann"] {
            let signature = try keys.signature(by: name, of: [1])
            flood += (0..<(name == "ann" ? 3 : 150)).map {
                SignatureFile(source: "\(name) \($0)", octets: signature + Array("\($0)\n".utf8))
            }
        }
        let approvals = try SSHApprovals(
            plan: nil, signatures: [good] + flood, allowedSigners: signers, keygen: keys.keygen)
        let verdicts = try await approvals.approvals(of: keys.document)
        #expect(principals(verdicts) == ["ann@example.com"])
        #expect(reasons(verdicts).contains(.unreadable))
    }

    @Test("too many signatures, and no ssh-keygen")
    func refused() throws {
        let keys = try KeyFolder()
        let many = (0..<201).map { SignatureFile(source: "\($0)", octets: Array("\($0)".utf8)) }
        #expect(throws: (any Error).self) {
            try SSHApprovals(plan: nil, signatures: many, allowedSigners: [], keygen: keys.keygen)
        }
        for environment in [["PATH": "/nothing:relative:"], [:].merging(["PATH": ""]) { $1 }] {
            let text = message { () throws(SSHError) in try SSHKeygen(environment: environment) }
            #expect(text.contains("apt install openssh-client"))
        }
    }
}
