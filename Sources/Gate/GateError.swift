internal import DNSModel
package import ZoneFiles
package import ZonePlanning

/// Why the gate did not do what it was asked: a kind, which the command maps to an exit code, and the reasons.
package struct GateError: Error, Sendable {
    /// What kind of ending it is.
    package enum Kind: Hashable, Sendable {
        /// Live or the protected branch moved under a plan: plan again. Nothing was changed.
        case stale
        /// A rule or policy forbids it. Nothing was changed.
        case refused
        /// It could not be done.
        case failed
        /// It was asked for in a way that means nothing.
        case misuse
    }

    /// One thing that stands in the way.
    package struct Reason: Hashable, Sendable {
        /// What the line begins with that says it.
        package enum Label: String, Hashable, Sendable {
            case error, refused, stale
        }

        package var label: Label
        /// What happened, where, and what to do, in one line that is safe to print.
        package var message: String
        /// The stable id; `nil` where it has none.
        package var id: String?

        package init(_ label: Label, _ message: String, id: String? = nil) {
            self.label = label
            self.message = message
            self.id = id
        }
    }

    package var kind: Kind
    /// Why; none where ``event`` says it.
    package var reasons: [Reason]
    /// What is true now and what to do next, as whole sentences after the reasons.
    package var remedy: String?
    /// What is shown before the reasons, or instead of them: mistakes in files, or what stands in the way of plans.
    package var event: GateEvent?

    /// Reasons that the command words.
    package var facts: Facts?

    /// Reasons that are values.
    package enum Facts: Sendable {
        /// What is wrong in files.
        case mistakes([Diagnostic])
        /// What moved under a plan.
        case stale([ApplyError.StaleZone], of: PlanDocument)
        /// What an approval lacks.
        case review(ReviewRefusal)
        /// What waits and is not approved.
        case uncovered([UncoveredZone])
        /// Which other runs are at work on the same zones.
        case busy(RunsAtWork)
    }

    package init(_ kind: Kind, _ reasons: [Reason], remedy: String? = nil) {
        self.kind = kind
        self.reasons = reasons
        self.remedy = remedy
    }

    /// Reasons that are values.
    package init(_ kind: Kind, _ facts: Facts) {
        self.init(kind, [])
        self.facts = facts
    }

    /// That it could not be done, for what an event says.
    package init(failedFor event: GateEvent) {
        self.init(.failed, [])
        self.event = event
    }

    /// One reason.
    ///
    /// - Parameters:
    ///   - kind: what kind of ending it is.
    ///   - message: what happened and what to do, safe to print.
    ///   - id: the stable id.
    package init(_ kind: Kind, _ message: String, id: String? = nil) {
        self.init(kind, [Reason(.error, message, id: id)])
    }

    /// A refusal before anything was changed.
    ///
    /// - Parameters:
    ///   - message: why, and what to do.
    ///   - id: the stable id.
    package init(refused message: String, id: String) {
        self.init(.refused, [Reason(.refused, Printable.text(message), id: id)], remedy: "Nothing was changed.")
    }

    /// That other runs are at work on the same zones.
    init(busy runs: RunsAtWork) {
        self.init(.refused, .busy(runs))
        remedy = "Nothing was changed."
    }

    /// That approvals can't be checked, so that nobody has approved.
    package init(approvalsUnreadable message: String) {
        self.init(
            .refused, "approvals can't be checked: \(Printable.text(message))", id: Self.approvalsUnreadable)
    }

    /// The id of ``init(approvalsUnreadable:)``.
    package static let approvalsUnreadable = "approvals-unreadable"

    /// A repository that can't be read.
    package init(_ error: GitError) {
        self.init(.failed, Printable.text(error.message), id: "git-" + Self.kebabCase(error.code.rawValue))
    }

    /// A ledger's error, before anything was changed.
    package init(_ error: LedgerError) {
        if let runs = error.runs {
            self.init(busy: runs)
            return
        }
        switch error.kind {
        case .rewritten, .unsigned, .unreadable, .newer, .unshared, .moved, .busy:
            self.init(refused: error.message, id: error.id)
        case .failed: self.init(.failed, Printable.text(error.message), id: error.id)
        }
    }

    /// Each reason as a line, and then the remedy.
    package var lines: [String] {
        reasons.map { "\($0.label.rawValue): \($0.message)" + ($0.id.map { " [\($0)]" } ?? "") }
            + [remedy].compactMap { $0 }
    }

    /// What happened, as the end of another sentence, which has an id of its own: that of a git error adds nothing.
    package var sentence: String {
        var plain = self
        for index in plain.reasons.indices where plain.reasons[index].id?.hasPrefix("git-") == true {
            plain.reasons[index].id = nil
        }
        return plain.plainLines
    }

    /// Reasons and remedy one after the other, as a part of a message of another error.
    package var plainLines: String {
        lines.map { $0.hasPrefix("error: ") ? String($0.dropFirst(7)) : $0 }.joined(separator: " ")
    }

    /// Whether a reason has an id.
    package func has(_ id: String) -> Bool { reasons.contains { $0.id == id } }

    /// `notARepository` as `not-a-repository`.
    private static func kebabCase(_ text: String) -> String {
        text.reduce(into: "") { $0 += $1.isUppercase ? "-" + $1.lowercased() : String($1) }
    }
}

extension GateError {
    /// Does something with a repository, and says what goes wrong as the gate's error.
    ///
    /// - Returns: what the body returns.
    /// - Throws: ``GateError``.
    package static func ofGit<Value>(_ body: () throws(GitError) -> Value) throws(GateError) -> Value {
        do throws(GitError) { return try body() } catch { throw GateError(error) }
    }

    /// The same, where the body throws errors of git or of the gate.
    package static func ofGitOrGate<Value>(_ body: () throws -> Value) throws(GateError) -> Value {
        do {
            return try body()
        } catch let error as GitError {
            throw GateError(error)
        } catch let error as GateError {
            throw error
        } catch {
            throw GateError(.failed, "\(error)")
        }
    }
}
