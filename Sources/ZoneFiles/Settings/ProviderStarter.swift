/// What the first files of a repository say of a provider.
package struct ProviderStarter: Sendable {
    /// What the settings call the provider.
    package var name: String
    /// What the settings say of it below its type.
    package var lines: [StarterLine]
    /// The folder in which its servers find the zones, which git does not keep; `nil` where there is none.
    package var servedFolder: String?
    /// The parts of the pipelines that are for it, as they are marked there; `nil` where none are.
    package var pipelineParts: String?
    /// Whether the provider says which servers a zone has. The NS of the apex are then not imported, and nobody has to
    /// name any for a new zone.
    package var namesServers: Bool

    package init(
        name: String, lines: [StarterLine] = [], servedFolder: String? = nil, pipelineParts: String? = nil,
        namesServers: Bool = false
    ) {
        self.name = name
        self.lines = lines
        self.servedFolder = servedFolder
        self.pipelineParts = pipelineParts
        self.namesServers = namesServers
    }
}

/// A line of settings that are written for a user.
package enum StarterLine: Hashable, Sendable {
    case comment(String)
    /// A key and its text, which is quoted where it must be.
    case key(String, String)
}
