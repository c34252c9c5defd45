package import Gate
package import ZonePlanning

/// Signatures over git commits, as git itself makes and checks them with `gpg.format` ssh: in the namespace `git`.
package struct CommitSignatures: Sendable {
    private let keygen: SSHKeygen

    /// What a commit's signature is for.
    private static let namespace = "git"

    package init(keygen: SSHKeygen) { self.keygen = keygen }

    /// Signs a commit's octets.
    ///
    /// - Parameters:
    ///   - commit: the commit without a signature.
    ///   - key: the key.
    /// - Returns: the armoured signature.
    /// - Throws: ``SSHError``.
    package func sign(_ commit: [UInt8], with key: SigningKey) throws(SSHError) -> [UInt8] {
        try SSHSigner(keygen: keygen).sign(commit, with: key, namespace: Self.namespace)
    }

    /// Who made a commit, by its signature: all that the key is listed as, for whatever it may sign there, so that
    /// nobody is another person by another of their names.
    ///
    /// - Parameters:
    ///   - signature: the armoured signature. One of OpenPGP or X.509 is nobody's here.
    ///   - commit: the commit without it.
    ///   - signers: the allowed-signers file (ssh-keygen(1), ALLOWED SIGNERS).
    ///   - time: at which time the key had to be good; `nil` for now.
    /// - Returns: whose it is; `nil` where it is not good, or nobody's in the file, or where one of the key's
    ///   principals is no address that can be compared.
    /// - Throws: ``SSHError`` when it can't be checked.
    package func author(
        by signature: [UInt8], over commit: [UInt8], allowed signers: [UInt8], at time: Instant? = nil
    ) throws(SSHError) -> CommitSigner? {
        guard let read = SSHSignature(armoured: signature), read.namespace == Self.namespace else { return nil }
        return try checking(signature, signers) { files throws(ProgramFailure) in
            let names = try names(of: read, signers, files, at: time)
            guard names.allSatisfy(Reviewer.isIdentity) else { return nil }
            for name in names where try isGood(files, by: name, over: commit, at: time) {
                return CommitSigner(principals: names, fingerprint: read.fingerprint)
            }
            return nil
        }
    }

    /// Whose signature it is, of those who may: a key may be listed under several names, of which only one is.
    ///
    /// - Parameters:
    ///   - signature: the armoured signature.
    ///   - commit: the commit without it.
    ///   - signers: who may, of the allowed-signers file (ssh-keygen(1), ALLOWED SIGNERS).
    /// - Returns: the first such principal of the file; `nil` where the signature is not good, or nobody's who may.
    /// - Throws: ``SSHError`` when it can't be checked.
    package func signer(
        of signature: [UInt8], over commit: [UInt8], allowed signers: LedgerSigners
    ) throws(SSHError) -> String? {
        guard let read = SSHSignature(armoured: signature), read.namespace == Self.namespace else { return nil }
        return try checking(signature, signers.file) { files throws(ProgramFailure) in
            for principal in try names(of: read, signers.file, files) where signers.include(principal) {
                if try isGood(files, by: principal, over: commit) { return principal }
            }
            return nil
        }
    }

    // MARK: - Asking ssh-keygen

    /// The files that it reads.
    private struct Files {
        var signature: String
        var signers: String
    }

    private func checking<Value>(
        _ signature: [UInt8], _ signers: [UInt8], _ body: (Files) throws(ProgramFailure) -> Value
    ) throws(SSHError) -> Value {
        do {
            let folder = try PrivateFolder(in: keygen.temporaryFolder)
            return try body(
                Files(
                    signature: try folder.write("commit.sig", signature),
                    signers: try folder.write("signers", signers)))
        } catch {
            throw SSHError("the signature of a commit can't be checked: \(error.message)")
        }
    }

    /// All that a key is listed as, in the order of the file; then what a certificate says, where it is in one. Of a
    /// key in several lines ssh-keygen finds the first one alone.
    private func names(
        of signature: SSHSignature, _ signers: [UInt8], _ files: Files, at time: Instant? = nil
    ) throws(ProgramFailure) -> [String] {
        let keys = [signature.encodedKey, Base64.encode(signature.key)]
        let listed = SignersFile(signers).lines.filter { line in
            !line.isAuthority && keys.contains { line.key.hasSuffix(" " + $0) || line.key == $0 }
        }
        var names: [String] = []
        for name in try listed.flatMap(\.principals) + principals(files, at: time) where !names.contains(name) {
            names.append(name)
        }
        return names
    }

    /// The principals that it finds for the key.
    private func principals(_ files: Files, at time: Instant? = nil) throws(ProgramFailure) -> [String] {
        let arguments = ["find-principals", "-s", files.signature, "-f", files.signers]
        let found = try keygen.check(arguments + SSHKeygen.options(at: time), isUTC: time != nil) ?? []
        // A pattern that excludes a name is not a name.
        return found.split(separator: 0x0A).compactMap { String(validating: $0, as: UTF8.self) }
            .filter { !$0.hasPrefix("!") }
    }

    /// Whether the signature is good for one of them.
    private func isGood(
        _ files: Files, by principal: String, over commit: [UInt8], at time: Instant? = nil
    ) throws(ProgramFailure) -> Bool {
        let arguments = ["verify", "-n", Self.namespace, "-I", principal, "-f", files.signers, "-s", files.signature]
        return try keygen.check(arguments + SSHKeygen.options(at: time), input: commit, isUTC: time != nil) != nil
    }
}
