internal import ArgumentParser
internal import DNSModel
internal import GitStore
internal import Reports
internal import ZoneFiles
internal import ZonePlanning

// What the protected branch is, and whether a plan is of it.

extension Wiring {
    /// What the protected branch declares for the zones of a plan, after checking that plan and branch agree.
    func protectedProject(for document: PlanDocument) throws(CommandFailure) -> ProtectedProject {
        let working = Set(document.plan.zones.filter { document.plan.isEmpty || $0.hasWork }.map(\.apex))
        let reader = DesiredStateReader(settingsPath: settingsPath, only: working)
        return try gitFailure { () throws(any Error) in
            let found = try protectedTip()
            let tree = try repository.snapshot(of: found.commit)
            let (settings, settingsFile, diagnostics) = try reader.settings(in: tree)
            // From here on these are the settings that count, also of those who are told.
            notices.found(settings?.notifications ?? [], branch: found.name, commit: found.commit.hex)
            try checkFiles(of: document.plan, in: tree, reader, branch: found.name)
            guard let settings else {
                throw CommandFailure(.failure, DiagnosticGroups(diagnostics).lines(lister: "gate53 check --all"))
            }
            let project = try project(of: tree, reader, changedSince: nil)
            try project.report(to: .standardError, verbosity.ofErrors)
            func octets(_ path: String?) throws(GitError) -> [UInt8]? {
                guard let path, let file = try tree.file(at: path) else { return nil }
                return try tree.octets(of: file, limit: 16 << 20)
            }
            return ProtectedProject(
                project: project, branch: found.name, commit: found.commit.hex, review: settings.review,
                settings: try octets(settingsFile.path) ?? [], signers: try octets(settings.review.signers))
        }
    }

    /// Refuses a plan whose settings or zone files are not those of the protected branch.
    private func checkFiles(
        of plan: Plan, in tree: any FileTree, _ reader: DesiredStateReader, branch: String
    ) throws {
        let (settings, file, _) = try reader.settings(in: tree)
        var moved: [String] = []
        if file != plan.settings { moved.append("the settings, \(plan.settings.path)") }
        if let settings {
            let zones = try reader.zoneFolders(in: tree, settings).zones
            for zone in plan.zones where reader.only?.contains(zone.apex) ?? true {
                let files = (zones[zone.apex] ?? []).map { ZoneFileIdentity(path: $0.path, blob: $0.blob) }
                if Set(files) != Set(zone.files) { moved.append("the files of \(zone.apex)") }
            }
        }
        guard moved.isEmpty else {
            throw CommandFailure(
                .stale,
                moved.map {
                    "stale: \(Printable.text($0)) on the protected branch '\(Printable.text(branch))' are not those of the "
                        + "plan [branch-moved]"
                } + [
                    "Nothing was changed. Plan again, from what is merged: gate53 "
                        + "\(plan.isRestoring ? "drift --revert" : "plan") --out plan.json"
                ])
        }
    }
}
