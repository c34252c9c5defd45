// Decision 0011: Route 53 is changed by DELETE and CREATE, never by UPSERT.

/// One message of a refused ChangeResourceRecordSets: what the service found wrong, and with which record set.
///
/// The texts are for people and nowhere promised, and values of record sets stand in them as they are. So they may
/// explain a refusal, and help to find the place in a zone file; what is live is read again before anything is done
/// about it.
///
/// Source: texts seen in public reports of InvalidChangeBatch and InvalidInput.
package struct ChangeBatchMessage: Hashable, Sendable {
    /// What is wrong.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// What the batch creates is there.
        case alreadyExists
        /// What the batch deletes is not there.
        case notFound
        /// What the batch deletes is there with something else in it.
        case valuesDiffer
        /// The batch changes one record set in more than one way.
        case changedTwice
        /// A CNAME beside other record sets.
        case cnameConflict
        /// A CNAME with the name of the zone.
        case cnameAtApex
        /// A name that is not in the zone.
        case outsideZone
        /// The zone's own NS or SOA would be gone.
        case missingAuthority
        /// One value twice in a record set.
        case duplicateValue
        /// A value that its type does not allow.
        case badValue
        /// A name that is none.
        case badName
        /// An alias of a name that is not in the hosted zone it gives.
        case aliasTargetOutsideZone
        /// An alias of a record set that is not there.
        case aliasTargetMissing
        /// Two policies, or a policy and none, for one name and type.
        case routingPoliciesMixed
        /// Two sets for one region, location or part in failover.
        case duplicateRouting
        /// Weighted sets with several TTLs.
        case weightedTTLDiffers
        /// A change whose elements do not go together.
        case badShape
        /// A request that the service's schema does not allow.
        case badRequest
        /// Too many records, or characters, in the batch.
        case batchTooLarge
        /// Too many values in a record set.
        case tooManyValues
        /// Too many record sets in the zone.
        case zoneFull
        /// Anything else that is not permitted at a name.
        case notPermitted
        /// A text that is not known.
        case unknown
    }

    /// The message as the service wrote it. It is somebody else's text: make it printable before it is shown.
    package var text: String
    package var kind: Kind
    /// The name of the record set that is wrong, escaped and with a final dot.
    package var name: String?
    /// Its type.
    package var type: String?
    /// Its set identifier.
    package var setIdentifier: String?
    /// What an alias stands for, escaped and with a final dot; then ``name`` is not known and ``type`` is the alias's.
    package var aliasTarget: String?
    /// The value that is wrong; then the record set is not known.
    package var value: String?

    /// Whether somebody else changed the zone since it was read, if the text is to be believed.
    package var meansChangedElsewhere: Bool {
        switch kind {
        case .alreadyExists, .notFound, .valuesDiffer: true
        default: false
        }
    }
}
