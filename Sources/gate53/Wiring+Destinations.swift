internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import ZoneFiles
internal import ZonePlanning

// Where credentials go, whom notifications reach, and what is run: by settings that were accepted, since whoever may
// have settings merged could have all of it go anywhere.
extension Wiring {
    /// Refuses to ask a provider at a place, or with a profile, that only settings name which nobody has accepted.
    ///
    /// What the environment of the job says is its own word. Where nothing was accepted yet there is nothing to hold it
    /// against.
    ///
    /// - Parameters:
    ///   - name: the provider.
    ///   - settings: what is said of it.
    /// - Throws: ``CommandFailure`` with exit code refused.
    func checkDestination(_ name: String, _ settings: ProviderSettings) throws(CommandFailure) {
        guard let said = settings.credentialDestination,
            let destination = settings.credentialDestination(besides: Terminal.environment), !destination.isUsual,
            let accepted = trust.unapproved, !accepted.credentialDestinations.contains(said)
        else { return }
        var words: [String] = []
        if let endpoint = destination.endpoint { words.append("at '\(Printable.text(endpoint))'") }
        if let profile = destination.profile { words.append("with the profile '\(Printable.text(profile))'") }
        throw CommandFailure(
            .refused,
            [
                "refused: the provider '\(Printable.text(name))' is not asked \(words.joined(separator: " ")): nobody has "
                    + "accepted the settings that say so, and it would get credentials [provider-not-accepted]",
                "Nothing was changed. To have it accepted: gate53 plan --ask-unaccepted --out plan.json, have that plan "
                    + "approved, then gate53 apply plan.json",
            ])
    }

    /// Refuses to run a command after a zone was written that only settings name which nobody has accepted.
    func checkCommands(of project: Project) throws(CommandFailure) {
        guard let accepted = trust.unapproved else { return }
        for command in project.settings.commands.subtracting(accepted.commands).sorted(by: { $0.joined() < $1.joined() }
        ) {
            throw CommandFailure(
                refused:
                    "the command '\(command.joined(separator: " "))' is not run after a zone was written: nobody has "
                    + "accepted the settings that say so; have a plan approved that shows them",
                id: "command-not-accepted")
        }
    }

    /// Whom to tell: nobody whom only settings name that nobody has accepted. An address may be anybody's, and so may a
    /// variable's name: what is signed with, and what is sent to, are the job's credentials.
    ///
    /// Where the ledger can't be read, it is not known who was accepted; then those are told whose address is the job's
    /// own word, as somebody should hear of that.
    func countingReceivers(
        _ merged: [NotificationSettings], isLedgerKnown: Bool = true
    ) -> [NotificationSettings] {
        if isLedgerKnown, trust.unapproved == nil { return merged }
        let known = Set((trust.unapproved?.notifications ?? []).map(\.receiver))
        return merged.filter { receiver in
            if known.contains(receiver.receiver) || !isLedgerKnown && !receiver.receiver.namesAddress { return true }
            Terminal.standardError.write(
                "\(receiver.location): warning: this receiver was not notified: nobody has accepted the settings that name it "
                    + "[not-notified]")
            return false
        }
    }

    /// Holds the places of providers against what was accepted, where only the settings' word sends credentials there:
    /// for commands that only look, and need no ledger else.
    ///
    /// - Parameters:
    ///   - providers: by name.
    ///   - settings: those that name them.
    /// - Throws: ``CommandFailure`` with exit code refused.
    func checkDestinations(
        _ providers: [(name: String, settings: ProviderSettings)], of settings: Settings
    ) async throws(CommandFailure) {
        for (name, provider) in providers {
            guard let destination = provider.credentialDestination, !destination.isUsual else { continue }
            if trust.now == nil { try await fetchedLedger(of: settings) }
            try checkDestination(name, provider)
        }
    }

    /// Says what in the ledger's folder of accepted settings is none of them.
    func warnOfStrays(in ledger: any Ledger) async {
        guard let strays = try? await AcceptedSettings.strays(in: ledger), let first = strays.first, trust.isFirstWord
        else { return }
        let more = strays.count == 1 ? "" : " and \(strays.count - 1) more"
        Terminal.standardError.write(
            "warning: the ledger's '\(Printable.text(first))'\(more) says nothing of settings that were accepted, and is "
                + "passed over; see who wrote it, as with 'git log -- \(Printable.text(first))' on the ledger's branch "
                + "[ledger-stray]")
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
