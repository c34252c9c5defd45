internal import ZonePlanning

extension ReviewCollection {
    /// The settings to be accepted with a plan without changes: such a plan needs no approval, other settings do.
    ///
    /// - Parameters:
    ///   - request: the plan.
    ///   - candidates: finds plans without changes that were approved, and show how the settings differ.
    /// - Returns: the settings, and what shows who approved them; no settings where they stay as they were, or where
    ///   those who may decide have not approved the plan, which the observer is told.
    /// - Throws: ``GateError`` where the rule before can't be read.
    package func acceptance(
        for request: ReviewRequest, _ candidates: () async throws(GateError) -> [ReviewRequest]
    ) async throws(GateError) -> (settings: AcceptedSettings?, evidence: [LedgerFile]) {
        switch try await rule(for: request) {
        case .asBefore: return (nil, [])
        case .first(let settings), .setAside(let settings, _): return (settings, [])
        case .changed, .otherSettings:
            for candidate in try await candidates() {
                if let session = try await accepting(candidate) {
                    return (session.accepts, try await evidence(of: session))
                }
            }
            let session: ReviewSession
            do throws(GateError) {
                session = try await self.session(for: request)
            } catch {
                observer(.note("the changed settings were not accepted: \(error.plainLines)"))
                return (nil, [])
            }
            if session.accepts == nil, !session.showsSettings {
                observer(
                    .note(
                        "the changed settings were not accepted: the plan does not show how they differ from the "
                            + "accepted ones; plan again, and have the new plan approved [settings-not-shown]"))
            }
            if case .otherSettings = session.rule, session.accepts == nil, session.showsSettings {
                observer(
                    .note(
                        "the changed settings are not accepted yet: the reviewers who may approve every zone have "
                            + "not approved a plan that shows them [settings-not-accepted]"))
            }
            _ = session.remarks(observer)
            return (session.accepts, session.accepts == nil ? [] : try await evidence(of: session))
        }
    }

    /// The review of a plan, where its approvals accept settings; `nil` where they do not.
    private func accepting(_ request: ReviewRequest) async throws(GateError) -> ReviewSession? {
        let session: ReviewSession
        do throws(GateError) { session = try await self.session(for: request) } catch {
            if error.kind != .refused || error.has(GateError.approvalsUnreadable) { throw error }
            return nil
        }
        do throws(ReviewRefusal) {
            return try session.approve().approvals.isEmpty || session.accepts == nil ? nil : session
        } catch {
            return nil
        }
    }

    /// The plan of a review and its approvals, as far as the ledger lacks them.
    private func evidence(of session: ReviewSession) async throws(GateError) -> [LedgerFile] {
        let digest = session.document.digest
        var files = [LedgerFile(path: LedgerLayout.path(ofPlan: digest), octets: session.document.octets)]
        do throws(LedgerError) {
            for approval in session.acceptors {
                if let file = try await LedgerLayout.file(of: approval, plan: digest, in: ledger) {
                    files.append(file)
                }
            }
        } catch { throw GateError(error) }
        return files
    }
}
