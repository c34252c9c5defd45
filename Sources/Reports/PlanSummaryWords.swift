package import ZonePlanning

extension PlanSummary {
    /// `3 to create, 1 to update, 2 to delete`, without the parts that are 0, or `no changes`.
    package var phrase: String {
        let parts = [(creates, "to create"), (updates, "to update"), (deletes, "to delete")]
        let said = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return said.isEmpty ? "no changes" : said.joined(separator: ", ")
    }
}
