internal import ArgumentParser
internal import DNSModel
internal import DNSProviders
internal import Gate
internal import GitStore
internal import Reports
internal import ZoneFiles
internal import ZonePlanning

// From live into git: drift as a commit on a new branch.

extension Wiring {
    /// What of adoptions was written into zone files.
    struct EditedAdoptions {
        /// The sets that are in the files, one zone each; without zones of which none is.
        var adoptions: [Adoption]
        /// The files that differ, by path.
        var files: [CommitFile]
        /// What could not be written, and why.
        var refused: [RefusedEdit]
    }

    /// Commits what was adopted to a new branch.
    ///
    /// - Parameters:
    ///   - edited: what was adopted; at least one set.
    ///   - scope: the protected branch.
    ///   - name: the new branch; nothing means one named after today and what is adopted.
    /// - Returns: the branch, the files that it changes, and whether it is new.
    /// - Throws: ``CommandFailure``.
    func commit(
        _ edited: EditedAdoptions, _ scope: DriftScope, toNewBranch name: String?
    ) throws(CommandFailure) -> AdoptionReport.Branch {
        let (files, adoptions) = (edited.files, edited.adoptions)
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

    /// Writes adoptions into the zone files of the protected branch's tip, as far as those can be edited.
    ///
    /// - Parameters:
    ///   - adoptions: what to adopt, one zone each.
    ///   - scope: the protected branch.
    /// - Returns: the files, and what is in them and what is not.
    /// - Throws: ``CommandFailure`` where the branch can't be read.
    func edited(_ adoptions: [Adoption], _ scope: DriftScope) throws(CommandFailure) -> EditedAdoptions {
        var result = EditedAdoptions(adoptions: [], files: [], refused: [])
        let tree = try gitFailure { () throws(GitError) in try clone.reading(of: scope.branch.commit).tree }
        let reader = clone.reader()
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
            let options = scope.settings.zoneFileOptions(for: zoneSettings)
            let (edited, refused) = ZoneFileEditor.editPartly(
                files: inputs, apex: adoption.apex, options: options,
                types: Self.types(of: scope.settings.providers[zoneSettings.provider]), changes: adoption.changes)
            result.files += edited.map { CommitFile(path: $0.path, octets: $0.octets) }
            result.refused += refused
            var adopted = adoption
            let left = Set(refused.map(\.change.key))
            adopted.sets.removeAll { left.contains($0.key) }
            if !adopted.sets.isEmpty { result.adoptions.append(adopted) }
        }
        result.files.sort { $0.path < $1.path }
        return result
    }

    /// What a provider's own types stand for (Decision 0005).
    private static func types(of provider: ProviderSettings?) -> ProviderTypes {
        provider.flatMap(ProviderModules.module)?.ownTypes ?? .none
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
