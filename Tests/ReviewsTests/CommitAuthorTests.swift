import Foundation
import Gate
import Reviews
import Testing

/// Whose a commit is by its signature, as stock tools make them.
@Suite("Who signed a commit") struct CommitAuthorTests {
    private let commit = Array("tree 1\nauthor Ann <ann@example.com> 1 +0000\n\nA change\n".utf8)

    private func author(
        _ keys: KeyFolder, by name: String, namespace: String = "git", over octets: [UInt8]? = nil,
        among signers: String
    ) throws -> CommitSigner? {
        try CommitSignatures(keygen: keys.keygen).author(
            by: try keys.signature(by: name, namespace: namespace, of: octets ?? commit), over: commit,
            allowed: Array(signers.utf8))
    }

    @Test("is whom the signers file has the key of, by all its names") func known() throws {
        let keys = try KeyFolder()
        try keys.key("ann")
        let key = try keys.publicKey("ann")
        let both = #"ann@example.com namespaces="git,gate53-plan" \#(key)"# + "\nann@example.org \(key)\n"
        let found = try #require(try author(keys, by: "ann", among: both))
        #expect(found.principals.sorted() == ["ann@example.com", "ann@example.org"])
        #expect(found.fingerprint == (try keys.fingerprint("ann")))
    }

    @Test("is known by all names of the key where one of them may sign commits, in whatever line") func otherLines()
        throws
    {
        let keys = try KeyFolder()
        try keys.key("ann")
        let key = try keys.publicKey("ann")
        let plans = #"ann@example.com namespaces="gate53-plan" \#(key)"# + "\n"
        let commits = #"ann@example.org namespaces="git" \#(key)"# + "\n"
        for signers in [plans + commits, commits + plans] {
            let found = try #require(try author(keys, by: "ann", among: signers))
            #expect(found.principals.sorted() == ["ann@example.com", "ann@example.org"])
        }
    }

    @Test("is nobody where the key is unknown, may not sign commits, or signed something else") func nobody() throws {
        let keys = try KeyFolder()
        try keys.key("ann")
        try keys.key("eve")
        let key = try keys.publicKey("ann")
        #expect(try author(keys, by: "eve", among: "ann@example.com \(key)\n") == nil)
        #expect(try author(keys, by: "ann", among: #"ann@example.com namespaces="gate53-plan" \#(key)"# + "\n") == nil)
        #expect(try author(keys, by: "ann", over: Array("another".utf8), among: "ann@example.com \(key)\n") == nil)
        #expect(try author(keys, by: "ann", namespace: "file", among: "ann@example.com \(key)\n") == nil)
        #expect(
            try author(keys, by: "ann", among: #"ann@example.com valid-before="20200101" \#(key)"# + "\n") == nil)
    }

    @Test("is nobody where a name of the key can't be compared with an address") func patterns() throws {
        let keys = try KeyFolder()
        try keys.key("ann")
        let key = try keys.publicKey("ann")
        #expect(try author(keys, by: "ann", among: "ann \(key)\n") == nil)
        #expect(try author(keys, by: "ann", among: "ann@example.com \(key)\n*@example.org \(key)\n") == nil)
    }

    // Whoever may sign commits could sign the ledger.
    @Test("counts for the ledger where they are named, or nobody is") func ledger() throws {
        let keys = try KeyFolder()
        try keys.key("ann")
        try keys.key("deploy")
        let lines = try ["ann", "deploy"].map { name in
            #"\#(name)@example.com namespaces="git" \#(try keys.publicKey(name))"# + "\n"
        }
        func signer(_ name: String, _ named: [String]) throws -> String? {
            try CommitSignatures(keygen: keys.keygen).signer(
                of: try keys.signature(by: name, namespace: "git", of: commit), over: commit,
                allowed: LedgerSigners(Array(lines.joined().utf8), principals: named))
        }
        #expect(try signer("ann", []) == "ann@example.com")
        #expect(try signer("ann", ["deploy@example.com"]) == nil)
        #expect(try signer("deploy", ["Deploy@example.com"]) == "deploy@example.com")
        #expect(try signer("deploy", [""]) == nil)
    }

    // Of a key in two lines ssh-keygen finds the first one: the signature was nobody's, or by chance somebody else's.
    @Test("counts for the ledger by each name that its key has, in any order of the lines", arguments: [false, true])
    func severalLines(isReversed: Bool) throws {
        let keys = try KeyFolder()
        try keys.key("ann")
        let key = try keys.publicKey("ann")
        let lines = ["ann@example.com", "deploy@example.com"].map { #"\#($0) namespaces="git" \#(key)"# + "\n" }
        // A name by which it may not sign commits is none.
        let other = #"review@example.com namespaces="gate53-plan" \#(key)"# + "\n"
        let file = Array((other + (isReversed ? lines.reversed() : lines).joined()).utf8)
        func signer(_ named: [String]) throws -> String? {
            try CommitSignatures(keygen: keys.keygen).signer(
                of: try keys.signature(by: "ann", namespace: "git", of: commit), over: commit,
                allowed: LedgerSigners(file, principals: named))
        }
        #expect(try signer(["deploy@example.com"]) == "deploy@example.com")
        #expect(try signer(["ann@example.com"]) == "ann@example.com")
        #expect(try signer(["review@example.com"]) == nil)
        #expect(try signer(["eve@example.com"]) == nil)
        // Who wrote it is everybody whose key it is.
        let whole = try author(keys, by: "ann", among: String(decoding: file, as: UTF8.self))
        #expect(whole?.principals.sorted() == ["ann@example.com", "deploy@example.com", "review@example.com"])
    }

    @Test("is nobody by a signature of OpenPGP, or by rubbish") func otherKinds() throws {
        let keys = try KeyFolder()
        try keys.key("ann")
        let signers = Array("ann@example.com \(try keys.publicKey("ann"))\n".utf8)
        for text in ["-----BEGIN PGP SIGNATURE-----\n\niQEzBAABCAAdFiEE\n-----END PGP SIGNATURE-----\n", "", "rubbish"]
        {
            let found = try CommitSignatures(keygen: keys.keygen).author(
                by: Array(text.utf8), over: commit, allowed: signers)
            #expect(found == nil)
        }
    }
}
