internal import DNSModel
package import ZoneFiles
package import ZonePlanning

/// Whether a tree has the files that a plan was made from: the one answer to that question, for whoever asks it.
package struct PlanMatch: Sendable {
    /// Which zones' files are compared.
    package enum Scope: Sendable {
        /// Of those that the plan changes.
        case changes
        /// Of those that the plan changes; of all its zones where it changes none and is to be confirmed.
        case confirmation

        /// The zones of a plan that it means.
        package func zones(of plan: Plan) -> [ZonePlan] {
            switch self {
            case .confirmation where plan.isEmpty: plan.zones
            case .confirmation, .changes: plan.zones.filter(\.hasChanges)
            }
        }
    }

    /// What differs, each as the start of a sentence, as in `the files of example.com.`
    package let differences: [String]
    /// Whether the tree's settings have no mistake.
    package let hasReadableSettings: Bool

    /// Compares a plan with the files of a tree.
    ///
    /// - Parameters:
    ///   - plan: the plan.
    ///   - scope: which zones' files count.
    ///   - tree: the files.
    ///   - clone: says where settings are.
    /// - Throws: ``GitError`` where a file can't be read, or there are no settings.
    package init(_ plan: Plan, _ scope: Scope, in tree: any FileTree, of clone: Clone) throws(GitError) {
        let read = try clone.settings(in: tree)
        try self.init(plan, scope, in: tree, read.file, read.settings, of: clone)
    }

    /// Compares a plan with the protected branch.
    ///
    /// - Parameters: as above.
    /// - Throws: ``GitError`` where a file can't be read.
    package init(_ plan: Plan, _ scope: Scope, on trusted: TrustedBranch, of clone: Clone) throws(GitError) {
        try self.init(plan, scope, in: trusted.tree, trusted.file, trusted.settings, of: clone)
    }

    private init(
        _ plan: Plan, _ scope: Scope, in tree: any FileTree, _ file: ZoneFileIdentity?, _ settings: Settings?,
        of clone: Clone
    ) throws(GitError) {
        hasReadableSettings = settings != nil
        var differences: [String] = []
        if file != plan.settings { differences.append("the settings (\(plan.settings.path))") }
        if let settings {
            let zones = scope.zones(of: plan)
            let reader = clone.reader(only: Set(zones.map(\.apex)))
            let found = try reader.zoneFolders(in: tree, settings).zones
            for zone in zones {
                let files = (found[zone.apex] ?? []).map { ZoneFileIdentity(path: $0.path, blob: $0.blob) }
                if Set(files) != Set(zone.files) { differences.append("the files of \(zone.apex)") }
            }
        }
        self.differences = differences
    }

    /// Whether nothing differs.
    package var isWhole: Bool { differences.isEmpty && hasReadableSettings }

    /// Refuses a plan whose settings or zone files, of the zones that it changes or confirms, are not those of the
    /// protected branch.
    ///
    /// - Parameters:
    ///   - plan: the plan.
    ///   - trusted: the branch.
    ///   - clone: where it is.
    /// - Throws: ``GateError``, stale.
    package static func requireWhole(
        _ plan: Plan, on trusted: TrustedBranch, of clone: Clone
    ) throws(GateError) {
        let match = try GateError.ofGit { () throws(GitError) in
            try PlanMatch(plan, .confirmation, on: trusted, of: clone)
        }
        try match.requireWhole(plan, on: trusted.branch)
    }

    /// Refuses a plan whose settings or zone files are not those of the protected branch.
    ///
    /// - Throws: ``GateError``, stale.
    package func requireWhole(_ plan: Plan, on branch: ProtectedBranch) throws(GateError) {
        guard !differences.isEmpty else { return }
        throw GateError(
            .stale,
            differences.map {
                GateError.Reason(
                    .stale,
                    "\(Printable.text($0)) differ between the plan and the protected branch "
                        + "'\(Printable.text(branch.name))'",
                    id: "branch-moved")
            },
            remedy: "Nothing was changed. If the change is not merged, merge it. Then plan what is merged: gate53 "
                + "\(plan.isRestoring ? "drift --revert" : "plan") --out plan.json")
    }
}
