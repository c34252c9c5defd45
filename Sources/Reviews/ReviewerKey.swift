package import Gate
package import ZoneFiles
package import ZonePlanning

/// The key that whoever works in a clone signs with.
package struct ReviewerKey: Sendable {
    private let environment: [String: String]
    private let configured: @Sendable (_ key: String) -> String?

    /// - Parameters:
    ///   - environment: the environment of the process.
    ///   - clone: where git's settings name the usual key; `nil` where there is no repository.
    package init(environment: [String: String], in clone: (any LocalClone)?) {
        self.environment = environment
        configured = { key in
            do throws(GitError) { return try clone?.configured(key) } catch { return nil }
        }
    }

    /// The key.
    ///
    /// - Parameter name: the key as the user names it; `nil` for the one that git signs with.
    /// - Returns: the key.
    /// - Throws: ``SSHError`` where there is none.
    private func key(_ name: String? = nil) throws(SSHError) -> SigningKey {
        let home = environment["HOME"]
        if let name { return SigningKey(name, home: home) }
        return try SigningKey(
            format: configured("gpg.format"), configured: configured("user.signingkey"), home: home)
    }

    /// Signs a plan, and writes the signature beside it.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - path: the plan's file.
    ///   - name: the key as the user names it; `nil` for the usual one.
    ///   - isInteractive: whether somebody can be asked for a passphrase.
    /// - Returns: the path of the signature.
    /// - Throws: ``GateError``.
    package func sign(
        _ document: PlanDocument, at path: String, with name: String?, isInteractive: Bool
    ) throws(GateError) -> String {
        do throws(SSHError) {
            let signature = try SSHSigner(keygen: SSHKeygen(environment: environment))
                .sign(document.octets, with: try key(name), isInteractive: isInteractive)
            return try SSHSigner.write(signature, beside: path)
        } catch {
            throw GateError(.failed, error.message, id: "not-signed")
        }
    }

    /// Signs a commit of the ledger.
    ///
    /// - Parameter commit: its octets.
    /// - Returns: the signature.
    /// - Throws: ``GitError``.
    package func sign(_ commit: [UInt8]) throws(GitError) -> [UInt8] {
        do throws(SSHError) {
            return try CommitSignatures(keygen: SSHKeygen(environment: environment)).sign(commit, with: try key())
        } catch {
            throw GitError(.failed, "the event can't be signed: \(error.message)")
        }
    }

    /// Whose of a signers file the signature of a commit is.
    ///
    /// - Parameters:
    ///   - signature: the signature.
    ///   - commit: the commit's octets.
    ///   - signers: who may.
    /// - Returns: the principal; `nil` where it is nobody's that may sign.
    /// - Throws: ``GitError``.
    package func signer(
        of signature: [UInt8], over commit: [UInt8], among signers: LedgerSigners
    ) throws(GitError) -> String? {
        do throws(SSHError) {
            return try CommitSignatures(keygen: SSHKeygen(environment: environment))
                .signer(of: signature, over: commit, allowed: signers)
        } catch {
            throw GitError(.failed, error.message)
        }
    }

    /// Where the public half of the usual key is; `nil` where git names no key.
    package var publicKey: PublicKeyLocation? {
        do throws(SSHError) {
            switch try key() {
            case .inAgent(let text): return .line(text)
            case .file(let path): return .file(path.hasSuffix(".pub") ? path : path + ".pub")
            }
        } catch {
            return nil
        }
    }
}
