internal import ArgumentParser
internal import GitStore
internal import Reviews
internal import ZonePlanning

// The reviewer's own signature.

extension Wiring {
    /// Signs a plan with the reviewer's key, and writes the signature beside it.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - path: the plan's file.
    ///   - key: the key as the user names it, or nothing for the usual one.
    ///   - folder: where the git repository is whose settings name the usual key; there need not be one.
    /// - Returns: the path of the signature.
    /// - Throws: ``CommandFailure``.
    static func sign(
        _ document: PlanDocument, at path: String, key: String?, repository folder: String
    ) throws(CommandFailure) -> String {
        do {
            let environment = Terminal.environment
            let home = environment["HOME"]
            let signingKey: SigningKey
            if let key {
                signingKey = SigningKey(key, home: home)
            } else {
                let git = try? GitRepository(at: folder)
                signingKey = try SigningKey(
                    format: try? git?.configured("gpg.format"), configured: try? git?.configured("user.signingkey"),
                    home: home)
            }
            let signature = try SSHSigner(keygen: SSHKeygen(environment: environment))
                .sign(document.octets, with: signingKey, isInteractive: Terminal.standardError.isTerminal)
            return try SSHSigner.write(signature, beside: path)
        } catch {
            throw CommandFailure(.failure, error.message, id: "not-signed")
        }
    }
}
