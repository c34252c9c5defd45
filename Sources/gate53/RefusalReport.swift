internal import DNSModel
internal import Gate
internal import ZonePlanning

/// Says what a provider has against a batch, at the lines of the zone file.
enum RefusalReport {
    /// Lines for stderr.
    static func lines(
        _ failure: ProviderError, at batch: ApplyOutcome.FailedBatch, of document: PlanDocument
    ) -> [String] {
        let zone = document.plan.zones.first { $0.apex == batch.apex }
        let places = Dictionary(
            (zone?.changes ?? []).compactMap { planned in planned.location.map { (planned.change.key, $0) } },
            uniquingKeysWith: { first, _ in first })
        return failure.refusals.map { refusal in
            let place = refusal.key.flatMap { places[$0] }
            return Diagnostic(.error, id: "provider-refuses", refusal.message, at: place).description
        } + [
            "Batch \(batch.number) of \(batch.count) of \(batch.apex) was refused, and nothing of it was applied"
                + (batch.number > 1 ? "; the receipt says what became of those before it" : "")
                + ". Correct what is wrong, commit, and plan again."
        ]
    }
}
