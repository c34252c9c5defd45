// Decision 0048: a plan shows which settings it accepts.

/// How the settings and signers that a plan was made with stand to those that were accepted last.
///
/// It is part of the plan's octets, so that whoever approves the plan approves that, and was shown it: what was not
/// shown is not accepted.
package enum SettingsStatus: Hashable, Sendable {
    /// They are the same, or nothing was accepted so far. Such a plan says nothing of them and accepts none.
    case accepted
    /// They are not, and are accepted with the plan.
    case unaccepted(SettingsProposal)
    /// It could not be found out. Such a plan accepts none.
    case unknown

    /// The differences, as far as they are known.
    package var changes: [SettingsChange] {
        switch self {
        case .accepted, .unknown: []
        case .unaccepted(let proposal): proposal.changes
        }
    }
}

/// Settings that are to be accepted, and how they differ from those that were.
package struct SettingsProposal: Hashable, Sendable {
    /// What was accepted last: the digest of settings and signers.
    package var accepted: Digest
    /// What is to be: the same of the plan's own.
    package var proposed: Digest
    /// How they differ, all that is shown.
    package var changes: [SettingsChange]

    package init(accepted: Digest, proposed: Digest, changes: [SettingsChange]) {
        self.accepted = accepted
        self.proposed = proposed
        self.changes = changes
    }

    /// The digest of settings and signers together.
    ///
    /// - Parameters:
    ///   - settings: the octets of the settings file.
    ///   - signers: the octets of the signers file; a missing file is another than an empty one.
    /// - Returns: the digest.
    package static func digest(settings: [UInt8], signers: [UInt8]?) -> Digest {
        let head = "gate53 settings\n\(settings.count)\n\(signers.map { "\($0.count)" } ?? "none")\n"
        return Digest(of: Array(head.utf8) + settings + (signers ?? []))
    }
}

/// The member of a plan document that says it; see `Schemas/plan.schema.json`.
struct SettingsStatusMember: Codable {
    var compared: Bool
    var accepted: String?
    var proposed: String?
    var changes: [ChangeMember]?

    struct ChangeMember: Codable {
        var of: Kind
        var subject: String?
        var before: String?
        var after: String?

        enum Kind: String, Codable {
            case key, item, line, settings, settingsFile, firstSettings, unreadableBefore, unreadable
        }

        init(_ change: SettingsChange) {
            switch change.subject {
            case .key(let path): (of, subject) = (.key, path)
            case .item(let path): (of, subject) = (.item, path)
            case .line(let path): (of, subject) = (.line, path)
            case .settings: of = .settings
            case .settingsFile: of = .settingsFile
            case .firstSettings(let path): (of, subject) = (.firstSettings, path)
            case .unreadable(let areBefore): of = areBefore ? .unreadableBefore : .unreadable
            }
            before = change.before
            after = change.after
        }

        func change() throws(DocumentError) -> SettingsChange {
            let what: SettingsChange.Subject?
            switch of {
            case .key: what = subject.map(SettingsChange.Subject.key)
            case .item: what = subject.map { .item(of: $0) }
            case .line: what = subject.map { .line(of: $0) }
            case .settings: what = .settings
            case .settingsFile: what = .settingsFile
            case .firstSettings: what = subject.map(SettingsChange.Subject.firstSettings)
            case .unreadableBefore: what = .unreadable(areBefore: true)
            case .unreadable: what = .unreadable(areBefore: false)
            }
            guard let what else {
                throw DocumentError(.unreadable, "this is not a plan: it does not say what of the settings changes")
            }
            return SettingsChange(what, before: before, after: after)
        }
    }

    /// The member; `nil` where there is nothing to say.
    init?(_ status: SettingsStatus) {
        switch status {
        case .accepted: return nil
        case .unknown: compared = false
        case .unaccepted(let proposal):
            compared = true
            accepted = proposal.accepted.hexadecimal
            proposed = proposal.proposed.hexadecimal
            changes = proposal.changes.map(ChangeMember.init)
        }
    }

    func status() throws(DocumentError) -> SettingsStatus {
        guard compared else { return .unknown }
        guard let accepted = accepted.flatMap(Digest.init(hexadecimal:)),
            let proposed = proposed.flatMap(Digest.init(hexadecimal:)), let changes
        else { throw DocumentError(.unreadable, "this is not a plan: it does not say which settings it compares") }
        return .unaccepted(
            SettingsProposal(
                accepted: accepted, proposed: proposed,
                changes: try changes.map { member throws(DocumentError) in try member.change() }))
    }
}
