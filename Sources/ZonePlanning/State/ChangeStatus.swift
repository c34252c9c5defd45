/// What became of a change that a provider accepted.
///
/// Source: ChangeInfo, Amazon Route 53 API Reference.
package struct ChangeStatus: Hashable, Sendable {
    package var id: String
    /// Whether every server of the provider has it.
    package var isServedEverywhere: Bool
    /// When it was accepted, in UTC, as the provider writes it.
    package var submitted: String
    /// What it was given with it.
    package var comment: String?

    package init(id: String, isServedEverywhere: Bool, submitted: String, comment: String? = nil) {
        self.id = id
        self.isServedEverywhere = isServedEverywhere
        self.submitted = submitted
        self.comment = comment
    }
}
