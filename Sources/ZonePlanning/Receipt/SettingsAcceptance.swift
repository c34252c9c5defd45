// Decision 0093: acceptances are a chain.

/// How settings came to be accepted: the statement that the ledger keeps beside them.
package struct SettingsAcceptance: Hashable, Sendable {
    /// By whose word.
    package enum Word: String, Hashable, Sendable, Codable {
        /// Nothing was accepted before, or nobody could meet the rule that was.
        case first
        /// Those who decide by the rule before approved a plan with them.
        case approval
        /// Whoever applied set the rule before aside.
        case newRule = "new-rule"
    }

    package var word: Word
    /// What was accepted before: the digest of its settings and signers.
    package var previous: Digest?
    /// What is accepted: the same of these.
    package var accepted: Digest
    /// The plan with which they were approved.
    package var plan: Digest?
    /// Whether a newer version wrote it, so that it may say more than is known here.
    package var isOfNewerFormat = false

    package init(_ word: Word, previous: Digest?, accepted: Digest, plan: Digest? = nil) {
        self.word = word
        self.previous = previous
        self.accepted = accepted
        self.plan = plan
    }
}

/// An acceptance as a file in the ledger: JSON, see `Schemas/acceptance.schema.json`.
package enum SettingsAcceptanceDocument {
    /// The version of the format.
    package static let version = 1

    private struct File: Codable {
        var format: String
        var word: SettingsAcceptance.Word
        var previous: String?
        var accepted: String
        var plan: String?
    }

    /// Writes an acceptance.
    ///
    /// - Throws: ``DocumentError`` when JSON can't be written, which no acceptance causes.
    package static func encode(_ acceptance: SettingsAcceptance) throws(DocumentError) -> [UInt8] {
        try DocumentCoding.encode(
            File(
                format: "gate53-acceptance/\(version)", word: acceptance.word,
                previous: acceptance.previous?.hexadecimal, accepted: acceptance.accepted.hexadecimal,
                plan: acceptance.plan?.hexadecimal))
    }

    /// Reads an acceptance.
    ///
    /// Whatever the format, these members say what they say here: by them an earlier version tells whether those who
    /// decide accepted something that it can't read.
    ///
    /// - Throws: ``DocumentError`` when the octets are not one.
    package static func decode(_ octets: [UInt8]) throws(DocumentError) -> SettingsAcceptance {
        let file = try DocumentCoding.decode(
            File.self, from: octets, what: "record of an acceptance", format: \.format, name: "gate53-acceptance",
            newest: .max)
        func digest(_ text: String) throws(DocumentError) -> Digest {
            guard let digest = Digest(hexadecimal: text) else {
                throw DocumentError(.unreadable, "this is not an acceptance: a bad digest")
            }
            return digest
        }
        var acceptance = SettingsAcceptance(
            file.word, previous: try file.previous.map(digest), accepted: try digest(file.accepted),
            plan: try file.plan.map(digest))
        acceptance.isOfNewerFormat = file.format != "gate53-acceptance/\(version)"
        return acceptance
    }
}

/// What the ledger keeps of a review at a forge, as far as it matters later.
package enum RecordedReview {
    private struct Note: Codable { var account: String }

    /// The account that approved; `nil` where the octets say nothing of one.
    package static func account(of octets: [UInt8]) -> String? {
        (try? DocumentCoding.decode(Note.self, from: octets, what: "review"))?.account
    }
}
