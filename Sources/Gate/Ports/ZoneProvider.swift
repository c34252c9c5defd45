package import DNSModel
package import ZonePlanning

/// Where zones are live: reads them, and applies change batches as compare-and-swaps.
///
/// To write a provider: model what you list, keep what you cannot model in ``LiveZone/unmodelled``, keep native
/// spellings to yourself, and apply a batch whole or not at all.
package protocol ZoneProvider: Sendable {
    /// What the provider can do.
    var capabilities: ProviderCapabilities { get }

    /// What of a declared zone the provider would serve, with record sets of its own types made ordinary ones. Asks
    /// nothing.
    ///
    /// - Parameters:
    ///   - desired: the declared zone.
    ///   - isLenient: whether what can't be served is left out with a warning, instead of being an error.
    /// - Returns: the zone to plan with, and what of the declared one is not in it.
    func servable(_ desired: DesiredZone, isLenient: Bool) -> (zone: DesiredZone, diagnostics: [Diagnostic])

    /// Every rule of the provider, or of the servers behind it, that a zone breaks, by place. Asks nothing.
    ///
    /// - Parameter subject: a zone that ``servable(_:isLenient:)`` gave, what a plan would make of it, or a live zone.
    /// - Returns: the findings.
    func findings(in subject: RuleSubject) -> [RuleFinding]

    /// The zone as it is live now.
    ///
    /// A zone that the provider does not have is not an error: ``LiveZone/exists`` says so.
    func liveZone(_ apex: DomainName) async throws(ProviderError) -> LiveZone

    /// What tells the account in which zones are created from every other one of the provider, for reviewers: at
    /// Route 53 its number. A plan that creates a zone names it, so that one approved for one account creates nothing
    /// in another. `nil` where the settings say already where zones are.
    func account() async throws(ProviderError) -> String?

    /// As whom the provider is asked, by its own word: at Route 53 the user or role. `nil` where there is no such
    /// thing, or nobody says it.
    func caller() async throws(ProviderError) -> String?

    /// What the provider says of a zone without listing its record sets; `nil` where it can't say it for less than
    /// ``liveZone(_:)`` takes.
    func summary(_ apex: DomainName) async throws(ProviderError) -> ZoneSummary?

    /// Why the provider would refuse a batch, as far as the live zone tells, one sentence each.
    ///
    /// Asks nothing and changes nothing: it lets a plan fail when it is made and not when it is applied.
    func objections(to batch: ChangeBatch, in live: LiveZone) -> [String]

    /// Makes sure that what is live already is served too, after a run that may have been cut off between writing and
    /// what comes after it.
    ///
    /// - Returns: what should be known, one sentence each.
    func ensureServed(_ apex: DomainName) async throws(ProviderError) -> [String]

    /// Applies a batch: every set must be live exactly as its change's `before`, or nothing is changed.
    ///
    /// Deleting a zone has two steps, the record sets and the zone: where the second fails and the first can't be taken
    /// back, the error has code `unknownOutcome`, and what is live says the rest.
    ///
    /// - Returns: what became of it; with the id of the zone where the batch created one.
    /// - Throws: ``ProviderError``; with code `conflict` when a set is live in another state, and then nothing changed;
    ///   with code `unknownOutcome` whenever it is not known whether anything changed.
    func apply(_ batch: ChangeBatch) async throws(ProviderError) -> AppliedBatch

    /// Waits until what was applied is served everywhere.
    ///
    /// - Parameters:
    ///   - changeIDs: what ``AppliedBatch/changeID`` said.
    ///   - progress: called with how many of them are served everywhere.
    /// - Throws: ``ProviderError`` when it takes too long, or can't be found out.
    func awaitPropagation(
        of changeIDs: [String], progress: @escaping @Sendable (_ done: Int) -> Void
    ) async throws(ProviderError)
}

extension ZoneProvider {
    package func servable(
        _ desired: DesiredZone, isLenient: Bool
    ) -> (zone: DesiredZone, diagnostics: [Diagnostic]) {
        Servability.limit(desired, to: capabilities, isLenient: isLenient)
    }

    package func findings(in subject: RuleSubject) -> [RuleFinding] { [] }

    package func account() async throws(ProviderError) -> String? { nil }

    package func caller() async throws(ProviderError) -> String? { nil }

    package func awaitPropagation(
        of changeIDs: [String], progress: @escaping @Sendable (_ done: Int) -> Void
    ) async throws(ProviderError) {
        progress(changeIDs.count)
    }

    package func summary(_ apex: DomainName) async throws(ProviderError) -> ZoneSummary? { nil }

    package func objections(to batch: ChangeBatch, in live: LiveZone) -> [String] { [] }

    package func ensureServed(_ apex: DomainName) async throws(ProviderError) -> [String] { [] }
}

/// What a provider says about a batch it applied.
package struct AppliedBatch: Hashable, Sendable {
    /// The provider's id for the change: a Route 53 change id, or the new SOA serial of a master file. `nil` where
    /// the answer was lost and live showed that the batch was applied.
    package var changeID: String?
    /// What went wrong after the batch was applied, one sentence each: a server that could not be told to reload.
    package var warnings: [String]
    /// What else should be known, one sentence each: the name servers of a zone that was created.
    package var remarks: [String]
    /// The provider's id of the zone that the batch created, with which the batches after it are sent; `nil` where
    /// the batch created none, or its `zoneID` still is the zone's.
    package var zoneID: String?

    package init(changeID: String?, warnings: [String] = [], remarks: [String] = []) {
        self.changeID = changeID
        self.warnings = warnings
        self.remarks = remarks
    }
}

/// Why a provider could not do what it was asked.
package struct ProviderError: Error, Hashable, Sendable {
    /// What to do about it.
    package enum Code: String, Hashable, Sendable {
        /// A set is live in another state than the batch expects: plan again.
        case conflict
        /// What is live cannot be read for what it is: a person must look.
        case unreadable
        /// Not allowed to: permissions or credentials.
        case denied
        /// The batch breaks a rule of the provider.
        case invalid
        /// Broken for now, nothing was changed: try again.
        case unavailable
        /// Broken, and it is not known whether the batch was applied: read again.
        case unknownOutcome
    }

    package var code: Code
    /// What happened and what to do.
    package var message: String
    /// For `conflict`: the sets that are live in another state.
    package var conflicts: [Conflict]
    /// For `invalid`: what is wrong with single record sets.
    package var refusals: [Refusal]
    /// What was done all the same and stays, one sentence each.
    package var remarks: [String] = []
    /// Whether the zone was created and is there now, without the batch's record sets.
    package var leavesZone = false
    /// The provider's id of that zone.
    package var zoneID: String?

    /// What a provider has against one record set.
    package struct Refusal: Hashable, Sendable {
        /// The set, where the provider says which one.
        package var key: RecordSet.Key?
        /// What is wrong and what to do.
        package var message: String

        package init(key: RecordSet.Key?, message: String) {
            self.key = key
            self.message = message
        }
    }

    package init(_ code: Code, _ message: String, conflicts: [Conflict] = [], refusals: [Refusal] = []) {
        self.code = code
        self.message = message
        self.conflicts = conflicts
        self.refusals = refusals
    }
}
