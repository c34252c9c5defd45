internal import ArgumentParser
internal import DNSModel
internal import GitStore
internal import Reconciliation
internal import Reviews
internal import ZoneFiles
internal import ZonePlanning

// Decision 0003: whose work is under review.

// Signatures, and whose work they are about.

extension Wiring {
    /// Where approvals of a plan are looked for.
    func approvals(
        of document: PlanDocument, at plan: String?, extra: [String], _ protected: ProtectedProject
    ) async throws(CommandFailure) -> any ApprovalSource {
        guard let signers = protected.signers else {
            let place =
                protected.review.signers.map { "'\(Printable.text($0))' is not on" } ?? "the settings name none on"
            throw CommandFailure(
                .refused,
                "nobody can approve: there is no signers file, \(place) the protected branch "
                    + "'\(Printable.text(protected.branch))'; add one with 'review: {signers: PATH}'",
                id: "no-signers")
        }
        do {
            var recorded: [SignatureFile] = []
            let ledger = try ledger(protected)
            for path in try await ledger.paths(below: LedgerLayout.approvalFolder(ofPlan: document.digest))
            where path.hasSuffix(".sig") {
                if let octets = try await ledger.read(path) {
                    recorded.append(SignatureFile(source: "ledger:\(path)", octets: octets))
                }
            }
            return try SSHApprovals(
                plan: plan, paths: extra, signatures: recorded, allowedSigners: signers,
                areAccepted: protected.isAccepted, keygen: SSHKeygen(environment: Terminal.environment))
        } catch let error as LedgerError {
            throw CommandFailure(.refused, "approvals can't be looked at: \(error.message)", id: "approvals-unreadable")
        } catch let error as ApprovalSourceError {
            throw CommandFailure(.refused, "approvals can't be looked at: \(error.message)", id: "approvals-unreadable")
        } catch let error as SSHError {
            throw CommandFailure(.refused, "approvals can't be looked at: \(error.message)", id: "approvals-unreadable")
        } catch {
            throw CommandFailure(.refused, "approvals can't be looked at: \(error)", id: "approvals-unreadable")
        }
    }

    /// Refuses a clone in which the protected branch is older than what was applied last, as where an old job is run again.
    private func refuseBehind(_ base: Receipt?, _ protected: ProtectedProject) throws(CommandFailure) {
        guard let base, let applied = CommitID(hex: base.commit), let tip = CommitID(hex: protected.commit),
            applied != tip, (try? repository.isAncestor(tip, of: applied)) == true
        else { return }
        throw CommandFailure(
            .refused,
            "the protected branch '\(Printable.text(protected.branch))' is at \(protected.commit.prefix(12)) here, and "
                + "\(base.apex) was applied at \(base.commit.prefix(12)), which comes later; fetch it, and plan again",
            id: "branch-behind")
    }

    /// Who wrote the commits under review, those of a zone newest first.
    func authors(
        ofCommitsUnderReview document: PlanDocument, _ protected: ProtectedProject
    ) async throws -> [CommitAuthor] {
        let ledger = try ledger(protected)
        var authors: [CommitAuthor] = []
        for zone in document.plan.zones where zone.hasWork {
            let base = try await ReceiptHistory(of: zone.apex, in: ledger).reviewBase
            try refuseBehind(base, protected)
            authors +=
                try gitFailure { () throws(GitError) in
                    guard let tip = CommitID(hex: protected.commit) else { return [] }
                    var known = base.flatMap { CommitID(hex: $0.commit) }
                    if let commit = known, try !repository.isAncestor(commit, of: tip) { known = nil }
                    let paths = Self.pathsUnderReview(of: zone, base: base, document.plan, protected)
                    return try repository.authors(
                        ofCommitsTouching: paths, from: tip, excluding: known, withCommitters: true)
                }
        }
        return authors
    }

    /// The paths whose commits are under review: the settings, the signers, and every file that the zone has, had when it
    /// was applied, or may have had in between.
    private static func pathsUnderReview(
        of zone: ZonePlan, base: Receipt?, _ plan: Plan, _ protected: ProtectedProject
    ) -> [String] {
        var paths = Set(zone.files.map(\.path) + (base?.files.map(\.path) ?? []))
        paths.formUnion(ZoneFilePlaces.usualPaths(of: zone.apex, below: protected.project.settings.zoneFiles))
        paths.formUnion(
            paths.compactMap { path in
                let parent = path.split(separator: "/").dropLast()
                return parent.last?.hasSuffix(".") == true ? parent.joined(separator: "/") : nil
            })
        paths.insert(plan.settings.path)
        if let signers = protected.review.signers { paths.insert(signers) }
        return paths.sorted()
    }

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
