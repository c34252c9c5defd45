package import DNSModel
package import ZonePlanning

/// What a verb has to say while it is at work. It is told to an observer, which decides how it is shown.
package enum GateEvent: Sendable {
    /// Good to know; a quiet run does not show it. Safe to print.
    case note(String)
    /// Something may be wrong. Safe to print.
    case warning(String)
    /// What was found in settings and zone files; of the working folder where it is a preview.
    case diagnostics([Diagnostic], isPreview: Bool)
    /// What stands in the way of plans, and what else is to be known of them.
    case planned(PlanOutcome)
    /// From here on these zones are spoken of.
    case about([DomainName])
}

/// Who is told what happens.
package typealias GateObserver = @Sendable (GateEvent) -> Void
