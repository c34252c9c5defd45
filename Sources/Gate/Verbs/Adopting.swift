internal import DNSModel
package import ZoneFiles
package import ZonePlanning

/// Takes drift into git: from live into zone files.
package struct Adopting: Sendable {
    /// What of adoptions was written into zone files.
    package struct Edited: Sendable {
        /// The sets that are in the files, one zone each; without zones of which none is.
        package var adoptions: [Adoption] = []
        /// The files that differ, by path.
        package var files: [EditedZoneFile] = []
        /// What could not be written, and why.
        package var refused: [RefusedEdit] = []
    }

    private let ports: GatePorts
    private let scope: DriftScope

    package init(_ ports: GatePorts, of scope: DriftScope) {
        self.ports = ports
        self.scope = scope
    }

    /// Writes adoptions into the zone files of the protected branch's tip, as far as those can be edited.
    ///
    /// - Parameter adoptions: what to adopt, one zone each.
    /// - Returns: the files, and what is in them and what is not.
    /// - Throws: ``GateError`` where the branch can't be read.
    package func edited(_ adoptions: [Adoption]) throws(GateError) -> Edited {
        try GateError.ofGit { () throws(GitError) in
            var result = Edited()
            let (tree, settings) = (scope.trusted.tree, scope.settings)
            let folders = try ports.clone.reader().zoneFolders(in: tree, settings).zones
            for adoption in adoptions {
                guard let zone = settings.zone(adoption.apex) else { continue }
                var inputs: [ZoneFileInput] = []
                for file in folders[adoption.apex] ?? [] {
                    inputs.append(ZoneFileInput(path: file.path, blob: file.blob, octets: try tree.octets(of: file)))
                }
                let (edited, refused) = ZoneFileEditor.editPartly(
                    files: inputs, apex: adoption.apex, options: settings.zoneFileOptions(for: zone),
                    types: ports.providers.types(of: zone.provider, in: settings), changes: adoption.changes)
                result.files += edited
                result.refused += refused
                var adopted = adoption
                let left = Set(refused.map(\.change.key))
                adopted.sets.removeAll { left.contains($0.key) }
                if !adopted.sets.isEmpty { result.adoptions.append(adopted) }
            }
            result.files.sort { $0.path < $1.path }
            return result
        }
    }

    /// A branch that adoptions were committed to.
    package struct Branch: Sendable {
        package var name: String
        /// Whether it was made; not where it was there with the same content.
        package var isNew: Bool
        /// The remote of the protected branch; `nil` where there is none.
        package var remote: String?
    }

    /// Commits what was adopted to a new branch.
    ///
    /// - Parameters:
    ///   - edited: what was adopted; at least one set.
    ///   - name: the new branch; `nil` means one named after today and what is adopted.
    ///   - message: the commit's message.
    ///   - clone: where it is committed.
    ///   - seconds: now, in seconds since 1970-01-01T00:00:00Z.
    /// - Returns: the branch.
    /// - Throws: ``GateError``.
    package func commit(
        _ edited: Edited, toNewBranch name: String?, message: String, in clone: any LocalClone, at seconds: Int64
    ) throws(GateError) -> Branch {
        let author = try author(in: clone, at: seconds)
        let branch = name ?? branchName(for: edited.files)
        guard branch != scope.settings.ledger.branch else {
            throw GateError(
                .misuse, "'\(Printable.text(branch))' is the ledger's branch; name another", id: "bad-branch")
        }
        let isNew = try GateError.ofGit { () throws(GitError) in
            try clone.commit(
                edited.files, on: scope.branch.commit, toNewBranch: branch, message: message, by: author)
        }
        return Branch(name: branch, isNew: isNew, remote: remote(in: clone))
    }

    /// The remote to push to, for what is said next; `nil` where it can't be told.
    private func remote(in clone: any LocalClone) -> String? {
        do throws(GitError) {
            return try clone.remote(ofProtected: scope.settings.review.branch ?? ports.clone.branch)
        } catch {
            return nil
        }
    }

    /// Whom git names for a commit made here. Who adopts is its author, so it must be known who that is.
    private func author(in clone: any LocalClone, at seconds: Int64) throws(GateError) -> CommitIdentity {
        let known = try GateError.ofGit { () throws(GitError) in
            (name: try clone.configured("user.name") ?? "", email: try clone.configured("user.email") ?? "")
        }
        guard !known.name.isEmpty, !known.email.isEmpty else {
            throw GateError(
                .failed,
                "git does not know who you are, and the commit needs an author; set user.name and user.email with 'git "
                    + "config'", id: "no-author")
        }
        return CommitIdentity(name: known.name, email: known.email, seconds: seconds)
    }

    /// `gate53/adopt-`, the day, and seven digits that are the same for the same content.
    private func branchName(for files: [EditedZoneFile]) -> String {
        var octets: [UInt8] = []
        for file in files {
            octets += Array("\(file.path)\n\(file.octets?.count ?? -1)\n".utf8) + (file.octets ?? [])
        }
        return "gate53/adopt-\(ports.clock.today())-\(Digest(of: octets).short.prefix(7))"
    }
}
