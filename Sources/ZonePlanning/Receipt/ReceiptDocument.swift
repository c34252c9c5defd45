private import DNSModel

/// A receipt as a file in the ledger: JSON, see `Schemas/receipt.schema.json`.
package enum ReceiptDocument {
    /// The newest version of the format. A receipt is written in the oldest one that can say what it says.
    package static let version = 5

    /// The version of the format that a receipt is written in: that of one that is numbered, and may say which plan
    /// approved what, of a zone of which only the record sets are deleted, of a plan that restores, or that of all
    /// others.
    fileprivate static func version(of receipt: Receipt) -> Int {
        if receipt.number != nil { return 5 }
        if receipt.batches.contains(where: { $0.state == .recordsGone }) { return 4 }
        return receipt.restores == nil ? 2 : 3
    }

    /// Writes a receipt.
    ///
    /// - Throws: ``DocumentError`` when JSON can't be written, which no receipt causes.
    package static func encode(_ receipt: Receipt) throws(DocumentError) -> [UInt8] {
        try DocumentCoding.encode(ReceiptFile(receipt))
    }

    /// Reads a receipt.
    ///
    /// - Throws: ``DocumentError`` when the octets are not a receipt, or one of a newer format.
    package static func decode(_ octets: [UInt8]) throws(DocumentError) -> Receipt {
        try DocumentCoding.decode(
            ReceiptFile.self, from: octets, what: "receipt", format: \.format, name: "gate53-receipt", newest: version
        ).receipt()
    }
}

/// Receipts as one document: JSON, see `Schemas/log.schema.json`.
package struct ReceiptList: Sendable {
    package var receipts: [Receipt]
    /// How what they tell of came to be served, of those of which that was looked at.
    package var propagations: [Propagation]

    package init(_ receipts: [Receipt], _ propagations: [Propagation] = []) {
        self.receipts = receipts
        self.propagations = propagations
    }

    /// The document.
    package func octets() throws(DocumentError) -> [UInt8] {
        struct ListFile: Encodable {
            var format = "gate53-log/1"
            var receipts: [ReceiptFile]
            var propagations: [PropagationFile]?
        }
        return try DocumentCoding.encode(
            ListFile(
                receipts: receipts.map(ReceiptFile.init),
                propagations: propagations.isEmpty ? nil : propagations.map(PropagationFile.init)))
    }
}

/// The members of a receipt document.
private struct ReceiptFile: Codable {
    var format: String
    var number: Int?
    var plan: String
    var zone: String
    var provider: ZonePlan.ProviderIdentity
    var outcome: Receipt.Outcome
    var branch: String
    var commit: String
    var files: [PlanFile.FileMember]
    var approvals: [Receipt.Approver]
    var started: String
    var finished: String
    var batches: [Receipt.Batch]
    var residual: [PlanFile.ChangeMember]
    var protected: [KeyMember]
    var allowed: [PolicyName]
    var remarks: [String]
    var nameServers: [String]?
    var restores: RestoredBaseMember?
    var waiting: [PlanFile.ChangeMember]?
    var coverage: [CoverageMember]?

    init(_ receipt: Receipt) {
        format = "gate53-receipt/\(ReceiptDocument.version(of: receipt))"
        number = receipt.number
        plan = receipt.plan.hexadecimal
        zone = receipt.apex.description
        provider = receipt.provider
        outcome = receipt.outcome
        branch = receipt.branch
        commit = receipt.commit
        files = receipt.files.map(PlanFile.FileMember.init)
        approvals = receipt.approvals
        started = receipt.started
        finished = receipt.finished
        batches = receipt.batches
        residual = receipt.residual.map(PlanFile.ChangeMember.init)
        protected = receipt.protected.map(KeyMember.init)
        allowed = receipt.allowed
        remarks = receipt.remarks
        nameServers = receipt.nameServers.isEmpty ? nil : receipt.nameServers.map(\.description)
        restores = receipt.restores.map(RestoredBaseMember.init)
        waiting = receipt.waiting.isEmpty ? nil : receipt.waiting.map(PlanFile.ChangeMember.init)
        coverage = receipt.coverage.isEmpty ? nil : receipt.coverage.map(CoverageMember.init)
    }

    func receipt() throws(DocumentError) -> Receipt {
        guard let digest = Digest(hexadecimal: plan), let apex = try? DomainName(parsing: zone) else {
            throw DocumentError(.unreadable, "this is not a receipt: no plan digest or zone name")
        }
        let isOfGit = outcome == .applied || outcome == .inSync
        guard restores == nil ? outcome != .restored : !isOfGit else {
            throw DocumentError(.unreadable, "this is not a receipt: what was restored does not fit how it ended")
        }
        let isNumbered = format == "gate53-receipt/5"
        guard isNumbered == (number != nil), number.map({ $0 > 0 }) ?? true else {
            throw DocumentError(.unreadable, "this is not a receipt: its number does not fit its format")
        }
        var receipt = Receipt(
            plan: digest, apex: apex, provider: provider, outcome: outcome, branch: branch, commit: commit,
            files: files.map(\.identity), approvals: approvals, started: started, finished: finished,
            batches: batches, residual: try residual.map { member throws(DocumentError) in try member.change() },
            protected: try protected.map { member throws(DocumentError) in try member.key() },
            allowed: allowed, remarks: remarks, restores: try restores?.base())
        receipt.number = number
        receipt.nameServers = try (nameServers ?? []).map { text throws(DocumentError) in
            guard let name = try? DomainName(parsing: text) else {
                throw DocumentError(.unreadable, "this is not a receipt: a bad name of a name server")
            }
            return name
        }
        receipt.waiting = try (waiting ?? []).map { member throws(DocumentError) in try member.change() }
        receipt.coverage = try (coverage ?? []).map { member throws(DocumentError) in try member.coverage() }
        return receipt
    }
}

/// An approved plan and what was applied on the strength of it, in a document.
private struct CoverageMember: Codable {
    var plan: String
    var place: String?
    var approvals: [Receipt.Approver]
    var sets: [KeyMember]

    init(_ coverage: Receipt.Coverage) {
        plan = coverage.plan.hexadecimal
        place = coverage.place
        approvals = coverage.approvals
        sets = coverage.sets.map(KeyMember.init)
    }

    func coverage() throws(DocumentError) -> Receipt.Coverage {
        guard let digest = Digest(hexadecimal: plan) else {
            throw DocumentError(.unreadable, "this is not a receipt: no digest of the plan that was approved")
        }
        return Receipt.Coverage(
            plan: digest, place: place, approvals: approvals,
            sets: try sets.map { member throws(DocumentError) in try member.key() })
    }
}
