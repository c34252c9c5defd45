internal import ArgumentParser
internal import DNSModel
internal import Reports
internal import ZonePlanning

/// Says why a plan may not be applied.
enum ReviewReport {
    /// What a refusal is as a command's failure.
    static func failure(_ refusal: ReviewRefusal) -> CommandFailure {
        CommandFailure(
            .refused,
            refusal.reasons.map { "refused: \(Printable.text($0.message)) [\($0.id)]" } + ["Nothing was changed."])
    }
}
