internal import FoundationEssentials
internal import ZonePlanning

/// What is kept of a review in the ledger: a note of what the forge said, which proves nothing by itself.
enum ReviewNote {
    private struct Note: Encodable {
        var format = "gate53-review/1"
        var forge: String
        var url: String
        var repository: String
        var pullRequest: Int
        var head: String
        var review: Int
        var account: String
        var comment: Int
    }

    /// The note as JSON.
    static func octets(
        _ review: ForgeReview, _ request: PullRequest, _ comment: ForgeComment, at address: ForgeAddress
    ) -> [UInt8] {
        let note = Note(
            forge: address.kind.rawValue, url: address.url, repository: address.repository, pullRequest: request.number,
            head: request.head, review: review.id, account: review.account?.name ?? "", comment: comment.id)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(note) else { return [] }
        return Array(data) + [UInt8(ascii: "\n")]
    }
}
