/// The schemas of the API's document (JSON Schema 2020-12).
enum OpenAPISchemas {
    static let all: [String: JSONValue] = {
        var all = values
        all.merge(documents) { $1 }
        all.merge(requests) { $1 }
        for (name, item) in ["HostPage": "Host", "ChangePage": "Change", "TokenPage": "Token", "EventPage": "Event"] {
            all[name] = object(
                [
                    "items": ["type": "array", "items": .reference("schemas/\(item)")],
                    "next": text("The path of the next page; none where this is the last."),
                ], optional: ["next"])
        }
        return all
    }()

    private static func text(_ description: String) -> JSONValue {
        ["type": "string", "description": .text(description)]
    }

    private static func list(_ items: JSONValue, most: Int, _ description: String) -> JSONValue {
        ["type": "array", "items": items, "maxItems": .number(most), "description": .text(description)]
    }

    /// An object whose members are all there but for those that may be missing.
    private static func object(_ members: [String: JSONValue], optional: Set<String> = []) -> JSONValue {
        [
            "type": "object", "properties": .object(members),
            "required": .list(members.keys.filter { !optional.contains($0) }.sorted().map { .text($0) }),
        ]
    }

    // MARK: - Values

    private static let values: [String: JSONValue] = [
        "DomainName": [
            "type": "string", "minLength": 1, "maxLength": 254,
            "pattern":
                "^[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$",
        ],
        "RecordType": ["type": "string", "enum": ["A", "AAAA", "TXT", "CNAME", "MX", "SRV", "CAA"]],
        "Time": ["type": "string", "format": "date-time"],
        "Status": [
            "type": "string", "enum": ["PENDING", "INSYNC", "REFUSED", "SUPERSEDED"],
            "description":
                "PENDING until it is served everywhere, then INSYNC; REFUSED where the provider does not take it.",
        ],
        "Values": [
            "type": "array", "items": ["type": "string", "maxLength": 2_048], "minItems": 1, "maxItems": 20,
            "description": "The data of each record, as in a zone file.", "examples": [["192.0.2.1"]],
        ],
    ]

    // MARK: - What is answered

    private static let documents: [String: JSONValue] = [
        "Document": ["type": "object"],
        "Problem": object(
            [
                "type": text("A path on this server, where it is explained. It stays the same."),
                "title": text("What the status means."), "status": ["type": "integer"],
                "detail": text("What is wrong with this request, and what to do."),
                "reason": text("The id of the rule that refused a name."),
            ], optional: ["reason"]),
        "ProblemType": object(["id": text("The id."), "explanation": text("What it means, and what to do.")]),
        "Account": object([
            "id": text("The id."), "name": text("What it is called."),
            "role": ["type": "string", "enum": ["user", "administrator"]], "created": .reference("schemas/Time"),
        ]),
        "Record": object(
            [
                "name": text("The whole name."), "type": text("The record type."),
                "ttl": ["type": "integer", "minimum": 0],
                "values": ["type": "array", "items": ["type": "string"]],
            ], optional: ["ttl"]),
        "Records": object([
            "host": text("The host."), "change": ["type": "integer", "minimum": 0],
            "records": ["type": "array", "items": .reference("schemas/Record")],
        ]),
        "Host": object(
            [
                "name": text("The whole name."), "suffix": text("The shared domain it is below."),
                "status": .reference("schemas/Status"), "reason": text("Why its latest change was refused."),
                "generation": ["type": "integer", "minimum": 0, "description": "The number of its latest change."],
                "created": .reference("schemas/Time"), "lastUpdate": .reference("schemas/Time"),
                "lastUpdateFrom": text("The address that its latest change came from."),
                "lastUpdateBy": text("The program that sent it."), "lastSeen": .reference("schemas/Time"),
                "blocked": text("Why it has no records, by an administrator."),
                "leaving": ["type": "boolean", "description": "Whether it goes when its records are gone."],
                "records": ["type": "array", "items": .reference("schemas/Record")],
            ], optional: ["reason", "lastUpdate", "lastUpdateFrom", "lastUpdateBy", "blocked"]),
        "Change": object(
            [
                "host": text("The host."), "number": ["type": "integer", "minimum": 1],
                "status": .reference("schemas/Status"), "reason": text("Why it was refused."),
                "asked": .reference("schemas/Time"),
            ], optional: ["reason", "asked"]),
        "Token": object(
            [
                "id": text("The id, which is no secret."), "label": text("What its owner calls it."),
                "hosts": ["type": "array", "items": ["type": "string"]],
                "types": ["type": "array", "items": ["type": "string"]],
                "sources": ["type": "array", "items": ["type": "string"]],
                "manages": ["type": "boolean"], "created": .reference("schemas/Time"),
                "lastUsed": .reference("schemas/Time"), "revoked": .reference("schemas/Time"),
                "secret": text("The token itself, where it was just made."),
            ], optional: ["hosts", "types", "sources", "lastUsed", "revoked", "secret"]),
        "Event": object(
            [
                "number": ["type": "integer"], "time": .reference("schemas/Time"), "kind": text("What was done."),
                "host": text("To which host."), "actor": text("By whom."), "before": text("What was."),
                "after": text("What is."), "from": text("From which address."), "client": text("By which program."),
            ], optional: ["host", "before", "after", "from", "client"]),
    ]

    // MARK: - What is asked

    private static let requests: [String: JSONValue] = [
        "NewHost": object(
            [
                "name": [
                    "type": "string", "minLength": 1, "maxLength": 254, "examples": ["office"],
                    "description": "A label, or a whole name.",
                ],
                "suffix": .reference("schemas/DomainName"),
            ], optional: ["suffix"]),
        "NewRecords": object([
            "records": list(
                object([
                    "name": .reference("schemas/DomainName"), "type": .reference("schemas/RecordType"),
                    "values": .reference("schemas/Values"),
                ]), most: 50, "All that the host shall have. Each has the TTL of the shared domain.")
        ]),
        "NewValues": object(["values": .reference("schemas/Values")]),
        "NewToken": object(
            [
                "label": ["type": "string", "maxLength": 100, "description": "What you call it."],
                "hosts": list(.reference("schemas/DomainName"), most: 100, "For which hosts; all where it is missing."),
                "types": list(.reference("schemas/RecordType"), most: 50, "For which types; all where it is missing."),
                "sources": list(
                    ["type": "string", "maxLength": 50, "examples": ["192.0.2.0/24"]], most: 50,
                    "From which networks; everywhere where it is missing."),
                "manages": [
                    "type": "boolean", "description": "Whether it may manage hosts and tokens. No where missing.",
                ],
            ], optional: ["hosts", "types", "sources", "manages"]),
    ]
}
