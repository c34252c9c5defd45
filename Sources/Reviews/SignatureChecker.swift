internal import DNSModel
internal import ZonePlanning

/// Says what a signature is worth.
struct SignatureChecker: Sendable {
    let keygen: SSHKeygen
    let allowedSigners: [UInt8]
    /// Whether the signers are those accepted last, and not the protected branch's: to add a key there is no way out.
    var areAccepted = false
    /// At which time keys and certificates have to be good; `nil` for now.
    var time: Instant?
    let known: KnownVerdicts

    /// The verdicts on one signature: an approval for each principal of its key, or one rejection. What was found of
    /// the same signature before is not found anew.
    ///
    /// - Parameters:
    ///   - file: the signature.
    ///   - document: the plan's octets.
    ///   - digest: their digest.
    /// - Returns: at least one verdict.
    /// - Throws: ``ProgramFailure`` when it cannot be told.
    func verdicts(
        on file: SignatureFile, of document: [UInt8], _ digest: Digest
    ) throws(ProgramFailure) -> [ApprovalVerdict] {
        let question = KnownVerdicts.Question(
            signature: file.octets, document: digest, signers: allowedSigners, areAccepted: areAccepted, time: time)
        return try known.verdicts(on: question, from: file.source) { () throws(ProgramFailure) in
            try newVerdicts(on: file, of: document)
        }
    }

    private func newVerdicts(on file: SignatureFile, of document: [UInt8]) throws(ProgramFailure) -> [ApprovalVerdict] {
        func rejected(
            _ reason: RejectedApproval.Reason, _ message: String, expired: Approval? = nil
        ) -> [ApprovalVerdict] {
            [.rejected(RejectedApproval(reason: reason, source: file.source, message: message, expired: expired))]
        }
        guard let signature = SSHSignature(armoured: file.octets) else {
            return rejected(.unreadable, "it is not an SSH signature; sign the plan with 'gate53 approve'")
        }
        guard signature.namespace == SSHKeygen.namespace else {
            return rejected(
                .wrongNamespace,
                "it is for the namespace '\(Printable.text(signature.namespace))', not '\(SSHKeygen.namespace)'; "
                    + "sign the plan with 'gate53 approve'")
        }
        let folder = try PrivateFolder(in: keygen.temporaryFolder)
        let path = try folder.write("signature", file.octets)
        let signers = try folder.write("signers", allowedSigners)
        var lines: [SignersLine] = []
        for text in linesThatMatter(to: signature) {
            let path = try folder.write("line\(lines.count)", text + [0x0A])
            lines.append(SignersLine(path: path, text: String(decoding: text, as: UTF8.self)))
        }
        var approvals: [ApprovalVerdict] = []
        var principals: Set<String> = []
        for line in lines {
            for principal in try find(in: line, path) where principals.insert(principal).inserted {
                guard try verify(path, principal, signers, document) else { continue }
                approvals.append(
                    .approved(
                        Approval(
                            reviewer: Reviewer(principal: principal), fingerprint: signature.fingerprint,
                            source: file.source, signature: file.octets)))
            }
        }
        if !approvals.isEmpty { return approvals }
        let (reason, message, principal) = try whyNot(signature, path, lines, document)
        let expired = principal.map { principal in
            Approval(
                reviewer: Reviewer(principal: principal), fingerprint: signature.fingerprint, source: file.source,
                signature: file.octets)
        }
        return rejected(reason, message, expired: expired)
    }

    /// Why a signature counts for nobody.
    ///
    /// - Parameters:
    ///   - signature: the signature.
    ///   - path: its file.
    ///   - lines: the lines of the allowed-signers file that may have to do with it.
    ///   - document: the plan's octets.
    /// - Returns: the reason, what to say of it, and whose key it is, where that has run out.
    /// - Throws: ``ProgramFailure`` when it cannot be told.
    private func whyNot(
        _ signature: SSHSignature, _ path: String, _ lines: [SignersLine], _ document: [UInt8]
    ) throws(ProgramFailure) -> (RejectedApproval.Reason, String, expired: String?) {
        let key = "the key \(signature.fingerprint)"
        let isListed = signature.isCertificate ? !lines.isEmpty : lines.contains { !$0.isAuthority }
        guard isListed else {
            return (
                .unknownSigner,
                areAccepted
                    ? "\(key) was not in the allowed-signers file when the rule was accepted"
                    : "\(key) is not in the allowed-signers file of the protected branch; if it is a reviewer's, add "
                        + "it there", nil
            )
        }
        if try keygen.check(["check-novalidate", "-n", SSHKeygen.namespace, "-s", path], input: document) == nil {
            return (
                .changedDocument,
                "it is by \(key), but not of this plan: the plan or the signature was changed, or it is of another "
                    + "plan; check this plan and approve it again", nil
            )
        }
        for line in lines {
            guard let time = line.validTime else { continue }
            for principal in try find(in: line, path, at: time)
            where try verify(path, principal, line.path, document, at: time) {
                return (
                    .expiredKey,
                    "\(key) of \(Printable.text(principal)) is in the allowed-signers file, but is not valid today "
                        + "(valid-after, valid-before); correct its line, or sign with a key that is valid", principal
                )
            }
        }
        if lines.contains(where: { $0.text.lowercased().contains("namespaces=") }) {
            return (
                .wrongNamespace,
                "\(key) may not sign plans: its line in the allowed-signers file does not have "
                    + "'\(SSHKeygen.namespace)' under 'namespaces='; add it there", nil
            )
        }
        return (.unknownSigner, "\(key) may not sign, by the allowed-signers file", nil)
    }

    /// The lines of the allowed-signers file that have the key, or that can have signed its certificate. What they mean
    /// is for ssh-keygen to say.
    private func linesThatMatter(to signature: SSHSignature) -> [[UInt8]] {
        let key = signature.encodedKey
        return allowedSigners.split(separator: 0x0A).filter { line in
            let text = String(decoding: line, as: UTF8.self)
            return text.contains(key) || (signature.isCertificate && text.lowercased().contains("cert-authority"))
        }.map { Array($0) }
    }

    /// The principals of one line that the signature's key belongs to.
    private func find(
        in line: SignersLine, _ signature: String, at other: String? = nil
    ) throws(ProgramFailure) -> [String] {
        let (options, isUTC) = times(other)
        let output = try keygen.check(
            ["find-principals", "-s", signature, "-f", line.path] + options, isUTC: isUTC)
        let found = (output ?? []).split(separator: 0x0A).compactMap { String(validating: $0, as: UTF8.self) }
        // A pattern that excludes a name is not a name.
        return found.filter { !$0.hasPrefix("!") }
    }

    private func verify(
        _ signature: String, _ principal: String, _ signers: String, _ document: [UInt8], at other: String? = nil
    ) throws(ProgramFailure) -> Bool {
        let (options, isUTC) = times(other)
        return try keygen.check(
            ["verify", "-n", SSHKeygen.namespace, "-I", principal, "-f", signers, "-s", signature] + options,
            input: document, isUTC: isUTC) != nil
    }

    /// The option that says at which time a key has to be good, as ssh-keygen(1) has it, and whether that is of UTC;
    /// none for now. Before OpenSSH 9.1 a time can't say that it is of UTC (`Z`), so the environment does.
    private func times(_ other: String?) -> (options: [String], isUTC: Bool) {
        guard let text = other ?? time.map({ $0.basic.filter { $0 != "T" } }) else { return ([], false) }
        let isUTC = text.hasSuffix("Z")
        return (["-Overify-time=" + (isUTC ? String(text.dropLast()) : text)], isUTC)
    }
}

/// One line of an allowed-signers file, in a file of its own.
private struct SignersLine {
    var path: String
    var text: String

    var isAuthority: Bool { text.lowercased().contains("cert-authority") }

    /// A time at which the line is valid, where it is not always.
    var validTime: String? {
        if let after = option("valid-after") { return after }
        return option("valid-before") == nil ? nil : "19700102Z"
    }

    private func option(_ name: String) -> String? {
        var rest = text[...]
        while let equals = rest.firstIndex(of: "=") {
            let key = rest[..<equals]
            rest = rest[rest.index(after: equals)...]
            guard key.lowercased().hasSuffix(name) else { continue }
            return String(rest.drop { $0 == "\"" }.prefix { $0.isNumber || $0 == "Z" })
        }
        return nil
    }
}
