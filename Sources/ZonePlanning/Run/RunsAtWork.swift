/// Other runs that are at work on zones that a run wants to change.
package struct RunsAtWork: Hashable, Sendable {
    /// The run that began first.
    package var first: RunIntent
    /// How many others there are.
    package var others: Int
    /// For how many seconds this run has waited.
    package var waited: Int64

    package init(first: RunIntent, others: Int, waited: Int64) {
        self.first = first
        self.others = others
        self.waited = waited
    }
}
