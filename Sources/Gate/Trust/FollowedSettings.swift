package import DNSModel
package import ZoneFiles

/// By whose word credentials are sent somewhere, commands are run and others are told.
package enum FollowedSettings: Sendable {
    /// The run's own settings: nothing was accepted yet, or they are approved.
    case own
    /// Only what these say too, which were accepted last.
    case accepted(Settings)

    /// Refuses to send a provider's credentials somewhere that only settings name which nobody has accepted.
    ///
    /// - Parameters:
    ///   - name: the provider.
    ///   - destination: where they would go, by its settings.
    ///   - unsaid: what of that the job's own environment does not say.
    /// - Throws: ``GateError``, refused.
    package func checkDestination(
        of name: String, _ destination: CredentialDestination, unsaid: CredentialDestination
    ) throws(GateError) {
        guard case .accepted(let accepted) = self, !unsaid.isUsual,
            !accepted.credentialDestinations.contains(destination)
        else { return }
        var words: [String] = []
        if let endpoint = unsaid.endpoint { words.append("at '\(Printable.text(endpoint))'") }
        if let profile = unsaid.profile { words.append("with the profile '\(Printable.text(profile))'") }
        throw GateError(
            .refused,
            [
                GateError.Reason(
                    .refused,
                    "the provider '\(Printable.text(name))' is not asked \(words.joined(separator: " ")). The "
                        + "settings that say so are not accepted yet, and that place would get credentials",
                    id: "provider-not-accepted"
                )
            ],
            remedy:
                "Nothing was changed. To have these settings accepted, make a plan with 'gate53 plan "
                + "--ask-unaccepted --out plan.json', have it approved, then run 'gate53 apply plan.json'")
    }

    /// Refuses to run a command after a zone was written that only settings name which nobody has accepted.
    ///
    /// - Parameter settings: those of the run.
    /// - Throws: ``GateError``, refused.
    package func checkCommands(of settings: Settings) throws(GateError) {
        guard case .accepted(let accepted) = self else { return }
        let unaccepted = settings.commands.subtracting(accepted.commands)
        guard let command = unaccepted.min(by: { $0.joined() < $1.joined() }) else { return }
        throw GateError(
            refused:
                "the command '\(command.joined(separator: " "))' is not run, because the settings that name it are "
                + "not accepted yet; have a plan approved that shows them",
            id: "command-not-accepted")
    }

    /// Refuses to apply by policies that only settings name which nobody has accepted: they may allow what those before
    /// would not.
    ///
    /// - Parameters:
    ///   - settings: those of the run.
    ///   - zones: what is applied.
    /// - Throws: ``GateError``, refused.
    package func checkPolicies(of settings: Settings, for zones: [DomainName]) throws(GateError) {
        guard case .accepted(let accepted) = self else { return }
        let isOther = zones.contains { apex in
            guard let before = accepted.zone(apex), let now = settings.zone(apex) else { return false }
            return before.policies != now.policies
        }
        guard isOther else { return }
        throw GateError(
            refused:
                "the policies in the settings are not the ones that were accepted; have a plan that shows them "
                + "approved by the reviewers who may approve every zone", id: "policies-not-accepted")
    }

    /// Whom to tell: nobody whom only settings name that nobody has accepted. An address may be anybody's, and so may a
    /// variable's name: what is signed with, and what is sent to, are the job's credentials.
    ///
    /// Where the ledger can't be read, it is not known who was accepted; then those are told whose address is the job's
    /// own word, as somebody should hear of that.
    ///
    /// - Parameters:
    ///   - merged: those that the protected branch's settings name.
    ///   - isLedgerKnown: whether the ledger could be read.
    /// - Returns: who is told, and who is not.
    package func receivers(
        among merged: [NotificationSettings], isLedgerKnown: Bool
    ) -> (notified: [NotificationSettings], refused: [NotificationSettings]) {
        var known: Set<NotificationSettings.Receiver> = []
        switch self {
        case .own where isLedgerKnown: return (merged, [])
        case .own: break
        case .accepted(let accepted): known = Set(accepted.notifications.map(\.receiver))
        }
        var (notified, refused): ([NotificationSettings], [NotificationSettings]) = ([], [])
        for receiver in merged {
            if known.contains(receiver.receiver) || !isLedgerKnown && !receiver.receiver.namesAddress {
                notified.append(receiver)
            } else {
                refused.append(receiver)
            }
        }
        return (notified, refused)
    }
}

extension NotificationSettings.Receiver {
    /// Whether the settings themselves say where it is.
    fileprivate var namesAddress: Bool {
        switch self {
        case .webhook(.url, secretFrom: _), .mail: true
        case .webhook(.environment, secretFrom: _), .slack: false
        }
    }
}
