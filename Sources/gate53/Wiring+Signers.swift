internal import Gate
internal import ZoneFiles
internal import ZonePlanning

// The signers file of what is declared, and whether anybody could approve.
extension Wiring {
    /// The signers file that a project's settings name, where it is there.
    func signers(of project: Project) throws(CommandFailure) -> [UInt8]? {
        guard let path = project.settings.review.signers else { return nil }
        return try gitFailure { () throws(GitError) in
            try clone.signers(at: path, in: try tree(of: project))
        }
    }

    /// What is wrong in a project's signers file, and what its rule asks for and nobody could give.
    func reviewDiagnostics(of project: Project) throws(CommandFailure) -> [Diagnostic] {
        guard !project.settings.path.isEmpty else { return [] }
        let signers = try signers(of: project)
        var diagnostics: [Diagnostic] = []
        if let signers, let path = project.settings.review.signers {
            let today = Clock.today().description.filter { $0 != "-" }
            diagnostics = SignersFile(signers, path: path, today: today).diagnostics
        }
        return diagnostics + Self.shortfalls(of: project, signers)
    }

    /// What a project's rule asks for and nobody could give.
    static func shortfalls(of project: Project, _ signers: [UInt8]?) -> [Diagnostic] {
        project.settings.review.shortfalls(signers: signers).map {
            Diagnostic(
                .warning, id: "nobody-can-approve", "nobody can meet the rule: \($0)",
                at: SourceLocation(file: project.settingsFile.path))
        }
    }
}
