/// A refusal, before it is put into one of the four body shapes.
struct ServiceError: Error, Equatable {
    var code: String
    var status: Int
    /// One message, but for InvalidChangeBatch, which has one for every thing that is wrong.
    var messages: [String]

    init(_ code: String, status: Int = 400, _ messages: [String]) {
        self.code = code
        self.status = status
        self.messages = messages
    }

    static func invalidInput(_ message: String) -> ServiceError { ServiceError("InvalidInput", [message]) }
    static func invalidChangeBatch(_ messages: [String]) -> ServiceError {
        ServiceError("InvalidChangeBatch", messages)
    }
    static func noSuchHostedZone(_ id: String) -> ServiceError {
        ServiceError("NoSuchHostedZone", status: 404, ["No hosted zone found with ID: \(id)"])
    }
    static func noSuchHealthCheck(_ id: String) -> ServiceError {
        ServiceError("NoSuchHealthCheck", status: 404, ["No health check exists with the specified ID: \(id)"])
    }
    static let throttling = ServiceError("Throttling", ["Rate exceeded"])
    static let priorRequestNotComplete = ServiceError(
        "PriorRequestNotComplete",
        ["The request was rejected because Route 53 was still processing a prior request."])

    /// The message as the usual shape has it: a list in brackets for InvalidChangeBatch.
    var message: String {
        code == "InvalidChangeBatch" ? "[\(messages.joined(separator: ", "))]" : messages.joined(separator: ", ")
    }
}

/// The shapes that an error body can have.
package enum ErrorShape: Sendable, Equatable {
    /// `<ErrorResponse><Error><Type/><Code/><Message/></Error><RequestId/></ErrorResponse>`, the usual one.
    case errorResponse
    /// `<InvalidChangeBatch><Messages><Message/>…</Messages><RequestId/></InvalidChangeBatch>`, as documented for that code.
    case messageList
    /// `<CodeException><Message/></CodeException>`, without code and request id.
    case exceptionElement
    /// A page in HTML, as a front end sends it.
    case html
    /// Nothing but the status.
    case empty
}

extension ServiceError {
    func response(_ shape: ErrorShape, requestID: String, aliens: Bool) -> Response {
        let identifier = Markup.leaf("RequestId", requestID)
        let markup: Markup
        switch shape {
        case .errorResponse:
            let fault = status >= 500 ? "Receiver" : "Sender"
            markup = .node(
                "ErrorResponse",
                [
                    .node("Error", [.leaf("Type", fault), .leaf("Code", code), .leaf("Message", message)]), identifier,
                ])
        case .messageList:
            markup = .node(code, [.node("Messages", messages.map { .leaf("Message", $0) }), identifier])
        case .exceptionElement:
            let name = code.hasSuffix("Exception") ? code : code + "Exception"
            markup = .node(name, [.leaf("Message", message)])
        case .html:
            let page = "<html><head><title>\(status)</title><body><h1>HTTP \(status)</h1><br><p>try again later"
            return Response(status: status, headers: [("Content-Type", "text/html")], body: Array(page.utf8))
        case .empty:
            return Response(status: status)
        }
        return Response(
            status: status, headers: [("Content-Type", "text/xml"), ("x-amzn-RequestId", requestID)],
            body: markup.document(aliens: aliens))
    }
}
