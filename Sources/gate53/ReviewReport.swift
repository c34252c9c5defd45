internal import DNSModel
internal import Reports
internal import ZonePlanning

/// Says why a plan may not be applied.
enum ReviewReport {
    /// Lines for stderr.
    static func lines(_ refusal: ReviewRefusal) -> [String] {
        refusal.reasons.map { "refused: \(Printable.text($0.message)) [\($0.id)]" } + ["Nothing was changed."]
    }
}
