internal import ArgumentParser
internal import Reconciliation
internal import ZoneFiles
internal import ZonePlanning

// Where credentials go, whom notifications reach, and what is run: by settings that were accepted, since whoever may have
// settings merged could have all of it go anywhere.
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
    func checkDestination(_ name: String, _ settings: Route53Settings) throws(CommandFailure) {
        let environment = Terminal.environment
        func own(_ names: [String], _ value: String?) -> String? {
            names.contains { name in value != nil && environment[name] == value } ? nil : value
        }
        let destination = CredentialDestination(
            endpoint: own(["AWS_ENDPOINT_URL_ROUTE_53", "AWS_ENDPOINT_URL"], settings.endpoint),
            profile: own(["AWS_PROFILE"], settings.profile))
        guard !destination.isUsual, let accepted = trust.unapproved,
            !accepted.credentialDestinations.contains(
                CredentialDestination(endpoint: settings.endpoint, profile: settings.profile))
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

    /// Whom to tell: not at an address that only settings name which nobody has accepted. What variables of the environment
    /// name is the job's own word, and mail gets no credentials.
    func countingReceivers(_ merged: [NotificationSettings]) -> [NotificationSettings] {
        guard let accepted = trust.unapproved else { return merged }
        let known = Set(accepted.notifications.map(\.receiver))
        return merged.filter { receiver in
            guard case .webhook(.url, secretFrom: _) = receiver.receiver, !known.contains(receiver.receiver) else {
                return true
            }
            Terminal.standardError.write(
                "\(receiver.location): warning: this receiver was not notified: nobody has accepted the settings that name it "
                    + "[not-notified]")
            return false
        }
    }
}
