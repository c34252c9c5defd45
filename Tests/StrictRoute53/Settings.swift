/// A token bucket.
package struct Bucket: Sendable, Equatable {
    /// How many requests fit when it is full.
    package var capacity: Double
    /// How many come back in a second.
    package var perSecond: Double

    package init(capacity: Double, perSecond: Double) {
        self.capacity = capacity
        self.perSecond = perSecond
    }
}

/// Who may send requests.
package struct Credentials: Sendable, Equatable {
    package var accessKeyID: String
    package var secretAccessKey: String
    package var sessionToken: String?
    /// When the session token ends.
    package var expires: VirtualClock.Instant?
    /// What the policy allows; nil for everything.
    package var allowed: Set<Operation>?
    /// Whether the policy allows cloudtrail:LookupEvents.
    package var mayLookUpEvents: Bool
    /// Whom CloudTrail names.
    package var userName: String

    package init(
        accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil,
        expires: VirtualClock.Instant? = nil, allowed: Set<Operation>? = nil, mayLookUpEvents: Bool = true,
        userName: String = "test"
    ) {
        self.mayLookUpEvents = mayLookUpEvents
        self.userName = userName
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expires = expires
        self.allowed = allowed
    }

    /// The keys of AWS's documentation.
    package static let example = Credentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
}

/// How strict the service is, and how large. The defaults are the strictest reading of what is known.
package struct Settings: Sendable {
    // MARK: Authentication

    package var credentials: [Credentials] = [.example]
    /// False accepts requests without a signature.
    package var verifiesSignatures = true
    /// The region of the credential scope.
    package var region = "us-east-1"
    /// How far a signature's time may be from the clock.
    package var clockSkew: Duration = .seconds(300)

    // MARK: Rates

    /// What all requests of the account draw from; nil for no limit.
    package var accountRate: Bucket? = Bucket(capacity: 50, perSecond: 10)
    /// What the requests of one action draw from, for actions without an own entry; nil for no limit.
    package var actionRate: Bucket? = Bucket(capacity: 50, perSecond: 10)
    /// Actions with a bucket of their own size.
    package var actionRates: [Operation: Bucket] = [
        .createHealthCheck: Bucket(capacity: 50, perSecond: 0.5),
        .createHostedZone: Bucket(capacity: 40, perSecond: 2),
        .createReusableDelegationSet: Bucket(capacity: 40, perSecond: 2),
        .deleteHealthCheck: Bucket(capacity: 15, perSecond: 3),
        .deleteHostedZone: Bucket(capacity: 40, perSecond: 5),
    ]
    /// What the changes of record sets draw from, one token a change; nil for no limit. Its real size is not published.
    package var changeRate: Bucket? = Bucket(capacity: 4000, perSecond: 1000)

    // MARK: Time

    /// How long a change is PENDING.
    package var propagation: Duration = .seconds(30)
    /// How long a zone refuses another write after one.
    package var writeDuration: Duration = .zero

    /// How long after a change CloudTrail shows it.
    package var trailDelay: Duration = .zero

    // MARK: Quotas

    package var hostedZones = 500
    package var healthChecks = 200
    package var delegationSets = 100
    /// Record sets of a zone, unless the zone has a limit of its own.
    package var recordSetsPerZone = 10_000
    package var valuesPerSet = 400
    package var setsPerGroup = 100
    package var geoProximitySetsPerGroup = 30
    package var recordsPerBatch = 1000
    package var charactersPerBatch = 32_000

    // MARK: What is not verified against the real service

    /// An equal UPSERT, or a DELETE and CREATE of equal meaning, keeps the text that was stored first.
    package var keepsEqualText = true
    /// DELETE compares the texts of values; false compares what they mean.
    package var deleteComparesText = true
    /// Whether DELETE X and CREATE of the identical X in one batch is accepted.
    package var allowsGuards = false
    /// Whether the apex NS and SOA may be missing in the middle of a batch.
    package var allowsApexReplacement = false
    /// Whether a batch may leave an alias behind whose target it deletes.
    package var allowsDanglingAliases = false
    /// Whether weighted and latency sets may have several values.
    package var allowsSeveralWeightedValues = false
    /// Whether elements must come in the order of the model.
    package var keepsElementOrder = true
    /// Which bodies of POST are refused: all whose Content-Type is there and is no XML.
    package var refusesOtherContentTypes = true

    // MARK: Answers

    /// The largest page, below what the operation allows; nil for none.
    package var pageSize: Int?
    /// The body of InvalidChangeBatch.
    package var changeBatchShape = ErrorShape.errorResponse
    /// The body of refused signatures.
    package var signatureShape = ErrorShape.errorResponse
    /// The body of every other refusal.
    package var errorShape = ErrorShape.errorResponse
    /// Whether elements that no client knows are put into every answer.
    package var sendsAlienElements = false
    /// How much the clock advances before each request is handled.
    package var timePerRequest: Duration = .zero

    package init() {}
}

/// The operations that the server has.
package enum Operation: String, Sendable, CaseIterable {
    case listHostedZones = "ListHostedZones"
    case listHostedZonesByName = "ListHostedZonesByName"
    case listHostedZonesByVPC = "ListHostedZonesByVPC"
    case getHostedZone = "GetHostedZone"
    case createHostedZone = "CreateHostedZone"
    case deleteHostedZone = "DeleteHostedZone"
    case updateHostedZoneComment = "UpdateHostedZoneComment"
    case listResourceRecordSets = "ListResourceRecordSets"
    case changeResourceRecordSets = "ChangeResourceRecordSets"
    case getChange = "GetChange"
    case listTagsForResource = "ListTagsForResource"
    case listTagsForResources = "ListTagsForResources"
    case changeTagsForResource = "ChangeTagsForResource"
    case listHealthChecks = "ListHealthChecks"
    case createHealthCheck = "CreateHealthCheck"
    case getHealthCheck = "GetHealthCheck"
    case updateHealthCheck = "UpdateHealthCheck"
    case deleteHealthCheck = "DeleteHealthCheck"
    case getHostedZoneLimit = "GetHostedZoneLimit"
    case getAccountLimit = "GetAccountLimit"
    case testDNSAnswer = "TestDNSAnswer"
    case getDNSSEC = "GetDNSSEC"
    case listTrafficPolicyInstancesByHostedZone = "ListTrafficPolicyInstancesByHostedZone"
    case listReusableDelegationSets = "ListReusableDelegationSets"
    case createReusableDelegationSet = "CreateReusableDelegationSet"
    case getReusableDelegationSet = "GetReusableDelegationSet"

    /// Whether the operation changes nothing.
    package var isRead: Bool { rawValue.hasPrefix("List") || rawValue.hasPrefix("Get") || self == .testDNSAnswer }
}
