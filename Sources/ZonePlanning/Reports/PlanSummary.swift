/// Counts of a plan's changes, for headings.
package struct PlanSummary: Hashable, Sendable {
    package private(set) var creates = 0
    package private(set) var updates = 0
    package private(set) var deletes = 0

    package init(_ changes: some Sequence<PlannedChange>) {
        for planned in changes {
            switch planned.change {
            case .create: creates += 1
            case .update: updates += 1
            case .delete: deletes += 1
            }
        }
    }

    package init(_ plan: Plan) { self.init(plan.zones.lazy.flatMap(\.changes)) }

    /// `3 to create, 1 to update, 2 to delete`, without the parts that are 0, or `no changes`.
    package var phrase: String {
        let parts = [(creates, "to create"), (updates, "to update"), (deletes, "to delete")]
        let said = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return said.isEmpty ? "no changes" : said.joined(separator: ", ")
    }
}

/// `1 zone`, `2 zones`.
package func counted(_ count: Int, _ noun: String, plural: String? = nil) -> String {
    "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
}
