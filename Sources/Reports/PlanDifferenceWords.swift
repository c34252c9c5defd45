package import DNSModel
package import ZonePlanning

extension PlanDifference {
    private static func account(_ name: String?) -> String {
        name.map { "the account \(Printable.text($0))" } ?? "an account that it does not name"
    }

    /// The difference in words, for a zone.
    package func phrase(of apex: DomainName) -> String {
        switch self {
        case .base: "what the plan restores is no longer what was last applied, or it was restored already"
        case .files: "the zone files are no longer those of the plan"
        case .provider: "the zone is at another provider, or has another id there"
        case .zoneExists: "the zone exists now"
        case .zoneIsGone: "the zone is gone"
        case .nothingToRestore: "the zone itself is not there, or git says that it shall not exist"
        case .zoneDeletion(true): "git now says to delete the zone"
        case .zoneDeletion(false): "git no longer says to delete the zone"
        case .creationAttributes: "the zone would be created with other settings"
        case .account(let planned, let now):
            "the plan creates the zone in \(Self.account(planned)), and the credentials here are for \(Self.account(now))"
        case .otherChange(let key, restores: true): "what was last applied to \(key) is not what the plan restores"
        case .otherChange(let key, restores: false): "git now declares something else for \(key)"
        case .change(let key): "\(key) now has to be changed too"
        case .noChange(let key): "\(key) no longer needs a change"
        case .batches: "the changes would now go in other batches, or are declared in other lines"
        case .diagnostic(let diagnostic): diagnostic.description
        case .finding(let finding):
            "the plan does not say what a plan made now would say: "
                + "\(FindingWords.english.line(finding, of: apex))"
        case .counts: "the plan's counts differ from those of a plan made now"
        }
    }
}
