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
    private static func decoded(_ path: String) -> String? {
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
    var detail: String
    var headers: HTTPFields

    init(_ status: HTTPResponse.Status, _ detail: String, headers: HTTPFields = [:]) {
        self.status = status
        self.detail = detail
        self.headers = headers
    }

    var response: Response {
        var fields = headers
        // What was not read can't be passed over.
        if status == .contentTooLarge { fields[.connection] = "close" }
        let problem = Problem(title: status.reasonPhrase, status: status.code, detail: detail)
        return JSONBody.response(problem, status: status, type: "application/problem+json", fields)
    }
}

/// Problem details (RFC 9457).
struct Problem: Encodable {
    var type = "about:blank"
    var title: String
    var status: Int
    var detail: String
}

/// JSON in responses and requests.
enum JSONBody {
    /// A response with a value as JSON.
    static func response(
        _ value: some Encodable, status: HTTPResponse.Status = .ok, type: String = "application/json",
        _ headers: HTTPFields = [:]
    ) -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else { return Response(status: .internalServerError) }
        var fields = headers
        fields[.contentType] = type
        fields[.cacheControl] = "no-store"
        return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
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
            throw WebRefusal(.badRequest, "'\(path)' in the body has another type than it should have")
        } catch {
            throw WebRefusal(.badRequest, "the body is no JSON (RFC 8259) that can be read")
        }
    }
}
