internal import ArgumentParser
internal import DNSModel
internal import GitStore
internal import ZoneFiles
internal import ZonePlanning

// From live into git: drift as a commit on a new branch.

extension Wiring {
    /// Writes adoptions into the zone files of the protected branch's tip, as a commit on a new branch.
    ///
    /// - Parameters:
    ///   - adoptions: what to adopt, one zone each; at least one set.
    ///   - scope: the protected branch.
    ///   - name: the new branch; nothing means one named after today and what is adopted.
    /// - Returns: the branch, the files that it changes, and whether it is new.
    /// - Throws: ``CommandFailure``: refused where a zone file can't be edited.
    func commit(
        _ adoptions: [Adoption], _ scope: DriftScope, toNewBranch name: String?
    ) throws(CommandFailure) -> AdoptionReport.Branch {
        let files = try edited(adoptions, scope)
        let identity = try author()
        let branch = name ?? Self.branchName(for: files)
        guard branch != scope.settings.ledger.branch else {
            throw CommandFailure(
                .validationFailure, "'\(Printable.text(branch))' is the ledger's branch; name another", id: "bad-branch"
            )
        }
        let isNew = try gitFailure { () throws(GitError) in
            try repository.commit(
                files, on: scope.branch.commit, toNewBranch: branch, message: Adoption.message(adoptions),
                identity: identity)
        }
        let remote = try? repository.ledgerRemote(nil, protected: scope.settings.review.branch ?? self.branch)
        return AdoptionReport.Branch(
            name: branch, isNew: isNew, files: files.map(\.path), onto: scope.branch.name,
            commit: scope.branch.commit.hex, remote: remote)
    }

    /// The zone files with what is adopted in them, by path.
    private func edited(_ adoptions: [Adoption], _ scope: DriftScope) throws(CommandFailure) -> [CommitFile] {
        var files: [CommitFile] = []
        var problems: [String] = []
        let tree = try gitFailure { () throws(GitError) in try repository.snapshot(of: scope.branch.commit) }
        let reader = DesiredStateReader(settingsPath: settingsPath)
        let folders = try gitFailure { () throws(GitError) in try reader.zoneFolders(in: tree, scope.settings).zones }
        for adoption in adoptions {
            guard let zoneSettings = scope.settings.zone(adoption.apex) else { continue }
            let inputs = try gitFailure { () throws(GitError) in
                var inputs: [ZoneFileInput] = []
                for file in folders[adoption.apex] ?? [] {
                    inputs.append(ZoneFileInput(path: file.path, blob: file.blob, octets: try tree.octets(of: file)))
                }
                return inputs
            }
            let options = ZoneFileOptions(
                defaultTTL: scope.settings.defaultTTL, lenient: zoneSettings.lenient,
                lenientIDs: zoneSettings.lenientIDs,
                providerName: zoneSettings.provider)
            let (edited, diagnostics) = ZoneFileEditor.edit(
                files: inputs, apex: adoption.apex, options: options, changes: adoption.changes)
            problems += diagnostics.map(\.description)
            files += (edited ?? []).map { CommitFile(path: $0.path, octets: $0.octets) }
        }
        guard problems.isEmpty else { throw CommandFailure(.refused, problems + ["Nothing was changed."]) }
        return files.sorted { $0.path < $1.path }
    }

    /// Whom git names for a commit made here. Who adopts is its author, so it must be known who that is.
    private func author() throws(CommandFailure) -> CommitIdentity {
        let keys = ["user.name", "user.email"]
        let known = try gitFailure { () throws(any Error) in try keys.compactMap { try repository.configured($0) } }
        guard known.count == 2, !known.contains("") else {
            throw CommandFailure(
                .failure,
                "git does not know who you are, and the commit needs an author; set user.name and user.email with 'git "
                    + "config'", id: "no-author")
        }
        return CommitIdentity(name: known[0], email: known[1], seconds: Clock.seconds())
    }

    /// `gate53/adopt-`, the day, and seven digits that are the same for the same content.
    private static func branchName(for files: [CommitFile]) -> String {
        var octets: [UInt8] = []
        for file in files {
            octets += Array("\(file.path)\n\(file.octets?.count ?? -1)\n".utf8) + (file.octets ?? [])
        }
        return "gate53/adopt-\(Clock.today())-\(Digest(of: octets).short.prefix(7))"
    }
}
