internal import DynamicDNS
internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// A request as an update protocol sees it, or why it is refused.
enum RequestReading {
    /// Reads a request with its body.
    ///
    /// - Parameters:
    ///   - request: the request.
    ///   - sender: whose address it has.
    ///   - limits: how much is read.
    /// - Returns: the request.
    /// - Throws: ``WebRefusal``.
    static func read(
        _ request: Request, sender: IPAddress?, _ limits: WebLimits
    ) async throws -> UpdateRequest {
        guard var parameters = FormText.parameters(of: request.uri.query ?? "") else {
            throw WebRefusal(
                .badRequest, "the query can't be read; write it as name=value, with %XX for other characters")
        }
        let octets = try await body(request, limits)
        let type = request.headers[.contentType]?.split(separator: ";").first.map { $0.lowercased() }
        var rest = octets
        if type == "application/x-www-form-urlencoded" {
            guard let form = FormText.parameters(of: String(decoding: octets, as: UTF8.self)) else {
                throw WebRefusal(.badRequest, "the form can't be read; write it as name=value")
            }
            parameters += form
            rest = []
        }
        guard let path = decoded(request.uri.path) else {
            throw WebRefusal(.badRequest, "the path can't be read; write % only before two hexadecimal digits")
        }
        var result = UpdateRequest(
            method: request.method.rawValue, path: path, parameters: parameters,
            authorization: request.headers[.authorization], userAgent: request.headers[.userAgent], sender: sender,
            body: rest)
        result.apiUser = Self.field("X-Api-User", request)
        result.apiKey = Self.field("X-Api-Key", request)
        return result
    }

    /// A path with what `%` and two hexadecimal digits stand for (RFC 3986, section 2.1).
    static func decoded(_ path: String) -> String? {
        var octets: [UInt8] = []
        var rest = path.utf8[...]
        while let octet = rest.popFirst() {
            guard octet == UInt8(ascii: "%") else {
                octets.append(octet)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, let value = UInt8(String(Substring(digits)), radix: 16),
                digits.first != UInt8(ascii: "+")
            else { return nil }
            octets.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: octets, as: UTF8.self)
    }

    private static func field(_ name: String, _ request: Request) -> String? {
        HTTPField.Name(name).flatMap { request.headers[$0] }
    }

    /// The octets of a body.
    ///
    /// - Throws: ``WebRefusal`` where there are more than a request may have.
    static func body(_ request: Request, _ limits: WebLimits) async throws -> [UInt8] {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limits.bodyOctets {
            throw WebRefusal(.contentTooLarge, "the body has \(length) octets; at most \(limits.bodyOctets) are read")
        }
        var octets: [UInt8] = []
        for try await part in request.body {
            octets.append(contentsOf: part.readableBytesView)
            if octets.count > limits.bodyOctets {
                throw WebRefusal(.contentTooLarge, "the body is too long; at most \(limits.bodyOctets) octets are read")
            }
        }
        return octets
    }
}

/// A request that is not done, as problem details (RFC 9457).
struct WebRefusal: Error {
    var status: HTTPResponse.Status
    var id: ProblemID
    var detail: String
    /// The id of the rule that refused it, where there are several.
    var reason: String?
    var headers: HTTPFields

    /// - Parameters:
    ///   - status: the status of the response.
    ///   - detail: what is wrong with this request, and what to do.
    ///   - id: what is wrong, for programs; by the status where it is `nil`.
    ///   - headers: further header fields.
    init(_ status: HTTPResponse.Status, _ detail: String, id: ProblemID? = nil, headers: HTTPFields = [:]) {
        self.status = status
        self.id = id ?? ProblemID(status)
        self.detail = detail
        self.headers = headers
    }

    var response: Response {
        var fields = headers
        // What was not read can't be passed over.
        if status == .contentTooLarge { fields[.connection] = "close" }
        let problem = Problem(
            type: id.path, title: status.reasonPhrase, status: status.code, detail: detail, reason: reason)
        return JSONBody.response(problem, status: status, type: "application/problem+json", fields)
    }
}

/// Problem details (RFC 9457).
struct Problem: Encodable {
    /// A path on this server, where it is explained.
    var type: String
    var title: String
    var status: Int
    var detail: String
    var reason: String?
}

/// JSON in responses and requests.
enum JSONBody {
    /// A response with a value as JSON.
    static func response(
        _ value: some Encodable, status: HTTPResponse.Status = .ok, type: String = "application/json",
        _ headers: HTTPFields = [:]
    ) -> Response {
        guard let text = try? text(of: value) else { return Response(status: .internalServerError) }
        return response(text: text, status: status, type: type, headers)
    }

    /// A response with text that is JSON.
    static func response(
        text: String, status: HTTPResponse.Status, type: String = "application/json", _ headers: HTTPFields
    ) -> Response {
        var fields = headers
        fields[.contentType] = type
        fields[.cacheControl] = "no-store"
        return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// A value as JSON, with its members in order.
    static func text(of value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// Reads a value.
    ///
    /// - Throws: ``WebRefusal``.
    static func value<Value: Decodable>(_ octets: [UInt8]) throws -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(octets))
        } catch DecodingError.keyNotFound(let key, _) {
            throw WebRefusal(.badRequest, "the body has no '\(key.stringValue)'")
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            let what = path.isEmpty ? "the body" : "'\(path)' in the body"
            throw WebRefusal(.badRequest, "\(what) has another type than it should have")
        } catch {
            throw WebRefusal(.badRequest, "the body is no JSON (RFC 8259) that can be read")
        }
    }
}
