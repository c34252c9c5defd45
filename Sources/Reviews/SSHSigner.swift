internal import DNSModel
internal import Glibc
internal import Platform
internal import ZonePlanning

/// The key that a reviewer signs with.
package enum SigningKey: Hashable, Sendable {
    /// The path of a private key, or of a public key whose private part the agent or a hardware key holds.
    case file(String)
    /// A public key itself, as in `ssh-ed25519 AAAA…`, whose private part the agent holds.
    case inAgent(String)

    /// The key that git signs commits with, where git signs with SSH; else the first usual key of the user.
    ///
    /// - Parameters:
    ///   - format: `gpg.format` of the git configuration.
    ///   - configured: `user.signingkey` of the git configuration: a path, `~/` included, or a public key, with or
    ///     without `key::` before it (git-config(1)).
    ///   - home: the user's home folder.
    /// - Throws: ``SSHError`` when there is no key.
    package init(format: String?, configured: String?, home: String?) throws(SSHError) {
        if format == "ssh", let configured, !configured.isEmpty {
            self.init(configured, home: home)
            return
        }
        let names = ["id_ed25519", "id_ed25519_sk", "id_ecdsa", "id_ecdsa_sk", "id_rsa"]
        let paths = home.map { home in names.map { "\(home)/.ssh/\($0)" } } ?? []
        guard let found = paths.first(where: { access($0, F_OK) == 0 }) else {
            throw SSHError(
                "there is no SSH key to sign with; name one with '--key'. Or set it for git: 'git config gpg.format "
                    + "ssh' and 'git config user.signingkey ~/.ssh/KEY.pub'. 'ssh-keygen -t ed25519' makes a new one")
        }
        self = .file(found)
    }

    /// Reads a key as a user or git names it: a path, `~/` included, or a public key.
    ///
    /// - Parameters:
    ///   - text: the path or the key.
    ///   - home: the user's home folder.
    package init(_ text: String, home: String?) {
        let literal = text.hasPrefix("key::") ? String(text.dropFirst(5)) : text
        if text.hasPrefix("key::")
            || ["ssh-", "ecdsa-", "sk-"].contains(where: { text.hasPrefix($0) && text.contains(" ") })
        {
            self = .inAgent(literal)
        } else if text.hasPrefix("~/"), let home {
            self = .file(home + text.dropFirst(1))
        } else {
            self = .file(text)
        }
    }
}

/// Signs plans with a reviewer's SSH key, as `ssh-keygen -Y sign -n gate53-plan` does by hand.
package struct SSHSigner: Sendable {
    private let keygen: SSHKeygen

    /// How long a person may take to type a passphrase or to touch a hardware key.
    private static let longestWait = 600

    package init(keygen: SSHKeygen) { self.keygen = keygen }

    /// Signs a plan.
    ///
    /// - Parameters:
    ///   - document: the plan's octets, those that the reviewer was shown.
    ///   - key: the key.
    ///   - isInteractive: whether what ssh-keygen says goes to our standard error, as when it asks to touch a hardware
    ///     key; passphrases are asked for on the terminal in any case.
    ///   - namespace: what the signature is for.
    /// - Returns: the octets of the signature file.
    /// - Throws: ``SSHError``.
    package func sign(
        _ document: [UInt8], with key: SigningKey, isInteractive: Bool = false,
        namespace: String = SSHKeygen.namespace
    ) throws(SSHError) -> [UInt8] {
        do { return try sign(document, key, isInteractive ? .inherited : .kept(1 << 20), namespace) } catch let failure
            as ProgramFailure
        {
            throw SSHError("cannot sign: \(Printable.text(failure.message))")
        } catch let error as SSHError {
            throw error
        } catch { throw SSHError("cannot sign") }
    }

    private func sign(
        _ document: [UInt8], _ key: SigningKey, _ messages: ChildProcess.Messages, _ namespace: String
    ) throws -> [UInt8] {
        let folder = try PrivateFolder(in: keygen.temporaryFolder)
        var arguments = ["-q", "-Y", "sign", "-n", namespace]
        let name: String
        switch key {
        case .file(let path):
            try checkKey(path)
            name = path
            arguments += ["-f", path]
        case .inAgent(let text):
            name = text
            arguments += ["-U", "-f", try folder.write("key.pub", Array((text + "\n").utf8))]
        }
        let outcome = try ChildProcess(
            [keygen.program] + arguments, environment: keygen.environment, input: .octets(document), messages: messages
        ).runBlocking(seconds: Self.longestWait)
        guard outcome.end == .exited(0), let signature = SSHSignature(armoured: outcome.output),
            signature.namespace == namespace
        else {
            let said = String(decoding: outcome.messages, as: UTF8.self).split(whereSeparator: \.isNewline).last ?? ""
            throw SSHError(
                "ssh-keygen made no signature with \(Printable.text(name))"
                    + (said.isEmpty ? "" : ": \(Printable.text(said))")
                    + "; check that it is the right key. If an agent holds it, 'ssh-add -L' must list it")
        }
        return outcome.output
    }

    /// Whether a file is a public key or a certificate: a type, base 64, and perhaps a comment (sshd(8),
    /// AUTHORIZED_KEYS).
    private static func isPublicKey(_ octets: [UInt8]) -> Bool {
        for line in octets.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let words = line.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 })
            guard let type = words.first, type.first != UInt8(ascii: "#") else { continue }
            guard words.count >= 2, let key = Base64.decode(words[1]) else { return false }
            var reader = SSHReader(rest: key[...])
            return reader.string() == type
        }
        return false
    }

    /// Finds the usual troubles before ssh-keygen does, for clearer words.
    private func checkKey(_ path: String) throws(SSHError) {
        let shown = Printable.text(path)
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw SSHError(
                "there is no key '\(shown)'; name one that exists, or make one with 'ssh-keygen -t ed25519'")
        }
        guard let octets = readFile(path, limit: SSHSignature.largestFile) else {
            throw SSHError("the key '\(shown)' can't be read; check its owner and permissions")
        }
        let isPrivate = String(decoding: octets, as: UTF8.self).contains("PRIVATE KEY-----")
        guard isPrivate || Self.isPublicKey(octets) else {
            throw SSHError(
                "'\(shown)' is not an SSH key; name the file of a private key, or of a public key whose private part "
                    + "the agent holds")
        }
        if isPrivate, status.st_uid == getuid(), status.st_mode & 0o077 != 0 {
            throw SSHError("others can read the private key '\(shown)', so it is not used; run 'chmod 600 \(shown)'")
        }
        let agent = keygen.environment["SSH_AUTH_SOCK"] ?? ""
        if !isPrivate, agent.isEmpty, !path.hasSuffix(".pub") || access(String(path.dropLast(4)), F_OK) != 0 {
            throw SSHError(
                "'\(shown)' is a public key, and neither its private key nor an agent (SSH_AUTH_SOCK) is there; name the"
                    + " private key")
        }
    }
}
