internal import ZonePlanning

extension ReviewCollection {
    /// The settings to be accepted with a plan without changes: such a plan needs no approval, other settings do.
    ///
    /// - Parameter request: the plan.
    /// - Returns: the settings, and what shows who approved them; no settings where they stay as they were, or where
    ///   those who may decide have not approved the plan, which the observer is told.
    /// - Throws: ``GateError`` where the rule before can't be read.
    package func acceptance(
        for request: ReviewRequest
    ) async throws(GateError) -> (settings: AcceptedSettings?, evidence: [LedgerFile]) {
        switch try await rule(for: request) {
        case .asBefore: return (nil, [])
        case .first(let settings), .setAside(let settings, _): return (settings, [])
        case .changed, .otherSettings:
            let session: ReviewSession
            do throws(GateError) {
                session = try await self.session(for: request)
            } catch {
                for line in error.lines { observer(.note("the changed settings were not accepted: \(line)")) }
                return (nil, [])
            }
            if session.accepts == nil, !session.showsSettings {
                observer(
                    .note(
                        "the changed settings were not accepted: the plan does not show how they differ from those accepted; "
                            + "plan again, and have that plan approved [settings-not-shown]"))
            }
            _ = session.remarks(observer)
            return (session.accepts, session.accepts == nil ? [] : try await evidence(of: session))
        }
    }

    /// The plan of a review and its approvals, as far as the ledger lacks them.
    private func evidence(of session: ReviewSession) async throws(GateError) -> [LedgerFile] {
        let digest = session.document.digest
        var files = [LedgerFile(path: LedgerLayout.path(ofPlan: digest), octets: session.document.octets)]
        do throws(LedgerError) {
            for approval in session.acceptors {
                let path = LedgerLayout.path(of: approval, plan: digest)
                if try await ledger.read(path) == nil {
                    files.append(LedgerFile(path: path, octets: approval.signature))
                }
            }
        } catch { throw GateError(error) }
        return files
    }
}
