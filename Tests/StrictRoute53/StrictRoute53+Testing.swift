/// What a test does to the service behind the client's back, and what it asks about it.
extension StrictRoute53 {
    /// A refusal that a test's own write met.
    package struct Refusal: Error, Equatable, CustomStringConvertible {
        package var code: String
        package var messages: [String]
        package var description: String { "\(code): \(messages.joined(separator: ", "))" }
    }

    // MARK: Making things

    /// Makes a zone with its SOA and NS, without a request.
    ///
    /// - Parameters:
    ///   - name: The name; the final dot may be missing.
    ///   - id: The id; a new one when nil.
    ///   - vpc: The VPC of a private zone.
    ///   - comment: The comment.
    /// - Returns: The id.
    /// - Throws: `Refusal` for a name that is none.
    @discardableResult
    package func addZone(
        _ name: String, id: String? = nil, vpc: VPC? = nil, comment: String? = nil
    ) throws(Refusal) -> String {
        try mutate { (call: inout Call) throws(ServiceError) in
            let parsed = try StrictRoute53.name(name)
            let reference = call.account.newID("reference-")
            return try call.add(parsed, reference, comment, vpc, nil, id: id).id
        }
    }

    /// Writes record sets as somebody else would: all rules of the zone hold, but not the protocol's, nor the limits
    /// of one batch. No request is logged, but CloudTrail shows who it was.
    ///
    /// - Throws: `Refusal` with all messages.
    package func write(
        _ changes: [Change], to zoneID: String, by identity: TrailIdentity = TrailIdentity("somebody")
    ) throws(Refusal) {
        try mutate { (call: inout Call) throws(ServiceError) in
            var zone = try call.zone(zoneID)
            try BatchShape.check(changes)
            try call.apply(changes, to: &zone)
            call.account.zones[zoneID] = zone
        }
        addToTrail(changes, zoneID, by: identity)
    }

    /// Puts an event into CloudTrail for something that did not happen, or happened otherwise.
    package func logOnly(
        _ changes: [Change], to zoneID: String, by identity: TrailIdentity, errorCode: String? = nil
    ) {
        addToTrail(changes, zoneID, by: identity, errorCode: errorCode)
    }

    /// Creates record sets as somebody else would.
    ///
    /// - Throws: `Refusal` with all messages.
    package func create(_ sets: [RecordSet], in zoneID: String) throws(Refusal) {
        try write(sets.map { .create($0) }, to: zoneID)
    }

    /// Makes a health check with that id.
    package func addHealthCheck(_ id: String, reference: String? = nil) {
        let configuration = [
            Element(name: "Type", namespace: namespace, attributes: [], text: "TCP"),
            Element(name: "IPAddress", namespace: namespace, attributes: [], text: "192.0.2.1"),
        ]
        withAccount {
            $0.healthChecks[id] = HealthCheck(
                id: id, callerReference: reference ?? id, configuration: configuration)
        }
    }

    /// Makes a CIDR collection.
    package func addCIDRCollection(_ id: String, locations: Set<String>) {
        withAccount { $0.cidrCollections[id] = locations }
    }

    /// Makes a traffic policy instance, and the record set that it manages.
    ///
    /// - Returns: The id of the instance.
    /// - Throws: `Refusal` for a zone that is none.
    @discardableResult
    package func addTrafficPolicyInstance(_ name: String, _ type: String, in zoneID: String) throws(Refusal) -> String {
        try mutate { (call: inout Call) throws(ServiceError) in
            var zone = try call.zone(zoneID)
            let parsed = try StrictRoute53.name(name)
            let instance = TrafficPolicyInstance(
                id: call.account.newUUID(), zoneID: zoneID, name: parsed, type: type, ttl: 60,
                policyID: call.account.newUUID())
            call.account.trafficPolicyInstances[instance.id] = instance
            var set = RecordSet(parsed.text, type, ttl: nil, values: nil)
            set.trafficPolicyInstanceID = instance.id
            zone.put(Stored(name: parsed, set: set, canonicalValues: []))
            call.account.zones[zoneID] = zone
            return instance.id
        }
    }

    /// Marks a zone as made by another service.
    package func link(_ zoneID: String, to service: LinkedService) {
        withAccount { $0.zones[zoneID]?.linkedService = service }
    }

    /// Sets what GetDNSSEC says: `SIGNING`, `NOT_SIGNING`, …
    package func setDNSSEC(_ status: String, of zoneID: String) {
        withAccount { $0.zones[zoneID]?.serveSignature = status }
    }

    /// Sets the quota of record sets of one zone.
    package func setRecordSetLimit(_ limit: Int, of zoneID: String) {
        withAccount { $0.zones[zoneID]?.recordSetLimit = limit }
    }

    /// Keeps a zone from being written for that long.
    package func occupy(_ zoneID: String, for time: Duration) {
        let until = clock.now.advanced(by: time)
        withAccount { $0.zones[zoneID]?.busyUntil = until }
    }

    // MARK: Asking

    /// All record sets of a zone, in the order of lists; empty when there is no such zone.
    package func recordSets(of zoneID: String) -> [RecordSet] {
        withAccount { $0.zones[zoneID]?.ordered().map(\.stored.set) ?? [] }
    }

    /// A record set as a list shows it: a document of one `ResourceRecordSet`.
    package static func listed(_ set: RecordSet) -> [UInt8] { set.markup.document(aliens: false) }

    /// The ids of all zones, sorted.
    package var zoneIDs: [String] { withAccount { $0.zones.keys.sorted() } }

    /// The ids of all health checks, sorted.
    package var healthCheckIDs: [String] { withAccount { $0.healthChecks.keys.sorted() } }

    /// The name servers of a zone.
    package func nameServers(of zoneID: String) -> [String] { withAccount { $0.zones[zoneID]?.nameServers ?? [] } }

    // MARK: Requests

    /// The request, signed at the clock's time.
    package func signed(
        _ request: Request, by credentials: Credentials = .example, host: String = "route53.amazonaws.com"
    ) -> Request {
        Signature.sign(request, host: host, credentials: credentials, region: settings.region, at: clock.now)
    }

    /// The body of a ChangeResourceRecordSets request.
    package static func body(_ changes: [Change], comment: String? = nil) -> [UInt8] {
        let elements = changes.map { change in
            Markup.node("Change", [.leaf("Action", change.action.rawValue), change.set.markup])
        }
        return Markup.node(
            "ChangeResourceRecordSetsRequest",
            [.node("ChangeBatch", leaves([("Comment", comment)]) + [.node("Changes", elements)])]
        ).document(aliens: false)
    }

    private static func name(_ text: String) throws(ServiceError) -> Name {
        do throws(Problem) { return try Name(text) } catch { throw ServiceError("InvalidDomainName", [error.message]) }
    }

    private func mutate<Result>(_ body: (inout Call) throws(ServiceError) -> Result) throws(Refusal) -> Result {
        var settings = self.settings
        settings.recordsPerBatch = .max
        settings.charactersPerBatch = .max
        let now = clock.now
        let outcome: Swift.Result<Result, ServiceError> = withAccount { account in
            let request = Request("", "")
            var call = Call(
                account: account, settings: settings, now: now, request: request, route: Route(request), body: nil)
            do throws(ServiceError) {
                let result = try body(&call)
                account = call.account
                return .success(result)
            } catch {
                return .failure(error)
            }
        }
        switch outcome {
        case .success(let result): return result
        case .failure(let error): throw Refusal(code: error.code, messages: error.messages)
        }
    }
}
