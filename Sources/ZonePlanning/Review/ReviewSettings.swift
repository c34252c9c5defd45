/// Who must have approved a plan before it is applied.
package struct ReviewSettings: Hashable, Sendable {
    /// How many distinct reviewers; 0 only where the settings say 0.
    package var required: Int
    /// The path of the allowed-signers file in the repository (ssh-keygen(1), ALLOWED SIGNERS).
    package var signers: String?
    /// The protected branch; nothing means the remote's default branch, else the current one.
    package var branch: String?

    package init(required: Int = 1, signers: String? = nil, branch: String? = nil) {
        self.required = required
        self.signers = signers
        self.branch = branch
    }
}
