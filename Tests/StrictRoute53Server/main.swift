internal import Foundation
internal import StrictRoute53

/// The strict Route 53 on a port, for clients in other processes:
///
///     strict-route53 [--port N] [--propagation SECONDS] [--zone NAME]... [--page-size N] [--any-order] [--no-throttling]
///         [--changes-per-second NUMBER|unlimited] [--record-sets N] [--no-lookups] [--counts FILE] [--signal NAME:OPERATION:NUMBER:PROCESS:WORDS]
///
/// `--changes-per-second` is the rate of the bucket of record changes, ten seconds of which fit into it.
///
/// It prints the lines that set a client up, then serves until it is ended. The only credentials are the keys of AWS's
/// documentation, with which CloudTrail may be asked too unless `--no-lookups` is there. `--any-order` accepts elements in the order in which a caller of the AWS CLI wrote them. `--counts` keeps
/// a file up to date that says how often each operation was asked for, a line each.
///
/// `--signal NAME:OPERATION:NUMBER:PROCESS:WORDS`, as `TERM:ChangeResourceRecordSets:2:pid:log`, sends a signal to the process
/// whose number is in a file, once, when the request of that number comes, and answers it when something stands in the other
/// file: what the process says when it has taken the signal.
private func fail(_ message: String) -> Never {
    FileHandle.standardError.write(Data("strict-route53: \(message)\n".utf8))
    exit(64)
}

private var settings = Settings()
private var port: UInt16 = 0
private var zones: [String] = []
private var counts: String?
private var signals: [SignalAtRequest] = []
private var arguments = CommandLine.arguments.dropFirst()

@MainActor private func value<Value>(of option: String, _ read: (String) -> Value?) -> Value {
    guard let text = arguments.popFirst(), let value = read(text) else { fail("\(option) needs a value") }
    return value
}

while let option = arguments.popFirst() {
    switch option {
    case "--port": port = value(of: option) { UInt16($0) }
    case "--propagation": settings.propagation = .seconds(value(of: option) { Int($0) })
    case "--zone": zones.append(value(of: option) { $0 })
    case "--page-size": settings.pageSize = value(of: option) { Int($0) }
    case "--any-order": settings.keepsElementOrder = false
    case "--no-lookups": settings.credentials[0].mayLookUpEvents = false
    case "--no-throttling":
        settings.accountRate = nil
        settings.actionRate = nil
        settings.actionRates = [:]
        settings.changeRate = nil
    case "--changes-per-second":
        // Its real size is not published.
        settings.changeRate = value(of: option) { text -> Bucket?? in
            if text == "unlimited" { return .some(nil) }
            return Double(text).map { Bucket(capacity: $0 * 10, perSecond: $0) }
        }
    case "--record-sets": settings.recordSetsPerZone = value(of: option) { Int($0) }
    case "--signal": signals.append(value(of: option) { SignalAtRequest($0) })
    case "--counts": counts = value(of: option) { $0 }
    default: fail("unknown option '\(option)'")
    }
}

private let service = StrictRoute53(settings: settings, clock: .wall())
do {
    for zone in zones { try service.addZone(zone) }
    for signal in signals {
        service.script(.first { _ in signal.send() }, on: signal.operation, after: signal.number - 1)
    }
    let server = try LoopbackServer(service, port: port)
    let credentials = Credentials.example
    let lines = """
        export AWS_ENDPOINT_URL=\(server.endpoint)
        export AWS_ACCESS_KEY_ID=\(credentials.accessKeyID)
        export AWS_SECRET_ACCESS_KEY=\(credentials.secretAccessKey)
        export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1

        """
    FileHandle.standardOutput.write(Data(lines.utf8))
    var written = ""
    while true {
        Thread.sleep(forTimeInterval: counts == nil ? 3600 : 0.05)
        guard let counts else { continue }
        let now = service.log.counts.map { "\($0.key.rawValue) \($0.value)\n" }.sorted().joined()
        if now != written { try now.write(toFile: counts, atomically: true, encoding: .utf8) }
        written = now
    }
} catch {
    fail("\(error)")
}
