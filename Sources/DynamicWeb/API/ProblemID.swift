internal import HTTPTypes

// Decision 0111: a problem's type is a path on this server, which says what it means.

/// What can be wrong with a request. The ids stay the same.
enum ProblemID: String, CaseIterable, Sendable {
    case badRequest = "bad-request"
    case noCredentials = "no-credentials"
    case badToken = "bad-token"
    case tokenScope = "token-scope"
    case blocked
    case notFound = "not-found"
    case methodNotAllowed = "method-not-allowed"
    case nameRefused = "name-refused"
    case hostTaken = "host-taken"
    case tooManyHosts = "too-many-hosts"
    case tooManyTokens = "too-many-tokens"
    case recordsRefused = "records-refused"
    case invalidValue = "invalid-value"
    case otherVersion = "other-version"
    case keyReused = "key-reused"
    case keyUnderWay = "key-under-way"
    case tooManyKeys = "too-many-keys"
    case tooManyRequests = "too-many-requests"
    case tooLarge = "too-large"
    case pathTooLong = "path-too-long"
    case starting
    case unavailable
    case failed

    /// What it means and what to do.
    var explanation: String {
        switch self {
        case .badRequest: "The request can't be read. The detail says which part of it; mend it, and send it again."
        case .noCredentials: "The request has no token. Send one as 'Authorization: Bearer …'."
        case .badToken:
            "The token is unknown or revoked, or may not be used from this address. Make another one on the page of "
                + "tokens."
        case .tokenScope:
            "The token is good for less than this: other hosts, other types, or updates only. Use one that may do it."
        case .blocked: "An administrator has blocked the account or the host. Ask them why."
        case .notFound: "Nothing is there, or it is another account's."
        case .methodNotAllowed: "The path is there, but not for this method. The header field Allow has those it has."
        case .nameRefused:
            "Nobody can have the name, or only an administrator. The member 'reason' has the id of the rule; choose "
                + "another name."
        case .hostTaken: "Somebody has the name already, or it is on its way out. Choose another name."
        case .tooManyHosts: "The account has as many hosts as it may have below this domain. Delete one first."
        case .tooManyTokens: "The account has as many tokens as it may have. Revoke one first."
        case .recordsRefused: "The records can't be at this host. The detail says why."
        case .invalidValue: "The body can be read, and a value in it can't be what it is. The detail says which."
        case .otherVersion:
            "The records were changed since you read them, and nothing was done. Read them again, and decide anew."
        case .keyReused: "The idempotency key was used for another request. Use a key of its own for each request."
        case .keyUnderWay: "A request with this idempotency key is being carried out. Send it again in a moment."
        case .tooManyKeys: "The account has used as many idempotency keys in a day as are kept. Send none, or wait."
        case .tooManyRequests: "Too many requests. The header field Retry-After says after how many seconds to come."
        case .tooLarge: "The body is longer than what is read."
        case .pathTooLong: "The path with its query is longer than what is read."
        case .starting: "The service has not read its rules yet. Try again in a moment."
        case .unavailable: "The service can't store anything now. Try again in a minute."
        case .failed:
            "Something went wrong that is not your fault. Whoever looks after the service finds it in its log."
        }
    }

    /// The id for a status that nobody named one for.
    init(_ status: HTTPResponse.Status) {
        switch status {
        case .unauthorized: self = .badToken
        case .forbidden: self = .tokenScope
        case .notFound: self = .notFound
        case .methodNotAllowed: self = .methodNotAllowed
        case .conflict: self = .hostTaken
        case .preconditionFailed: self = .otherVersion
        case .unprocessableContent: self = .invalidValue
        case .tooManyRequests: self = .tooManyRequests
        case .contentTooLarge: self = .tooLarge
        case .uriTooLong: self = .pathTooLong
        case .serviceUnavailable: self = .unavailable
        default: self = status.code >= 500 ? .failed : .badRequest
        }
    }

    /// Where it is explained.
    var path: String { APIRoute.base + "/problems/" + rawValue }
}
