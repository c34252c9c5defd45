internal import DNSModel
internal import HTTPTransport

/// Why Route 53 did not do what it was asked.
enum Route53Failure: Error, Sendable {
    /// There is no answer.
    case transport(HTTPError)
    /// There are no credentials, so nothing was sent.
    case credentials(CredentialError)
    /// It said no.
    case refused(ServiceRefusal)
    /// It answered something that can't be read.
    case unreadable(String)

    /// What happened, for people.
    var message: String {
        switch self {
        case .transport(let error): "no answer from Route 53: \(error.message)"
        case .credentials(let error): error.message
        case .refused(let refusal): refusal.message
        case .unreadable(let reason): "the answer of Route 53 can't be read: \(reason)"
        }
    }

    /// What it says about the request's fate, and the wait that the service asked for.
    var retryClass: (RetryPolicy.Failure, atLeast: Duration) {
        switch self {
        case .transport(let error): (error.retryClass, .zero)
        case .credentials: (.refused, .zero)
        case .refused(let refusal): (refusal.retryClass, refusal.retryAfter)
        case .unreadable: (.lost, .zero)
        }
    }

    /// Whether the service may have acted on the request.
    var isOutcomeUnknown: Bool {
        switch retryClass.0 {
        case .serverFailed, .lost: true
        case .throttled, .busy, .notSent, .staleSignature, .refused: false
        }
    }
}

/// An error that the service answered with.
///
/// Source: "Common errors" and the errors of each operation, Amazon Route 53 API Reference. Four shapes of bodies are
/// read: `ErrorResponse` with one `Error`, `InvalidChangeBatch` with `Messages`, an element named after the error, and
/// anything else, of which only the status counts.
struct ServiceRefusal: Hashable, Sendable {
    var status: Int
    /// As in `InvalidChangeBatch`; `HTTP 502` where the body has none.
    var code: String
    /// What is wrong, one message each; more than one for a change batch.
    var messages: [String]
    /// The service's id of the request, for its support.
    var requestID: String?
    var retryAfter: Duration = .zero

    /// For people: code, messages and request id.
    var message: String {
        let said = messages.isEmpty ? "no reason given" : messages.joined(separator: "; ")
        let request = requestID.map { " (request \(Printable.message($0)))" } ?? ""
        return "Route 53 answers \(Printable.message(code)): \(Printable.message(said))\(request)"
    }

    var retryClass: RetryPolicy.Failure {
        switch code {
        case "Throttling", "ThrottlingException", "SlowDown", "RequestLimitExceeded", "TooManyRequestsException":
            return .throttled
        case "PriorRequestNotComplete", "ConcurrentModification": return .busy
        case "ExpiredToken", "ExpiredTokenException", "RequestExpired": return .staleSignature
        case "SignatureDoesNotMatch", "InvalidSignatureException":
            let isAboutTime = messages.contains { $0.contains("Signature expired") || $0.contains("not yet current") }
            return isAboutTime ? .staleSignature : .refused
        default: break
        }
        switch status {
        case 429: return .throttled
        case 500, 502, 503, 504: return .serverFailed
        default: return .refused
        }
    }

    /// Whether credentials or permissions are the reason.
    var isDenied: Bool {
        switch code {
        case "AccessDenied", "AccessDeniedException", "InvalidClientTokenId", "SignatureDoesNotMatch",
            "InvalidSignatureException", "ExpiredToken", "ExpiredTokenException", "MissingAuthenticationToken",
            "IncompleteSignature", "UnrecognizedClientException", "NotAuthorizedException", "OptInRequired":
            true
        default: false
        }
    }

    /// Reads an answer that is no success.
    init(_ response: HTTPResponse) {
        status = response.status
        code = "HTTP \(response.status)"
        messages = []
        requestID = response.headers["x-amzn-RequestId"]
        if let seconds = response.headers["Retry-After"].flatMap({ Int($0) }), (0...3600).contains(seconds) {
            retryAfter = .seconds(seconds)
        }
        guard let root = try? XMLReader.document(response.body) else { return }
        requestID = root.text(of: "RequestId") ?? root.text(of: "RequestID") ?? requestID
        if let error = root["Error"] ?? root["Errors"]?["Error"] {
            code = error.text(of: "Code") ?? code
            messages = error.text(of: "Message").map { [$0] } ?? []
        } else if let list = root["Messages"] {
            code = root.name
            messages = list.all("Message").map(\.text)
        } else if let message = root.text(of: "Message") ?? root.text(of: "message") {
            code = root.text(of: "Code") ?? root.name
            messages = [message]
        }
    }
}
