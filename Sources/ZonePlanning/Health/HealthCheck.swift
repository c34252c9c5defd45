// Decision 0100: a doctor that touches nothing.

/// One thing that was looked at before it is needed: whether it is as gate53 needs it.
package struct HealthCheck: Hashable, Sendable {
    /// What it is a part of, in the order in which they are told.
    package enum Area: String, Hashable, Sendable, CaseIterable {
        /// The clone on this machine.
        case clone
        /// The settings and reviewers of the protected branch.
        case settings
        /// What was accepted, approved and applied.
        case ledger
        /// The git server.
        case remote
        /// The forge whose reviews count.
        case forge
        /// Where the zones are served.
        case providers
        /// The jobs that run gate53.
        case pipeline
    }

    /// What came out.
    package enum Outcome: String, Hashable, Sendable, CaseIterable {
        /// It is as it has to be.
        case good = "ok"
        /// It works, and somebody should know.
        case warning
        /// Something will not work, or is not safe.
        case failed
        /// It could not be looked at, or is not looked at by a program that changes nothing.
        case notChecked = "not-checked"
    }

    package var area: Area
    /// The stable id, as in `clone-shallow`.
    package var id: String
    /// What was looked at, in a few words.
    package var subject: String
    package var outcome: Outcome
    /// What was found, or why it was not looked at.
    package var finding: String
    /// What to do; `nil` where nothing is to be done, or the finding says it.
    package var remedy: String?

    package init(
        _ area: Area, id: String, _ subject: String, _ outcome: Outcome, _ finding: String, remedy: String? = nil
    ) {
        self.area = area
        self.id = id
        self.subject = subject
        self.outcome = outcome
        self.finding = finding
        self.remedy = remedy
    }
}

/// Everything that was looked at.
package struct HealthReport: Hashable, Sendable {
    package var checks: [HealthCheck]

    package init(_ checks: [HealthCheck]) { self.checks = checks }

    /// How many checks ended in a way.
    package func count(_ outcome: HealthCheck.Outcome) -> Int { checks.count { $0.outcome == outcome } }

    /// Whether nothing is wrong: warnings and what was not looked at are no faults.
    package var isWell: Bool { count(.failed) == 0 }

    /// The areas that were looked at, in their order, each with its checks.
    package var areas: [(area: HealthCheck.Area, checks: [HealthCheck])] {
        HealthCheck.Area.allCases.compactMap { area in
            let found = checks.filter { $0.area == area }
            return found.isEmpty ? nil : (area, found)
        }
    }
}
