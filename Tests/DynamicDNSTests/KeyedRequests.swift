internal import DynamicDNS
internal import ZonePlanning

/// Requests under keys, in memory.
struct KeyedRequests: Sendable {
    private struct Key: Hashable {
        var account: AccountID
        var key: String
    }

    private var kept: [Key: (request: KeyedRequest, answer: KeyedAnswer?)] = [:]

    mutating func begin(_ request: KeyedRequest) -> KeyedRequestOutcome {
        kept = kept.filter { $0.value.request.expires > request.begun }
        let key = Key(account: request.account, key: request.key)
        if let old = kept[key] {
            if old.request.digest != request.digest { return .different }
            if let answer = old.answer { return .answered(answer, salt: old.request.salt) }
            if KeyedRequest.isUnderWay(since: old.request.begun, at: request.begun) { return .underWay }
        } else if kept.keys.count(where: { $0.account == request.account }) >= KeyedRequest.most {
            return .full
        }
        kept[key] = (request, nil)
        return .fresh
    }

    mutating func end(_ request: KeyedRequest, _ answer: KeyedAnswer?) {
        let key = Key(account: request.account, key: request.key)
        guard let old = kept[key], old.request.salt == request.salt, old.answer == nil else { return }
        kept[key] = answer.map { (old.request, $0) }
    }
}
