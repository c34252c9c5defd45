/// A kind of forge, as the settings and `--forge` name it.
package enum ForgeKind: String, Hashable, Sendable, CaseIterable {
    /// GitHub, in the cloud or Enterprise Server.
    case github
    case gitlab
    /// Gitea and Forgejo, which have the same interface.
    case gitea

    /// How the forge is called in a sentence.
    package var name: String {
        switch self {
        case .github: "GitHub"
        case .gitlab: "GitLab"
        case .gitea: "Gitea or Forgejo"
        }
    }
}
