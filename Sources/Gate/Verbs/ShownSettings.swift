internal import DNSModel
package import ZoneFiles
package import ZonePlanning

/// What is shown of a plan's settings, and why it should not be approved unseen.
package struct ShownSettings: Sendable {
    package let changes: [SettingsChange]
    /// Why it is not known how the settings differ from those accepted; `nil` where it is.
    package let unseen: String?

    private init(_ changes: [SettingsChange], unseen: String? = nil) {
        self.changes = changes
        self.unseen = unseen
    }

    /// What to show of a plan's settings.
    ///
    /// The plan itself says how they differ from those accepted last, and apply checks that. Where it says that they do
    /// not, or nothing was accepted, this clone is asked too.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - ports: the clone and its ledgers; `nil` where there is no repository.
    ///   - comparison: how the settings differ from the protected branch's, where that is all that can be compared.
    package init(
        of document: PlanDocument, in ports: GatePorts?, _ comparison: () -> TrustComparison
    ) async {
        switch document.plan.settingsStatus {
        case .unaccepted(let proposal):
            self.init(proposal.changes)
            return
        case .unknown:
            self.init(
                comparison().changes,
                unseen:
                    "the plan was made in a place that could not tell whether its settings are the accepted ones"
            )
            return
        // What takes drift back accepts nothing, whatever settings there are by now.
        case .accepted where document.plan.isRestoring:
            self.init([])
            return
        case .accepted: break
        }
        guard let ports, let accepted = await Self.accepted(in: ports) else {
            self.init(comparison().changes)
            return
        }
        let place = accepted.commit.prefix(12)
        do throws(GitError) {
            guard let own = try ports.clone.repository.octets(ofBlob: document.plan.settings.blob) else {
                throw GitError(.missingObject, "it is no id")
            }
            self.init(
                own == accepted.settings ? [] : SettingsComparison.changes(from: accepted.settings, to: own),
                unseen: own == accepted.settings
                    ? nil : "the plan does not show how its settings differ from those accepted at \(place)")
        } catch {
            self.init(
                [],
                unseen:
                    "the plan does not show how its settings differ from those accepted at \(place), and this clone does "
                    + "not have them; fetch the branch that it was made from")
        }
    }

    /// The settings that were accepted last, as this clone has them; `nil` where it has none, or can't find the ledger:
    /// then the plan is compared with the protected branch.
    private static func accepted(in ports: GatePorts) async -> AcceptedSettings? {
        do throws(GateError) {
            return try await ports.ledger(namedBy: ports.clone.settingsAtHead(), LedgerFetching(fetches: false))
                .accepted
        } catch {
            return nil
        }
    }
}

extension Clone {
    /// The settings at HEAD, or the usual ones where there are none.
    package func settingsAtHead() -> Settings {
        do throws(GitError) {
            return try reading(of: try repository.head()).settings?.settings ?? Settings(path: "")
        } catch {
            return Settings(path: "")
        }
    }
}
