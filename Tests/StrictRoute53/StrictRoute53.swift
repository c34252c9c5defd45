internal import Foundation

/// A Route 53 for tests, as strict as its documentation, the errors seen in the wild, and the doubt between them allow.
///
/// Pure: no socket, no file, no time but `clock`. `handle` takes a request and gives a response; `LoopbackServer` puts it
/// on a port. The rules are numbered F1 to F25 in the tests.
package final class StrictRoute53: Sendable {
    /// The time that everything is measured on.
    package let clock: VirtualClock

    private let lock = NSRecursiveLock()
    private nonisolated(unsafe) var state: State

    private struct State {
        var settings: Settings
        var account = Account()
        var throttle = Throttle()
        var rules: [FaultRule] = []
        var random: RandomFaults?
        var log = RequestLog()
        var requests = 0
        var trail = Trail()
    }

    /// A service without zones.
    package init(settings: Settings = Settings(), clock: VirtualClock = VirtualClock()) {
        self.clock = clock
        state = State(settings: settings)
    }

    // MARK: The test's side

    /// The settings; they may be changed at any time.
    package var settings: Settings {
        get { lock.withLock { state.settings } }
        set { lock.withLock { state.settings = newValue } }
    }

    /// The requests so far.
    package var log: RequestLog { lock.withLock { state.log } }

    /// Forgets the requests so far.
    package func clearLog() { lock.withLock { state.log = RequestLog() } }

    /// Faults that happen at random; nil for none.
    package var randomFaults: RandomFaults? {
        get { lock.withLock { state.random } }
        set { lock.withLock { state.random = newValue } }
    }

    /// Scripts a fault.
    ///
    /// Rules are tried in the order they were made; the first that is due happens. Closures all run.
    ///
    /// - Parameters:
    ///   - fault: What happens.
    ///   - operation: To which operation; nil for any.
    ///   - skip: How many requests of that operation pass first.
    ///   - times: How many requests it happens to.
    package func script(_ fault: Fault, on operation: Operation? = nil, after skip: Int = 0, times: Int = 1) {
        let rule = FaultRule(fault: fault, operations: operation.map { [$0] }, skip: skip, times: times)
        lock.withLock { state.rules.append(rule) }
    }

    /// Forgets all faults that did not happen yet.
    package func clearFaults() {
        lock.withLock {
            state.rules = []
            state.random = nil
        }
    }

    /// Reads or changes the account, past all rules of the protocol.
    func withAccount<Result>(_ body: (inout Account) throws -> Result) rethrows -> Result {
        try lock.withLock { try body(&state.account) }
    }

    // MARK: The client's side

    /// Answers a request.
    package func handle(_ request: Request) -> Response {
        if let target = request.header("X-Amz-Target") { return lock.withLock { lookUp(request, target) } }
        if request.path == "/", request.method == "POST" { return lock.withLock { identify(request) } }
        let route = Route(request)
        guard let operation = route.operation else { return unknown(request) }
        let due = lock.withLock { () -> (hooks: [@Sendable (StrictRoute53) -> Void], fault: Fault?) in
            if state.settings.timePerRequest > .zero { clock.advance(by: state.settings.timePerRequest) }
            return takeFaults(operation)
        }
        // Closures run without the lock held, since they write to this service themselves.
        for hook in due.hooks { hook(self) }
        return lock.withLock { answer(request, route, operation, due.fault) }
    }

    private func takeFaults(_ operation: Operation) -> (hooks: [@Sendable (StrictRoute53) -> Void], fault: Fault?) {
        var hooks: [@Sendable (StrictRoute53) -> Void] = []
        var fault: Fault?
        for index in state.rules.indices {
            guard state.rules[index].operations?.contains(operation) ?? true, state.rules[index].times > 0 else {
                continue
            }
            if state.rules[index].skip > 0 {
                state.rules[index].skip -= 1
            } else if case .first(let hook) = state.rules[index].fault {
                state.rules[index].times -= 1
                hooks.append(hook)
            } else if fault == nil {
                state.rules[index].times -= 1
                fault = state.rules[index].fault
            }
        }
        state.rules.removeAll { $0.times <= 0 }
        return (hooks, fault ?? state.random?.next(operation))
    }

    private func unknown(_ request: Request) -> Response {
        lock.withLock {
            state.log.unknown += 1
            state.requests += 1
            let error = ServiceError(
                "UnknownOperationException", status: 404, ["\(request.method) \(request.path) is no operation"])
            return finished(error.response(.errorResponse, requestID: requestID, aliens: false))
        }
    }

    // MARK: Security Token Service

    /// Answers GetCallerIdentity of the AWS Security Token Service (API version 2011-06-15), which needs no permission.
    private func identify(_ request: Request) -> Response {
        state.requests += 1
        state.log.identifications += 1
        do throws(ServiceError) {
            guard String(decoding: request.body, as: UTF8.self) == "Action=GetCallerIdentity&Version=2011-06-15" else {
                throw ServiceError("InvalidAction", ["Could not find the operation that was asked for."])
            }
            let credentials = try Signature.verify(
                request, service: "sts", settings: state.settings, now: clock.now)
            let markup = Markup.node(
                "GetCallerIdentityResponse",
                [
                    .node(
                        "GetCallerIdentityResult",
                        [
                            .leaf("Arn", "arn:aws:iam::123456789012:user/\(credentials.userName)"),
                            .leaf("UserId", "AIDACKCEVSQ6C2EXAMPLE"), .leaf("Account", "123456789012"),
                        ]), .node("ResponseMetadata", [.leaf("RequestId", requestID)]),
                ])
            return finished(
                Response(
                    status: 200, headers: [("Content-Type", "text/xml"), ("x-amzn-RequestId", requestID)],
                    body: markup.document(aliens: state.settings.sendsAlienElements)))
        } catch {
            return finished(error.response(.errorResponse, requestID: requestID, aliens: false))
        }
    }

    // MARK: CloudTrail

    /// Answers LookupEvents of AWS CloudTrail, which has the same credentials.
    private func lookUp(_ request: Request, _ target: String) -> Response {
        if state.settings.timePerRequest > .zero { clock.advance(by: state.settings.timePerRequest) }
        state.requests += 1
        state.log.lookups += 1
        let status: Int
        let body: String
        do throws(TrailError) {
            guard target == "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents",
                request.method == "POST", request.path == "/"
            else { throw TrailError("UnknownOperationException", "there is no \(target)") }
            guard request.header("Content-Type") == "application/x-amz-json-1.1" else {
                throw TrailError("SerializationException", "the Content-Type is application/x-amz-json-1.1")
            }
            if state.settings.verifiesSignatures {
                let credentials: Credentials
                do throws(ServiceError) {
                    credentials = try Signature.verify(
                        request, service: "cloudtrail", settings: state.settings, now: clock.now)
                } catch {
                    throw TrailError(error)
                }
                guard credentials.mayLookUpEvents else {
                    throw TrailError(
                        "AccessDeniedException",
                        "User: arn:aws:iam::123456789012:user/\(credentials.userName) is not authorized to perform: "
                            + "cloudtrail:LookupEvents because no identity-based policy allows the "
                            + "cloudtrail:LookupEvents action")
                }
            }
            try state.trail.draw(now: clock.now)
            body = try state.trail.lookUp(request.body, settings: state.settings, now: clock.now)
            status = 200
        } catch {
            status = error.status
            body = Trail.text(["__type": error.code, "message": error.message])
        }
        return finished(
            Response(
                status: status,
                headers: [("Content-Type", "application/x-amz-json-1.1"), ("x-amzn-RequestId", requestID)],
                body: Array(body.utf8)))
    }

    /// Adds what somebody else did to the trail.
    func addToTrail(_ changes: [Change], _ zoneID: String, by identity: TrailIdentity, errorCode: String? = nil) {
        lock.withLock {
            state.trail.add(
                changes, to: zoneID, changeID: nil, comment: nil, by: identity, now: clock.now, errorCode: errorCode)
        }
    }

    private var requestID: String {
        let digits = padded(state.requests, 12)
        return "00000000-0000-4000-8000-\(digits)"
    }

    private func finished(_ response: Response) -> Response {
        var response = response
        response.headers.append(("Date", clock.now.httpDate))
        return response
    }

    private func answer(_ request: Request, _ route: Route, _ operation: Operation, _ fault: Fault?) -> Response {
        state.requests += 1
        let before = state.account
        var entry = LogEntry(
            operation: operation, resource: route.resource, time: clock.now, status: 200, errorCode: nil,
            committed: false, changes: [], comment: nil, faulted: fault != nil)
        var response: Response
        do throws(ServiceError) {
            if let refusal = fault?.refusal { throw refusal }
            let reply = try perform(request, route, operation, &entry)
            response = Response(
                status: reply.status,
                headers: reply.headers + [("Content-Type", "text/xml"), ("x-amzn-RequestId", requestID)],
                body: reply.markup.document(aliens: state.settings.sendsAlienElements))
            entry.committed = !operation.isRead
        } catch {
            state.account = before
            entry.errorCode = error.code
            response = error.response(
                shape(error), requestID: requestID, aliens: state.settings.sendsAlienElements)
        }
        if let fault { response = damaged(response, by: fault, &entry, before) }
        entry.status = response.status
        state.log.entries.append(entry)
        return finished(response)
    }

    private func shape(_ error: ServiceError) -> ErrorShape {
        switch error.code {
        case "InvalidChangeBatch": state.settings.changeBatchShape
        case "SignatureDoesNotMatch", "IncompleteSignature", "InvalidClientTokenId": state.settings.signatureShape
        default: state.settings.errorShape
        }
    }

    /// What a fault makes of an answer. Before the commit means that the account is as if nothing had come.
    private func damaged(
        _ response: Response, by fault: Fault, _ entry: inout LogEntry, _ before: Account
    ) -> Response {
        func undo(_ moment: Fault.Moment) {
            guard moment == .beforeCommit else { return }
            state.account = before
            entry.committed = false
        }
        var response = response
        switch fault {
        case .throttling, .priorRequestNotComplete, .refuse, .first: break
        case .serverError(let status, let shape, let moment):
            undo(moment)
            let code = status == 503 ? "ServiceUnavailable" : "InternalFailure"
            entry.errorCode = code
            let error = ServiceError(
                code, status: status, ["The request processing has failed because of an unknown error."])
            response = error.response(shape, requestID: requestID, aliens: false)
        case .drop(let moment):
            undo(moment)
            response.delivery = .dropped
        case .stall(let moment):
            undo(moment)
            response.delivery = .stalled
        case .truncatedBody: response.delivery = .cut(after: response.body.count / 2)
        case .truncatedXML: response.body.removeLast(response.body.count / 2)
        case .delay(let time, let isReal):
            if isReal { response.realDelay = time } else { clock.advance(by: time) }
        }
        return response
    }

    private func perform(
        _ request: Request, _ route: Route, _ operation: Operation, _ entry: inout LogEntry
    ) throws(ServiceError) -> Reply {
        let settings = state.settings
        var userName = Credentials.example.userName
        if settings.verifiesSignatures {
            let credentials = try Signature.verify(request, settings: settings, now: clock.now)
            userName = credentials.userName
            if let allowed = credentials.allowed, !allowed.contains(operation) {
                throw ServiceError(
                    "AccessDenied", status: 403,
                    [
                        "User: arn:aws:iam::123456789012:user/test is not authorized to perform: "
                            + "route53:\(operation.rawValue) on resource: \(route.arn) because no identity-based policy "
                            + "allows the route53:\(operation.rawValue) action"
                    ])
            }
        }
        let body = operation.root == nil ? nil : Element.parse(request.body)
        if operation == .changeResourceRecordSets, let body {
            entry.comment = body["ChangeBatch"]?["Comment"]?.text
            entry.changes = (body["ChangeBatch"]?["Changes"]?.children ?? []).compactMap { element in
                Change.Action(rawValue: element["Action"]?.text ?? "").flatMap { action in
                    element["ResourceRecordSet"].map { Change(action, RecordSet($0)) }
                }
            }
        }
        try state.throttle.draw(operation, changes: entry.changes.count, settings: settings, now: clock.now)
        var call = Call(
            account: state.account, settings: settings, now: clock.now, request: request, route: route, body: body)
        let reply = try call.perform(operation)
        if operation == .changeResourceRecordSets {
            let known = Set(state.account.changes.keys)
            state.trail.add(
                entry.changes, to: route.resource ?? "",
                changeID: call.account.changes.keys.first { !known.contains($0) }, comment: entry.comment,
                by: TrailIdentity(
                    userName, sourceAddress: "127.0.0.1", userAgent: request.header("User-Agent") ?? "unknown"),
                now: clock.now)
        }
        state.account = call.account
        return reply
    }
}

extension Fault {
    /// The refusal, for a fault that is one.
    fileprivate var refusal: ServiceError? {
        switch self {
        case .throttling: .throttling
        case .priorRequestNotComplete: .priorRequestNotComplete
        case .refuse(let code, let status, let message): ServiceError(code, status: status, [message])
        default: nil
        }
    }
}
