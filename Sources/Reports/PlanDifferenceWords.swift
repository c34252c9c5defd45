package import DNSModel
package import ZonePlanning

extension PlanDifference {
    private static func account(_ name: String?) -> String {
        name.map { "the account \(Printable.text($0))" } ?? "an account that it does not name"
    }

    /// The difference in words, for a zone.
    package func phrase(of apex: DomainName) -> String {
        switch self {
        case .base: "what the plan restores is not what was last applied any more, or it was restored since"
        case .files: "the zone files are not those of the plan any more"
        case .provider: "the zone is at another provider, or has another id there"
        case .zoneExists: "the zone exists now"
        case .zoneIsGone: "the zone is gone"
        case .nothingToRestore: "the zone itself is not there, or git says that it shall not be"
        case .zoneDeletion(true): "the zone is to be deleted now"
        case .zoneDeletion(false): "the zone is not to be deleted any more"
        case .zoneSettings: "the zone would be created with other settings"
        case .account(let planned, let now):
            "the plan creates the zone in \(Self.account(planned)), and the credentials here are for \(Self.account(now))"
        case .otherChange(let key, restores: true): "\(key) was last applied otherwise"
        case .otherChange(let key, restores: false): "\(key) is declared otherwise now"
        case .change(let key): "\(key) is to be changed now"
        case .noChange(let key): "\(key) needs no change any more"
        case .batches: "the changes would go in other batches, or are declared in other lines"
        case .diagnostic(let diagnostic): diagnostic.description
        case .finding(let finding): "the plan does not say this: \(FindingWords.english.line(finding, of: apex))"
        case .counts: "the plan's counts are not those of a plan made now"
        }
    }
}
