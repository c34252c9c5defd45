internal import DNSModel
internal import DynamicDNS
internal import HTTPTypes
internal import ZonePlanning

// Decision 0111: the router and the document of the API are made from one list.

/// The OpenAPI 3.1 document of the REST API, as it is served. Its examples are of the domains that are in force.
struct OpenAPIDocument: Sendable {
    let rules: DynamicRules?

    var value: JSONValue {
        var paths: [String: JSONValue] = [:]
        for (path, routes) in Dictionary(grouping: APIRoute.all, by: \.path) {
            var item: [String: JSONValue] = [:]
            for route in routes { item[route.method.rawValue.lowercased()] = operation(route) }
            paths[path] = .object(item)
        }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "gate53 dynamic DNS", "version": "1",
                "description":
                    """
                Hosts, their records, and tokens. What is asked for is stored before it is answered, and written \
                soon after: the status says when it is served everywhere.
                """,
                "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": .text(APIRoute.base)]],
            "paths": .object(paths),
            "components": [
                "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
                "parameters": .object(parameters),
                "headers": .object(Self.headers),
                "responses": .object(Self.responses),
                "schemas": .object(OpenAPISchemas.all),
            ],
        ]
    }

    // MARK: - Operations

    private func operation(_ route: APIRoute) -> JSONValue {
        let operation = route.operation
        var members: [String: JSONValue] = [
            "operationId": .text(operation.id), "summary": .text(operation.summary),
            "security": route.access == .anybody ? [] : [["token": []]],
        ]
        let isProblem = route.path.hasPrefix("/problems/")
        let places = route.path.split(separator: "/").filter { $0.first == "{" }
            .map { isProblem ? "problem" : String($0.dropFirst().dropLast()) }
        let all = places + operation.parameters
        if !all.isEmpty { members["parameters"] = .list(all.map { .reference("parameters/\($0)") }) }
        if let body = operation.body {
            members["requestBody"] = [
                "required": true, "content": ["application/json": ["schema": .reference("schemas/\(body)")]],
            ]
        }
        members["responses"] = .object(responses(route))
        return .object(members)
    }

    private func responses(_ route: APIRoute) -> [String: JSONValue] {
        let answer = route.operation.answer
        var good: [String: JSONValue] = ["description": .text(answer.status.reasonPhrase)]
        if let schema = answer.schema {
            good["content"] = ["application/json": ["schema": .reference("schemas/\(schema)")]]
        }
        var headers: [String: JSONValue] = [:]
        if answer.hasTag { headers["ETag"] = .reference("headers/ETag") }
        if answer.hasLocation { headers["Location"] = .reference("headers/Location") }
        if answer.schema?.hasSuffix("Page") == true { headers["Link"] = .reference("headers/Link") }
        if !headers.isEmpty { good["headers"] = .object(headers) }
        if route.operation.id == "claimHost" {
            good["links"] = [
                "host": ["operationId": "getHost", "parameters": ["name": "$response.body#/name"]],
                "records": ["operationId": "getRecords", "parameters": ["name": "$response.body#/name"]],
            ]
        }
        var all = ["\(answer.status.code)": JSONValue.object(good)]
        for status in route.refusals { all["\(status.code)"] = .reference("responses/\(status.code)") }
        return all
    }

    // MARK: - Parts

    /// A host below the first domain that is in force.
    private var host: String { "home." + (rules?.suffixes.first?.name.withoutDot ?? "dyn.example.com") }

    private var parameters: [String: JSONValue] {
        [
            "name": Self.inPath("name", "The whole name of a host.", .reference("schemas/DomainName"), .text(host)),
            "number": Self.inPath("number", "The number of a change.", ["type": "integer", "minimum": 1], 1),
            "id": Self.inPath("id", "The id of a token.", ["type": "string", "minLength": 1, "maxLength": 100]),
            "problem": Self.inPath(
                "id", "The id of a problem.", ["type": "string", "minLength": 1, "maxLength": 100], "not-found"),
            "owner": Self.inPath(
                "owner", "The host itself, or what is below it.",
                ["type": "string", "enum": ["@", "_acme-challenge"]],
                "@"),
            "type": Self.inPath("type", "A record type.", .reference("schemas/RecordType"), "A"),
            "limit": [
                "name": "limit", "in": "query", "description": "How many items a page has at most.",
                "schema": ["type": "integer", "minimum": 1, "maximum": 500, "default": 100],
            ],
            "cursor": [
                "name": "cursor", "in": "query", "description": "Where the page begins: as in a page's 'next'.",
                "schema": ["type": "string", "minLength": 1, "maxLength": 255],
            ],
            "Idempotency-Key": [
                "name": "Idempotency-Key", "in": "header",
                "description":
                    """
                For a day the same answer is given to the same request with the same key and the same token, and \
                nothing is done again.
                """,
                "schema": ["type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"],
            ],
            "If-Match": [
                "name": "If-Match", "in": "header",
                "description": "Nothing is changed unless the records still have this ETag.",
                "schema": ["type": "string", "pattern": "^(\\*|\"[0-9a-f]{1,15}-[0-9]{1,15}\")$"],
            ],
            "If-None-Match": [
                "name": "If-None-Match", "in": "header",
                "description": "Nothing is sent where the records still have this ETag.",
                "schema": ["type": "string", "pattern": "^(\\*|\"[0-9a-f]{1,15}-[0-9]{1,15}\")$"],
            ],
        ]
    }

    private static func inPath(
        _ name: String, _ description: String, _ schema: JSONValue, _ example: JSONValue? = nil
    ) -> JSONValue {
        var members: [String: JSONValue] = [
            "name": .text(name), "in": "path", "required": true, "description": .text(description), "schema": schema,
        ]
        members["example"] = example
        return .object(members)
    }

    private static let headers: [String: JSONValue] = [
        "ETag": [
            "description": "Which state of the records it is.", "required": true, "schema": ["type": "string"],
        ],
        "Location": ["description": "Where it is.", "required": true, "schema": ["type": "string"]],
        "Link": ["description": "The next page, as rel=\"next\".", "schema": ["type": "string"]],
        "Retry-After": [
            "description": "After how many seconds to come again.", "schema": ["type": "integer", "minimum": 1],
        ],
        "Allow": ["description": "The methods there are.", "required": true, "schema": ["type": "string"]],
        "WWW-Authenticate": [
            "description": "How to show a token.", "required": true, "schema": ["type": "string"],
        ],
    ]

    /// What is refused, by status. All of it but `304` is a problem.
    private static let responses: [String: JSONValue] = {
        var responses: [String: JSONValue] = ["304": ["description": "It is as you have it."]]
        let named: [(String, [String], String)] = [
            ("400", [], "The request can't be read."),
            ("401", ["WWW-Authenticate"], "There is no token, or none that is good from here."),
            ("403", [], "The token may not do this, or something is blocked or full."),
            ("404", [], "There is nothing, or it is another account's."),
            ("409", ["Retry-After"], "It is another's, or is being done."),
            ("412", [], "The records were changed since."),
            ("413", [], "The body is too long."), ("414", [], "The path with its query is too long."),
            ("422", [], "The body can be read, and what it asks for can't be."),
            ("429", ["Retry-After"], "Too many requests."),
            ("503", ["Retry-After"], "The service can't do it now."),
        ]
        for (status, fields, description) in named {
            var response: [String: JSONValue] = [
                "description": .text(description),
                "content": ["application/problem+json": ["schema": .reference("schemas/Problem")]],
            ]
            if !fields.isEmpty {
                response["headers"] = .object(
                    Dictionary(uniqueKeysWithValues: fields.map { ($0, JSONValue.reference("headers/\($0)")) }))
            }
            responses[status] = .object(response)
        }
        return responses
    }()
}

extension APIRoute {
    /// The statuses with which it refuses something.
    var refusals: [HTTPResponse.Status] {
        let usual: [HTTPResponse.Status] = [
            .badRequest, .unauthorized, .forbidden, .uriTooLong, .tooManyRequests, .serviceUnavailable,
        ]
        return (access == .anybody ? [.badRequest, .uriTooLong, .tooManyRequests] : usual) + operation.refusals
    }
}
