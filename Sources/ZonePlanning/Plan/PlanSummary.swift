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
}
