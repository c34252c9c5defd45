package import Gate
internal import Glibc
package import ZonePlanning

/// A signature that was found somewhere.
package struct SignatureFile: Hashable, Sendable {
    /// Where, for messages.
    package var source: String
    package var octets: [UInt8]

    package init(source: String, octets: [UInt8]) {
        self.source = source
        self.octets = octets
    }
}

/// Approvals by SSH signature over a plan's octets (`ssh-keygen -Y sign -n gate53-plan`).
///
/// Signatures are looked for beside the plan, as `PLAN.sig` and `PLAN.*.sig`, at further paths, and among those that
/// are handed over. Whether one is good, and for whom, is what `ssh-keygen -Y find-principals` and `-Y verify` say of
/// the octets that were read; nothing is read twice.
///
/// One signature gives an approval for each principal that its key is listed with: that one key is one approval is for
/// the review rule to see, which then also knows all names of an author.
package struct SSHApprovals: ApprovalSource {
    private let files: [SignatureFile]
    private let unreadable: [RejectedApproval]
    private let checker: SignatureChecker

    /// The most signatures that are checked for one plan.
    private static let mostFiles = 200

    /// Finds signatures.
    ///
    /// - Parameters:
    ///   - plan: the path of the plan's file; `nil` means that none are looked for beside it.
    ///   - paths: further signature files.
    ///   - signatures: signatures that the caller has, as from the ledger.
    ///   - allowedSigners: the octets of the allowed-signers file (ssh-keygen(1), ALLOWED SIGNERS), as the protected
    ///     branch has it.
    ///   - areAccepted: whether they are those accepted last instead.
    ///   - time: at which time keys and certificates have to be good; `nil` for now.
    ///   - keygen: the program that checks.
    ///   - known: what was found of signatures before.
    /// - Throws: `ApprovalSourceError` when there are too many that the caller named.
    package init(
        plan: String?, paths: [String] = [], signatures: [SignatureFile] = [], allowedSigners: [UInt8],
        areAccepted: Bool = false, at time: Instant? = nil, keygen: SSHKeygen, known: KnownVerdicts = KnownVerdicts()
    ) throws(ApprovalSourceError) {
        var files: [SignatureFile] = []
        var unreadable: [RejectedApproval] = []
        for path in (plan.map { Self.signatures(beside: $0) } ?? []) + paths {
            if let octets = readFile(path, limit: SSHSignature.largestFile) {
                files.append(SignatureFile(source: path, octets: octets))
            } else {
                unreadable.append(
                    RejectedApproval(
                        reason: .unreadable, source: path,
                        message: "it can't be read, or is larger than \(SSHSignature.largestFile) octets; sign the "
                            + "plan again"))
            }
        }
        var seen: Set<[UInt8]> = []
        files = files.filter { seen.insert($0.octets).inserted }
        guard files.count <= Self.mostFiles else {
            throw ApprovalSourceError(
                "there are \(files.count) signatures of the plan, and at most \(Self.mostFiles) are checked; remove "
                    + "the ones that are not needed")
        }
        // Whoever may write the ledger may put any number there, which must not keep the good ones from being looked
        // at.
        let others = SignatureOrder.sorted(signatures.filter { seen.insert($0.octets).inserted }, allowedSigners)
        let room = Self.mostFiles - files.count
        if others.count > room {
            guard SignatureOrder.canApprove(others.first, allowedSigners) || !files.isEmpty else {
                throw ApprovalSourceError(
                    "there are \(others.count) signatures of the plan in the ledger, none of them by a listed key; see who "
                        + "wrote them")
            }
            unreadable.append(
                RejectedApproval(
                    reason: .unreadable, source: others[room].source,
                    message: "it is not checked, and \(others.count - room - 1) more are not: at most "
                        + "\(Self.mostFiles) signatures of a plan are checked, those of listed keys first"))
        }
        self.files = files + others.prefix(room)
        self.unreadable = unreadable
        checker = SignatureChecker(
            keygen: keygen, allowedSigners: allowedSigners, areAccepted: areAccepted, time: time, known: known)
    }

    package func approvals(of document: [UInt8]) async throws(ApprovalSourceError) -> [ApprovalVerdict] {
        var verdicts: [ApprovalVerdict] = []
        do {
            let digest = Digest(of: document)
            for file in files { verdicts += try checker.verdicts(on: file, of: document, digest) }
        } catch { throw ApprovalSourceError("cannot check the signatures: \(error.message)") }
        return verdicts + unreadable.map { .rejected($0) }
    }

    /// The signature files beside a plan, in the order of their names.
    ///
    /// - Parameter plan: the path of the plan's file.
    /// - Returns: paths; none where the folder cannot be read.
    package static func signatures(beside plan: String) -> [String] {
        let slash = plan.lastIndex(of: "/")
        let folder = slash.map { String(plan[...$0]) } ?? ""
        let name = slash.map { String(plan[plan.index(after: $0)...]) } ?? plan
        guard let stream = opendir(folder.isEmpty ? "." : folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let octets = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            guard let found = String(validating: octets, as: UTF8.self) else { continue }
            if found == name + ".sig" || (found.hasPrefix(name + ".") && found.hasSuffix(".sig")) {
                names.append(found)
            }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { folder + $0 }
    }
}
