internal import DNSModel
internal import DynamicDNS
internal import HTTPTypes
internal import ZonePlanning

/// The values of the REST API, as they are written.
enum API {
    struct HostDocument: Encodable {
        var name: String
        var suffix: String
        var status: String
        var reason: String?
        var generation: Int64
        var created: String
        var lastUpdate: String?
        var lastUpdateFrom: String?
        var lastUpdateBy: String?
        var lastSeen: String
        var blocked: String?
        var leaving: Bool
        var records: [RecordDocument]

        init(_ host: Host) {
            name = host.name.withoutDot
            suffix = host.suffix.withoutDot
            (status, reason) = API.status(of: host)
            generation = host.generation
            created = "\(host.created)"
            lastUpdate = host.lastUpdate.map { "\($0.at)" }
            lastUpdateFrom = host.lastUpdate?.from.map { "\($0)" }
            lastUpdateBy = host.lastUpdate?.client
            lastSeen = "\(host.lastSeen)"
            blocked = host.block
            leaving = host.isLeaving
            records = host.wanted.map(RecordDocument.init)
        }
    }

    struct RecordDocument: Codable {
        var name: String
        var type: String
        var ttl: UInt32?
        var values: [String]

        init(_ set: RecordSet) {
            name = set.name.withoutDot
            type = "\(set.type)"
            ttl = set.ttl?.seconds
            values = set.data.map(\.text)
        }

        /// The record set that is meant.
        ///
        /// - Throws: ``WebRefusal``.
        func set(_ suffix: DynamicSuffix) throws -> RecordSet {
            try API.set(name: try WebSite.name(name), type: try WebSite.type(type), values, suffix)
        }
    }

    /// A record set of values as text.
    ///
    /// - Throws: ``WebRefusal``.
    static func set(
        name: DomainName, type: RecordType, _ values: [String], _ suffix: DynamicSuffix
    ) throws -> RecordSet {
        guard !values.isEmpty, values.count <= RecordRules.mostRecords else {
            throw WebRefusal(
                .unprocessableContent, "a record set has 1 to \(RecordRules.mostRecords) values; send so many")
        }
        do {
            let data = try values.map { try RecordData(type: type, parsing: $0) }
            return RecordSet(name: name, type: type, ttl: suffix.ttl, data: data)
        } catch let error as DNSParseError {
            throw WebRefusal(.unprocessableContent, Printable.text("\(error.message)"))
        }
    }

    /// What is wanted at a host. All of it is of one state, which its `ETag` names.
    struct RecordsDocument: Encodable {
        var host: String
        /// The number of the change that made it so; 0 for a host that was never changed.
        var change: Int64
        var records: [RecordDocument]

        init(_ host: Host) {
            self.host = host.name.withoutDot
            change = host.generation
            records = host.wanted.map(RecordDocument.init)
        }
    }

    /// A change of a host, and how far it has come.
    struct ChangeDocument: Encodable {
        var host: String
        var number: Int64
        var status: String
        var reason: String?
        /// When the latest change of the host was asked for; of an earlier one that is not known any more.
        var asked: String?

        /// `nil` where the host has had no such change.
        init?(_ host: Host, _ number: Int64) {
            guard (1...).contains(number), number <= host.generation else { return nil }
            self.host = host.name.withoutDot
            self.number = number
            guard number == host.generation else {
                status = "SUPERSEDED"
                return
            }
            (status, reason) = API.status(of: host)
            asked = "\(host.wantedAt)"
        }
    }

    /// How far the latest wish has come, and why it was refused.
    static func status(of host: Host) -> (String, String?) {
        switch host.status {
        case .pending: ("PENDING", nil)
        case .inSync: ("INSYNC", nil)
        case .setAside(let reason): ("REFUSED", reason)
        }
    }

    /// What a problem means.
    struct ProblemDocument: Encodable {
        var id: String
        var explanation: String
    }

    struct TokenDocument: Encodable {
        var id: String
        var label: String
        var hosts: [String]?
        var types: [String]?
        var sources: [String]?
        var manages: Bool
        var created: String
        var lastUsed: String?
        var revoked: String?
        /// Only where it was just made.
        var secret: String?

        init(_ token: UpdateToken, secret: FreshSecret? = nil) {
            id = token.id.text
            label = token.label
            hosts = token.scope.hosts?.sorted().map(\.withoutDot)
            types = token.scope.types?.sorted().map(\.description)
            sources = token.scope.sources?.map(\.description)
            manages = token.scope.managesAccount
            created = "\(token.created)"
            lastUsed = token.lastUsed.map { "\($0)" }
            revoked = token.revoked.map { "\($0)" }
            self.secret = secret?.text
        }
    }

    struct EventDocument: Encodable {
        var number: Int64
        var time: String
        var kind: String
        var host: String?
        var actor: String
        var before: String?
        var after: String?
        var from: String?
        var client: String?

        init(_ event: HostEvent) {
            number = event.number
            time = "\(event.at)"
            kind = event.kind.rawValue
            host = event.host?.withoutDot
            switch event.actor {
            case .account: actor = "account"
            case .token(let id): actor = "token \(id.text)"
            case .administrator: actor = "administrator"
            case .service: actor = "service"
            }
            before = event.before
            after = event.after
            from = event.from.map { "\($0)" }
            client = event.client
        }
    }

    struct AccountDocument: Encodable {
        var id: String
        var name: String
        var role: String
        var created: String
    }

    /// A page, and the path of the next one.
    struct Page<Item: Encodable>: Encodable {
        var items: [Item]
        var next: String?
    }

    struct NewHost: Decodable {
        var name: String
        var suffix: String?
    }

    struct NewToken: Decodable {
        var label: String
        var hosts: [String]?
        var types: [String]?
        var sources: [String]?
        var manages: Bool?
    }

    struct NewRecords: Decodable {
        var records: [RecordDocument]
    }

    struct NewValues: Decodable {
        var values: [String]
    }
}

extension DomainName {
    /// The name as people write it, without the root's dot.
    var withoutDot: String {
        let text = description
        return text.count > 1 && text.hasSuffix(".") ? String(text.dropLast()) : text
    }
}
