internal import DNSModel
package import ZonePlanning

/// What became of a change, for people and as a document: JSON, see `Schemas/change.schema.json`.
package struct ChangeReport: Sendable {
    /// The provider's name in the settings.
    package var provider: String
    package var status: ChangeStatus

    package init(provider: String, status: ChangeStatus) {
        self.provider = provider
        self.status = status
    }

    /// The state as Route 53 says it.
    private var state: String { status.isServedEverywhere ? "INSYNC" : "PENDING" }

    /// A few lines, ended by a line feed.
    ///
    /// - Parameters:
    ///   - style: how it is coloured.
    ///   - width: how wide a line may be, in characters.
    /// - Returns: the text.
    package func text(style: TextStyle, width: Int = 80) -> String {
        let layout = TextLayout(style: style, width: max(40, width))
        var lines = layout.broken(
            "\(Printable.text(status.id)) on \(Printable.text(provider)): \(state)", indent: 4,
            status.isServedEverywhere ? .created : .updated)
        lines += layout.broken("  submitted \(Printable.text(status.submitted))", indent: 4)
        if let comment = status.comment { lines += layout.broken("  comment: \(Printable.text(comment))", indent: 4) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The document.
    ///
    /// - Throws: ``DocumentError`` when JSON can't be written, which no report causes.
    package func octets() throws(DocumentError) -> [UInt8] {
        try DocumentCoding.encode(
            ChangeFile(
                provider: provider, id: status.id, status: state, submitted: status.submitted, comment: status.comment))
    }
}

private struct ChangeFile: Encodable {
    var format = "gate53-change/1"
    var provider: String
    var id: String
    var status: String
    var submitted: String
    var comment: String?
}
