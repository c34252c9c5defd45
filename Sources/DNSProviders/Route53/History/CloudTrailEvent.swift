internal import DNSModel
internal import ZonePlanning

/// An event as LookupEvents gives it.
///
/// Source: `Event`, AWS CloudTrail API Reference.
struct CloudTrailEvent: Decodable {
    var eventID: String?
    var eventName: String?
    /// Seconds since 1970-01-01T00:00:00Z.
    var eventTime: Double?
    var username: String?
    /// The event itself: JSON in a string.
    var record: String?

    private enum CodingKeys: String, CodingKey {
        case eventID = "EventId"
        case eventName = "EventName"
        case eventTime = "EventTime"
        case username = "Username"
        case record = "CloudTrailEvent"
    }
}

/// What a page of LookupEvents has.
///
/// `Events` must be there, as an answer without it is of something else, and no event is left out for what it lacks:
/// each has its name and its time, by itself or in the record. Whoever looks for what nobody did would else find it.
struct CloudTrailPage: Decodable {
    var events: [CloudTrailEvent]
    var nextToken: String?

    private enum CodingKeys: String, CodingKey {
        case events = "Events"
        case nextToken = "NextToken"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        events = try container.decode([CloudTrailEvent].self, forKey: .events)
        nextToken = try container.decodeIfPresent(String.self, forKey: .nextToken)
        if let token = nextToken, token.isEmpty {
            throw DecodingError.dataCorruptedError(
                forKey: .nextToken, in: container, debugDescription: "it is empty")
        }
        guard events.allSatisfy(\.isWhole) else {
            throw DecodingError.dataCorruptedError(
                forKey: .events, in: container, debugDescription: "an event has no name or no time")
        }
    }
}

extension CloudTrailEvent {
    /// Whether it says what was done, and when.
    fileprivate var isWhole: Bool {
        let inner = record.flatMap { JSON.read(CloudTrailRecord.self, Array($0.utf8)) }
        return (eventName ?? inner?.eventName) != nil && (when ?? inner?.when) != nil
    }

    /// When it was, as the list says.
    fileprivate var when: Instant? {
        eventTime.flatMap { (0..<253_402_300_800).contains($0) ? Instant(seconds: Int64($0)) : nil }
    }
}

/// The event itself, as far as it is read. Whatever has another form than expected is as if it were not there: the log
/// belongs to somebody else, and names, agents and addresses in it are texts of anybody.
///
/// Source: "CloudTrail record contents", AWS CloudTrail User Guide.
private struct CloudTrailRecord: Decodable {
    struct Identity: Decodable {
        var type: String?
        var arn: String?
        var userName: String?
        var principalId: String?
        var accountId: String?
        var invokedBy: String?
    }

    struct Parameters: Decodable {
        var hostedZoneId: String?
        var changeBatch: Batch?
    }

    struct Batch: Decodable {
        var changes: [Change]?
    }

    struct Change: Decodable {
        var resourceRecordSet: Set?
    }

    struct Set: Decodable {
        var name: String?
        var type: String?
        var setIdentifier: String?
    }

    struct Response: Decodable {
        var changeInfo: Info?

        struct Info: Decodable {
            var id: String?
        }
    }

    var eventTime: String?
    var eventSource: String?
    var eventName: String?
    var errorCode: String?
    var sourceAddress: String?
    var userAgent: String?
    var identity: Identity?
    var parameters: Parameters?
    var response: Response?

    private enum CodingKeys: String, CodingKey {
        case eventTime, eventSource, eventName, errorCode, userAgent
        case sourceAddress = "sourceIPAddress"
        case identity = "userIdentity"
        case parameters = "requestParameters"
        case response = "responseElements"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func value<Value: Decodable>(_ key: CodingKeys) -> Value? { try? container.decode(Value.self, forKey: key) }
        eventTime = value(.eventTime)
        eventSource = value(.eventSource)
        eventName = value(.eventName)
        errorCode = value(.errorCode)
        sourceAddress = value(.sourceAddress)
        userAgent = value(.userAgent)
        identity = value(.identity)
        parameters = value(.parameters)
        response = value(.response)
    }
}

extension CloudTrailRecord {
    /// When it was, as the record says.
    fileprivate var when: Instant? { eventTime.flatMap { Instant(aws: $0) } }
}

extension ZoneEvent {
    /// The longest text of an event that is kept.
    private static let longestText = 256

    /// What an event says of record sets; `nil` for one of something else, or of a request that was refused.
    init?(_ event: CloudTrailEvent) {
        let record = event.record.flatMap { JSON.read(CloudTrailRecord.self, Array($0.utf8)) }
        guard event.eventName ?? record?.eventName == "ChangeResourceRecordSets",
            record?.eventSource.map({ $0.hasPrefix("route53.") }) ?? true, record?.errorCode == nil
        else { return nil }
        guard let time = record?.when ?? event.when else { return nil }
        let who = DriftActor(
            name: Self.name(record?.identity) ?? Self.short(event.username) ?? "somebody", time: time.description,
            sourceAddress: Self.short(record?.sourceAddress), userAgent: Self.short(record?.userAgent))
        let changes = record?.parameters?.changeBatch?.changes
        var touched: Set<RecordSet.Key> = []
        var isWhole = changes != nil
        for change in changes ?? [] {
            if let key = Self.key(change.resourceRecordSet) { touched.insert(key) } else { isWhole = false }
        }
        self.init(
            zoneID: record?.parameters?.hostedZoneId.map { HostedZone.bareID($0) }, who: who, touched: touched,
            isWhole: isWhole, changeID: record?.response?.changeInfo?.id.map { HostedZone.bareID($0) })
    }

    private static func key(_ set: CloudTrailRecord.Set?) -> RecordSet.Key? {
        guard let text = set?.name, let name = try? Route53Text.domainName(text),
            let type = set?.type.flatMap({ RecordType(parsing: $0) })
        else { return nil }
        let identifier = set?.setIdentifier.flatMap { $0.isEmpty ? nil : $0 }
        if let identifier, SetIdentifier(identifier) == nil { return nil }
        return RecordSet.Key(name: name, type: type, identifier: identifier.flatMap { SetIdentifier($0) })
    }

    /// Who it was: the ARN, which names account and role session, or else what there is.
    private static func name(_ identity: CloudTrailRecord.Identity?) -> String? {
        guard let identity else { return nil }
        return short(identity.arn) ?? short(identity.invokedBy) ?? short(identity.userName)
            ?? short(identity.principalId)
            ?? short(identity.type).map { type in
                short(identity.accountId).map { "\(type) of account \($0)" } ?? type
            }
    }

    private static func short(_ text: String?) -> String? {
        guard let text, !text.isEmpty else { return nil }
        return text.unicodeScalars.count <= longestText
            ? text
            : text.unicodeScalars.prefix(longestText).reduce(into: "") {
                $0.unicodeScalars.append($1)
            } + "…"
    }
}
