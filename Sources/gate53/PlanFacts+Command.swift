internal import Gate
internal import Reports
internal import ZoneFiles

extension PlanFacts {
    /// What is said of what was found out beside a plan.
    init(_ facts: Planning.Facts) {
        self.init(
            takenBack: facts.takenBack, whoUnknown: facts.whoUnknown, unsigned: facts.unsigned.map(\.hex),
            unsignedLeftOut: facts.unsignedLeftOut, unsignedUnknown: facts.unsignedUnknown)
    }
}
