internal import DNSModel

/// A finding in a plan document; see `Schemas/plan.schema.json`. Which members are there is said by the policy.
struct FindingMember: Codable {
    var policy: PolicyName
    var severity: Finding.Severity
    var allowed: Bool
    var subject: KeyMember?
    var count: Int?
    var of: Int?
    var share: Double?
    var effect: Finding.Protection?
    var ttl: UInt32?
    var bound: Finding.Bound?
    var limit: UInt32?
    var expires: String?
    var owner: String?

    init(_ finding: Finding) {
        policy = finding.policy
        severity = finding.severity
        allowed = finding.isAllowed
        switch finding.fact {
        case .deletesShare(let found), .updatesShare(let found):
            (count, of, share) = (found.count, found.total, found.limit)
        case .emptiesZone(let sets), .deletesZone(let sets): count = sets
        case .protected(let key, let protection): (subject, effect) = (KeyMember(key), protection)
        case .changesNameServers: break
        case .timeToLive(let key, let time, let which, let most):
            (subject, ttl, bound, limit) = (KeyMember(key), time.seconds, which, most.seconds)
        case .expired(let key, let day, let who): (subject, expires, owner) = (KeyMember(key), "\(day)", who)
        }
    }

    /// Reads the finding; a member that its policy does not have makes the plan's octets others than those written.
    ///
    /// - Throws: ``DocumentError`` where a member of its policy is missing, or says what no plan could.
    func finding() throws(DocumentError) -> Finding {
        guard let fact = try fact() else {
            throw DocumentError(
                .unreadable, "this is not a plan: a finding of '\(policy.rawValue)' does not say what was found")
        }
        return Finding(fact, severity: severity, isAllowed: allowed)
    }

    private func fact() throws(DocumentError) -> Finding.Fact? {
        let key = try subject?.key()
        switch policy {
        case .deleteShare: return found.map(Finding.Fact.deletesShare)
        case .updateShare: return found.map(Finding.Fact.updatesShare)
        case .emptyZone: return number.map(Finding.Fact.emptiesZone)
        case .protected:
            guard let key, let effect else { return nil }
            return .protected(key, effect)
        case .apexNS: return .changesNameServers
        case .ttl:
            guard let key, let bound, let time = ttl.flatMap({ TTL(seconds: Int($0)) }),
                let most = limit.flatMap({ TTL(seconds: Int($0)) }),
                bound == .minimum ? time < most : time > most
            else { return nil }
            return .timeToLive(key, time, bound: bound, limit: most)
        case .expired:
            guard let key, let day = expires.flatMap({ CalendarDate(parsing: $0) }) else { return nil }
            return .expired(key, on: day, owner: owner)
        case .zoneDelete: return number.map(Finding.Fact.deletesZone)
        }
    }

    private var number: Int? { count.flatMap { $0 >= 0 ? $0 : nil } }

    private var found: Finding.Share? {
        guard let number, let of, of > 0, number <= of, let share, 0...1 ~= share else { return nil }
        return Finding.Share(count: number, total: of, limit: share)
    }
}

/// Name, type and identifier of a record set in a document.
struct KeyMember: Codable {
    var name: String
    var type: String
    var setIdentifier: String?

    init(_ key: RecordSet.Key) {
        name = key.name.description
        type = key.type.description
        setIdentifier = key.identifier?.description
    }

    /// - Throws: ``DocumentError`` where it is no name or no type.
    func key() throws(DocumentError) -> RecordSet.Key {
        guard let name = try? DomainName(parsing: name), let type = RecordType(parsing: type) else {
            throw DocumentError(.unreadable, "'\(Printable.text("\(self.name) \(self.type)"))' is not a record set")
        }
        return RecordSet.Key(name: name, type: type, identifier: try SetMember.identifier(setIdentifier))
    }
}
