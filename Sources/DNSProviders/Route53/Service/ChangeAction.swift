/// One change of a request, which the service carries out in the order of the document.
///
/// Source: ChangeResourceRecordSets, Amazon Route 53 API Reference.
struct ChangeAction: Hashable, Sendable {
    enum Action: String, Hashable, Sendable {
        case create = "CREATE"
        case delete = "DELETE"
        /// Overwrites whatever is there.
        case upsert = "UPSERT"
    }

    var action: Action
    var element: XMLElement

    init(_ action: Action, _ element: XMLElement) {
        self.action = action
        self.element = element
    }
}
