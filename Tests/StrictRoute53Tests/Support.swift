internal import StrictRoute53

/// A client of a strict Route 53 with one zone `example.com.`, which signs and sends as a real one would.
struct Client {
    let service: StrictRoute53
    let zone: String

    /// A service whose zone has the id `ZEXAMPLE`.
    init(_ adjust: (inout Settings) -> Void = { _ in }) throws {
        var settings = Settings()
        adjust(&settings)
        service = StrictRoute53(settings: settings)
        zone = try service.addZone("example.com", id: "ZEXAMPLE")
    }

    /// Signs the request and sends it.
    func send(_ method: String, _ target: String, body: String = "", by credentials: Credentials = .example) -> Answer {
        let request = Request(method, "/2013-04-01" + target, body: Array(body.utf8))
        return Answer(service.handle(service.signed(request, by: credentials)))
    }

    func get(_ target: String) -> Answer { send("GET", target) }

    /// Sends a batch.
    func change(_ changes: Change..., comment: String? = nil) -> Answer { change(changes, comment: comment) }

    /// Sends a batch.
    func change(_ changes: [Change], comment: String? = nil) -> Answer {
        let body = StrictRoute53.body(changes, comment: comment)
        return send("POST", "/hostedzone/\(zone)/rrset/", body: String(decoding: body, as: UTF8.self))
    }

    /// The record sets but for the apex SOA and NS.
    var sets: [RecordSet] {
        service.recordSets(of: zone).filter { $0.name != "example.com." || !["SOA", "NS"].contains($0.type) }
    }

    /// A record set of that name and type, as stored.
    func set(_ name: String, _ type: String, _ identifier: String? = nil) -> RecordSet? {
        sets.first { $0.name == name && $0.type == type && $0.setIdentifier == identifier }
    }

    /// All record sets as the pages of the list say, and how many pages there were.
    func listed(pageSize: Int = 300) -> (keys: [String], pages: Int) {
        var keys: [String] = []
        var pages = 0
        var query = "maxitems=\(pageSize)"
        while true {
            let answer = get("/hostedzone/\(zone)/rrset?" + query)
            pages += 1
            for set in answer.root?.all("ResourceRecordSet") ?? [] {
                keys.append(["Name", "Type", "SetIdentifier"].compactMap { set[$0]?.text }.joined(separator: " "))
            }
            guard let name = answer["NextRecordName"], let type = answer["NextRecordType"], pages < 1000 else { break }
            query = "maxitems=\(pageSize)&name=\(percentEncoded(name))&type=\(type)"
            if let identifier = answer["NextRecordIdentifier"] { query += "&identifier=\(percentEncoded(identifier))" }
        }
        return (keys, pages)
    }
}

/// A response, read.
struct Answer {
    let response: Response
    let root: Element?

    init(_ response: Response) {
        self.response = response
        root = Element.parse(response.body)
    }

    var status: Int { response.status }
    /// The code of the error, from the usual shape.
    var code: String? { root?["Error"]?["Code"]?.text }
    /// The message of the error, from the usual shape.
    var message: String { root?["Error"]?["Message"]?.text ?? "" }

    /// The text of the first element of that name.
    subscript(_ name: String) -> String? { root?.first(name)?.text }
}

func a(_ name: String, _ values: String..., ttl: Int = 300) -> RecordSet {
    RecordSet(name, "A", ttl: ttl, values: values)
}

func alias(_ name: String, _ type: String = "A", to target: String, in zone: String = "ZEXAMPLE") -> RecordSet {
    RecordSet(name, type, alias: .init(zoneID: zone, name: target))
}

/// A member of a group with a policy.
func member(
    _ name: String, _ identifier: String, _ value: String = "192.0.2.1", type: String = "A",
    _ policy: (inout RecordSet) -> Void
) -> RecordSet {
    var set = RecordSet(name, type, ttl: 60, value)
    set.setIdentifier = identifier
    policy(&set)
    return set
}

func weighted(_ name: String, _ identifier: String, _ weight: Int = 1, ttl: Int = 60) -> RecordSet {
    member(name, identifier) {
        $0.weight = weight
        $0.ttl = ttl
    }
}
