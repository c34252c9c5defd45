internal import DNSModel

/// What of an HTTP request an update protocol looks at. The server has read it; nothing here asks anybody anything.
package struct UpdateRequest: Hashable, Sendable {
    /// As in `GET`.
    package var method: String
    /// The path, decoded, without the query.
    package var path: String
    /// Names and values of the query and of a form in the body, decoded, in their order.
    package var parameters: [Parameter]
    /// The value of the header field `Authorization`.
    package var authorization: String?
    /// The value of the header field `User-Agent`.
    package var userAgent: String?
    /// The values of `X-Api-User` and `X-Api-Key`, as clients of acme-dns send them.
    package var apiUser: String?
    package var apiKey: String?
    /// Whose address the request has: the sender's, or what a trusted proxy says of it.
    package var sender: IPAddress?
    /// The octets of a body that is no form.
    package var body: [UInt8]

    package struct Parameter: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(
        method: String = "GET", path: String, parameters: [Parameter] = [], authorization: String? = nil,
        userAgent: String? = nil, sender: IPAddress? = nil, body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.parameters = parameters
        self.authorization = authorization
        self.userAgent = userAgent
        self.sender = sender
        self.body = body
    }

    /// The values of a parameter, one that was sent several times as a list.
    func value(_ name: String) -> String? {
        let values = parameters.filter { $0.name == name }.map(\.value)
        return values.isEmpty ? nil : values.joined(separator: ",")
    }

    /// The program, as it names itself, short and safe to show.
    package var client: String { Printable.cut(userAgent ?? "", to: 100) }
}

/// What is answered.
package struct UpdateAnswer: Hashable, Sendable {
    package var status: Int
    /// Names and values of header fields, without the length of the body, which the server knows.
    package var headers: [Header]
    package var body: String

    package struct Header: Hashable, Sendable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package init(status: Int = 200, type: String = "text/plain; charset=utf-8", body: String, _ more: [Header] = []) {
        self.status = status
        headers = [Header("Content-Type", type), Header("Cache-Control", "no-store")] + more
        self.body = body
    }
}

/// What a request asks for: an answer that is clear without looking anything up, or something to do first.
package enum UpdateReading: Hashable, Sendable {
    case answer(UpdateAnswer)
    case command(UpdateCommand)
}
