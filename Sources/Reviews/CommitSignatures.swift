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

    /// Whose signature it is.
    ///
    /// - Parameters:
    ///   - signature: the armoured signature.
    ///   - commit: the commit without it.
    ///   - signers: the allowed-signers file (ssh-keygen(1), ALLOWED SIGNERS).
    /// - Returns: the principal; `nil` where the signature is not good, or nobody's in the file.
    /// - Throws: ``SSHError`` when it can't be checked.
    package func signer(
        of signature: [UInt8], over commit: [UInt8], allowed signers: [UInt8]
    ) throws(SSHError) -> String? {
        do {
            let folder = try PrivateFolder(in: keygen.temporaryFolder)
            let file = try folder.write("commit.sig", signature)
            let allowed = try folder.write("signers", signers)
            let found = try keygen.check(["find-principals", "-s", file, "-f", allowed]) ?? []
            for line in found.split(separator: 0x0A) {
                guard let principal = String(validating: line, as: UTF8.self), !principal.hasPrefix("!") else {
                    continue
                }
                let arguments = ["verify", "-n", Self.namespace, "-I", principal, "-f", allowed, "-s", file]
                if try keygen.check(arguments, input: commit) != nil { return principal }
            }
            return nil
        } catch {
            throw SSHError("the signature of a commit can't be checked: \(error.message)")
        }
    }
}
