internal import Foundation

/// What AWS CloudTrail keeps of the changes of record sets, and LookupEvents (API version 2013-11-01, JSON 1.1 protocol).
///
/// Source: LookupEvents, AWS CloudTrail API Reference; "CloudTrail record contents", AWS CloudTrail User Guide; the sample
/// record of "Logging Amazon Route 53 API calls with AWS CloudTrail", Amazon Route 53 Developer Guide.
struct Trail: Sendable {
    private(set) var events: [Event] = []
    private var level = (tokens: 2.0, at: VirtualClock.start)
    /// What each token goes on with: how many events were given, and the request it belongs to.
    private var tokens: [String: (given: Int, request: String)] = [:]

    struct Event: Sendable {
        var id: String
        var time: VirtualClock.Instant
        var identity: TrailIdentity
        var json: String
    }

    /// Two requests a second.
    mutating func draw(now: VirtualClock.Instant) throws(TrailError) {
        let passed = max(0, level.at.duration(to: now) / .seconds(1))
        level = (min(2, level.tokens + passed * 2), now)
        // A little less than a token is enough: the sum of many small times is not exact.
        if level.tokens + 1e-6 < 1 { throw TrailError("ThrottlingException", "Rate exceeded") }
        level.tokens -= 1
    }

    // MARK: Writing

    /// Adds an event of ChangeResourceRecordSets.
    mutating func add(
        _ changes: [Change], to zoneID: String, changeID: String?, comment: String?, by identity: TrailIdentity,
        now: VirtualClock.Instant, errorCode: String? = nil
    ) {
        let id = "00000000-0000-4000-9000-\(padded(events.count + 1, 12))"
        let time = String(now.iso8601.prefix(19)) + "Z"
        var parameters: [String: Any] = ["hostedZoneId": zoneID]
        var batch: [String: Any] = [
            "changes": changes.map { change in
                ["action": change.action.rawValue, "resourceRecordSet": Self.set(change.set)] as [String: Any]
            }
        ]
        if let comment { batch["comment"] = comment }
        parameters["changeBatch"] = batch
        if identity.omitsParameters {
            parameters = ["omitted": true, "originalSize": 123_456, "reason": "requestParameters too large"]
        }
        var record: [String: Any] = [
            "eventVersion": "1.09", "eventID": id, "eventTime": time, "eventSource": "route53.amazonaws.com",
            "eventName": "ChangeResourceRecordSets", "awsRegion": "us-east-1", "eventType": "AwsApiCall",
            "readOnly": false, "managementEvent": true, "eventCategory": "Management", "apiVersion": "2013-04-01",
            "recipientAccountId": "123456789012", "sourceIPAddress": identity.sourceAddress,
            "userAgent": identity.userAgent, "requestParameters": parameters,
            "userIdentity": [
                "type": "IAMUser", "principalId": "AIDACKCEVSQ6C2EXAMPLE", "arn": identity.arn,
                "accountId": "123456789012", "accessKeyId": "AKIDEXAMPLE", "userName": identity.userName,
            ],
        ]
        if let errorCode {
            record["errorCode"] = errorCode
        } else {
            record["responseElements"] = [
                "changeInfo": [
                    "id": "/change/\(changeID ?? "C0")", "status": "PENDING", "submittedAt": "Jan 2, 2026, 3:04 AM",
                ]
            ]
        }
        events.append(Event(id: id, time: now, identity: identity, json: Self.text(record)))
    }

    /// A set as it is logged: the names of members begin with a small letter.
    private static func set(_ set: RecordSet) -> [String: Any] {
        var result: [String: Any] = ["name": set.name, "type": set.type]
        if let ttl = set.ttl { result["tTL"] = ttl }
        if let identifier = set.setIdentifier { result["setIdentifier"] = identifier }
        if let values = set.values { result["resourceRecords"] = values.map { ["value": $0] } }
        return result
    }

    static func text(_ value: Any) -> String {
        let octets = try? JSONSerialization.data(
            withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes])
        return octets.map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    // MARK: Reading

    /// Answers LookupEvents: newest first, one attribute, times of the last 90 days.
    mutating func lookUp(_ body: [UInt8], settings: Settings, now: VirtualClock.Instant) throws(TrailError) -> String {
        guard let request = (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] else {
            throw TrailError("SerializationException", "the body is no JSON object")
        }
        let known = ["LookupAttributes", "StartTime", "EndTime", "MaxResults", "NextToken", "EventCategory"]
        if let other = request.keys.first(where: { !known.contains($0) }) {
            throw TrailError("SerializationException", "there is no member \(other)")
        }
        let attributes = request["LookupAttributes"] as? [[String: String]] ?? []
        guard attributes.count <= 1, attributes.allSatisfy({ $0.keys.sorted() == ["AttributeKey", "AttributeValue"] })
        else { throw TrailError("InvalidLookupAttributesException", "one attribute at most") }
        let size = request["MaxResults"] as? Int ?? 50
        guard (1...50).contains(size) else { throw TrailError("InvalidMaxResultsException", "MaxResults is 1 to 50") }
        let end = (request["EndTime"] as? NSNumber)?.doubleValue ?? .infinity
        let start = (request["StartTime"] as? NSNumber)?.doubleValue ?? 0
        guard start <= end else {
            throw TrailError("InvalidTimeRangeException", "the start time is after the end time")
        }
        var rest = request
        rest["NextToken"] = nil
        let fingerprint = Self.text(rest)
        var given = 0
        if let token = request["NextToken"] as? String {
            guard let found = tokens[token], found.request == fingerprint else {
                throw TrailError("InvalidNextTokenException", "the token is of another request")
            }
            given = found.given
        }
        let nowSeconds = now.sinceEpoch / .seconds(1)
        let fitting = events.reversed().filter { event in
            let time = (event.time.sinceEpoch / .seconds(1)).rounded(.down)
            let isLogged = event.time.advanced(by: settings.trailDelay) <= now
            let name = attributes.first.map { ($0["AttributeKey"] ?? "", $0["AttributeValue"] ?? "") }
            let isNamed = name.map { $0.0 == "EventName" && $0.1 == "ChangeResourceRecordSets" } ?? true
            return isLogged && isNamed && time >= start && time <= end && time >= nowSeconds - 90 * 86_400
        }
        let page = fitting.dropFirst(given).prefix(min(size, settings.pageSize ?? size))
        var answer: [String: Any] = [
            "Events": page.map { event in
                [
                    "EventId": event.id, "EventName": "ChangeResourceRecordSets", "ReadOnly": "false",
                    "EventTime": (event.time.sinceEpoch / .seconds(1)).rounded(.down),
                    "Username": event.identity.userName,
                    "EventSource": "route53.amazonaws.com", "Resources": [String](), "CloudTrailEvent": event.json,
                ] as [String: Any]
            }
        ]
        if given + page.count < fitting.count {
            let token = "token-\(tokens.count + 1)"
            tokens[token] = (given + page.count, fingerprint)
            answer["NextToken"] = token
        }
        return Self.text(answer)
    }
}

/// Whom CloudTrail names for a change.
package struct TrailIdentity: Sendable, Equatable {
    package var userName: String
    package var arn: String
    package var sourceAddress: String
    package var userAgent: String
    /// Whether the request is logged without what it was, as one that is too large is.
    package var omitsParameters = false

    package init(
        _ userName: String, sourceAddress: String = "203.0.113.77", userAgent: String = "aws-cli/2.31.0",
        omitsParameters: Bool = false
    ) {
        self.userName = userName
        arn = "arn:aws:iam::123456789012:user/\(userName)"
        self.sourceAddress = sourceAddress
        self.userAgent = userAgent
        self.omitsParameters = omitsParameters
    }
}

/// Why LookupEvents said no.
struct TrailError: Error {
    var code: String
    var message: String
    var status: Int

    init(_ code: String, _ message: String, status: Int = 400) {
        self.code = code
        self.message = message
        self.status = status
    }

    init(_ error: ServiceError) {
        self.init(error.code + "Exception", error.messages.joined(separator: "; "), status: 400)
    }
}
