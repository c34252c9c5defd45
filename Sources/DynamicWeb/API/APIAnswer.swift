internal import DynamicDNS
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// What the API answers where nothing is refused.
struct APIAnswer: Sendable {
    var status: HTTPResponse.Status
    /// JSON; `nil` for none.
    var body: String?
    var headers: HTTPFields
    /// A secret that the body has, and no store may have.
    var secret: FreshSecret?

    /// An answer without a body.
    init(status: HTTPResponse.Status, headers: HTTPFields = [:]) {
        self.status = status
        self.headers = headers
    }

    /// - Throws: whatever the encoder does, which is a fault of the program.
    init(_ value: some Encodable, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) throws {
        self.init(status: status, headers: headers)
        body = try JSONBody.text(of: value)
    }

    var response: Response {
        guard let body else { return Response(status: status, headers: headers) }
        return JSONBody.response(text: body, status: status, headers)
    }
}

// Decision 0111: a request that comes twice under one key is carried out once.

extension WebSite {
    /// Answers a request, one with an idempotency key as it was answered the first time.
    func once(_ route: APIRoute, _ call: APICall) async throws -> APIAnswer {
        guard route.method == .post, let name = HTTPField.Name("Idempotency-Key"),
            let key = call.request.headers[name]
        else { return try await route.answer(self, call) }
        guard (1...255).contains(key.utf8.count), key.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw WebRefusal(.badRequest, "'Idempotency-Key' has 1 to 255 visible characters of ASCII; send such a key")
        }
        let caller = try call.caller()
        let keyed = KeyedRequest(
            key, token: caller.token, target: "POST \(route.path)", body: call.body, salt: hosts.random.octets(16),
            at: updates.clock.now)
        switch try await updates.store.begin(keyed) {
        case .answered(let answer, let salt): return again(answer, salt, caller)
        case .underWay:
            throw WebRefusal(
                .conflict, "a request with this key is being carried out; send it again in a moment", id: .keyUnderWay,
                headers: [.retryAfter: "1"])
        case .different:
            throw WebRefusal(
                .unprocessableContent,
                "this key was used for another request, or with another token; use a key of its own for each request",
                id: .keyReused)
        case .full:
            throw WebRefusal(
                .tooManyRequests,
                "the account has used \(KeyedRequest.most) keys in a day; send the request without one",
                id: .tooManyKeys, headers: [.retryAfter: "3600"])
        case .fresh: return try await first(keyed, route, call)
        }
    }

    private func first(_ keyed: KeyedRequest, _ route: APIRoute, _ call: APICall) async throws -> APIAnswer {
        var call = call
        call.salt = keyed.salt
        do {
            let answer = try await route.answer(self, call)
            var kept = answer.body ?? ""
            if let secret = answer.secret { kept = kept.replacing(secret.text, with: "") }
            // What was done is done: that it is not remembered is no reason to say that it was not.
            try? await updates.store.end(
                keyed,
                answer: KeyedAnswer(
                    status: answer.status.code, location: answer.headers[.location], body: kept))
            return answer
        } catch {
            try? await updates.store.end(keyed, answer: nil)
            throw error
        }
    }

    private func again(_ kept: KeyedAnswer, _ salt: [UInt8], _ caller: APICaller) -> APIAnswer {
        var answer = APIAnswer(status: HTTPResponse.Status(code: kept.status))
        answer.headers[.location] = kept.location
        answer.body = kept.body
        // The place of a secret; no text in JSON can look like it.
        if let secret = FreshSecret(madeBy: caller.credentials.secret, salt: salt) {
            answer.body = kept.body.replacing("\"secret\":\"\"", with: "\"secret\":\"\(secret.text)\"")
        }
        return answer
    }
}
