package import ZonePlanning

/// What was done with a plan, as a document: JSON, see `Schemas/action.schema.json`.
package struct ActionDocument: Sendable {
    /// What was done.
    package enum Action: Sendable {
        /// It was signed; the signature's file.
        case approved(signature: String)
        /// It was put into the ledger, with so many signatures: a branch, at a remote where the clone has one.
        case proposed(signatures: Int, ledger: String, remote: String?)
        /// It is shown in a pull request, as the words say.
        case commented(words: String)
        /// Nothing: it changes nothing, so that there was nothing to do.
        case nothing
    }

    private let file: ActionFile

    package init(_ action: Action, _ document: PlanDocument) {
        let summary = PlanSummary(document.plan)
        var file = ActionFile(
            format: "gate53-action/1", action: "nothing", digest: document.digest.description, creates: summary.creates,
            updates: summary.updates, deletes: summary.deletes,
            zones: document.plan.zones.filter(\.hasChanges).map { "\($0.apex)" },
            allowed: document.plan.allowed.map(\.rawValue).sorted())
        switch action {
        case .approved(let signature):
            file.action = "approved"
            file.signature = signature
        case .proposed(let signatures, let ledger, let remote):
            file.action = "proposed"
            file.signatures = signatures
            (file.ledger, file.remote) = (ledger, remote)
        case .commented(let words):
            file.action = "commented"
            file.outcome = words
        case .nothing: break
        }
        self.file = file
    }

    /// The document.
    package func octets() throws(DocumentError) -> [UInt8] { try DocumentCoding.encode(file) }
}

private struct ActionFile: Encodable {
    var format: String
    var action: String
    var digest: String
    var creates: Int
    var updates: Int
    var deletes: Int
    var zones: [String]
    var allowed: [String]
    var signature: String?
    var signatures: Int?
    var ledger: String?
    var remote: String?
    var outcome: String?
}
