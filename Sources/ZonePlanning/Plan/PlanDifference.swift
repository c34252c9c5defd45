package import DNSModel

/// What a plan made now says otherwise than the one that was approved, besides sets that moved.
package enum PlanDifference: Hashable, Sendable {
    /// What the plan restores is not what was last applied any more, or was restored since.
    case base
    /// The zone files are others.
    case files
    /// The zone is at another provider, or has another id there.
    case provider
    /// The zone that the plan creates is there.
    case zoneExists
    /// The zone that the plan changes is not there.
    case zoneIsGone
    /// The zone itself is not there, or git says that it shall not be: nothing of it can be restored.
    case nothingToRestore
    /// The zone is to be deleted, or is not to be any more.
    case zoneDeletion(isWanted: Bool)
    /// The zone would be created with other settings.
    case creationAttributes
    /// The zone was to be created in one account, and the credentials are of another; each `nil` where none is known.
    case account(planned: String?, now: String?)
    /// The set has another change: it was last applied otherwise, where the plan restores, or is declared otherwise.
    case otherChange(RecordSet.Key, restores: Bool)
    /// The set has a change that the plan does not have.
    case change(RecordSet.Key)
    /// The set needs no change any more.
    case noChange(RecordSet.Key)
    /// The changes go in other batches, or are declared in other lines.
    case batches
    /// The plan is wrong now.
    case diagnostic(Diagnostic)
    /// The plan does not say what a policy finds.
    case finding(Finding)
    /// The plan counts otherwise.
    case counts
}
