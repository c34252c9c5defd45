internal import DNSModel

/// The protocol of members.dyndns.org, version 2, which nearly every router and client speaks: `/nic/update` and, the
/// same, `/v3/update`.
///
/// Codes are answered with status 200, since clients read nothing else, but for credentials: `401` with a challenge is
/// what those wait for that send none at first.
package enum DynDNS2 {
    /// The most hosts of one request.
    package static let mostHosts = 20

    /// Reads a request.
    ///
    /// - Parameters:
    ///   - request: the request.
    ///   - rules: the rules in force.
    /// - Returns: what to do, or the answer.
    package static func read(_ request: UpdateRequest, rules: DynamicRules) -> UpdateReading {
        guard request.method == "GET" || request.method == "POST", !request.client.isEmpty else {
            return .answer(UpdateAnswer(body: "badagent\n"))
        }
        guard let credentials = request.authorization.flatMap({ Credentials(authorization: $0) }) else {
            return .answer(badAuth)
        }
        let hosts = hosts(of: request, credentials, rules)
        if hosts.isEmpty { return .answer(UpdateAnswer(body: "notfqdn\n")) }
        if hosts.count > mostHosts { return .answer(UpdateAnswer(body: "numhost\n")) }
        let edit: RecordEdit
        switch self.edit(of: request) {
        case .edit(let wanted): edit = wanted
        case .code(let code): return .answer(UpdateAnswer(body: "\(code)\n"))
        }
        return .command(
            UpdateCommand(
                credentials: credentials, hosts: hosts, edit: edit, from: request.sender, client: request.client))
    }

    /// The hosts that a request names; where it names none, the user of its credentials may be one.
    private static func hosts(
        of request: UpdateRequest, _ credentials: Credentials, _ rules: DynamicRules
    ) -> [UpdateCommand.Named] {
        let text = request.value("hostname") ?? ""
        if text.allSatisfy({ $0 == " " || $0 == "," }) {
            guard let name = rules.host(credentials.user), rules.suffix(of: name) != nil else { return [] }
            return [.host(name)]
        }
        // One more than allowed is enough to know that there are too many.
        return text.split(separator: ",", maxSplits: mostHosts, omittingEmptySubsequences: false).map { part in
            rules.host(part.trimmed).map { .host($0) } ?? .malformed
        }
    }

    private enum Wanted {
        case edit(RecordEdit)
        case code(String)
    }

    private static func edit(of request: UpdateRequest) -> Wanted {
        if request.value("offline")?.trimmed.uppercased() == "YES" { return .edit(.addresses(v4: .clear, v6: .clear)) }
        let both = (request.value("myip") ?? "").addressTexts
        let v6 = (request.value("myipv6") ?? request.value("ipv6") ?? "").addressTexts
        var addresses: [IPAddress] = []
        for text in both + v6 {
            // An address that can't be read is not guessed at.
            guard let address = IPAddress(parsing: text) else { return .code("dnserr") }
            addresses.append(address)
        }
        for text in v6 {
            guard case .v6 = IPAddress(parsing: text) else { return .code("dnserr") }
        }
        if addresses.isEmpty, let sender = request.sender { addresses = [sender] }
        if addresses.isEmpty { return .code("dnserr") }
        // The same address twice is no round robin.
        var distinct: [IPAddress] = []
        for address in addresses where !distinct.contains(address) { distinct.append(address) }
        guard let edit = RecordEdit(addresses: distinct) else { return .code("numhost") }
        return .edit(edit)
    }

    /// Answers a command.
    ///
    /// - Parameters:
    ///   - result: what became of it.
    ///   - command: the command.
    /// - Returns: the answer, one line for each host in their order.
    package static func answer(_ result: UpdateResult, to command: UpdateCommand) -> UpdateAnswer {
        switch result {
        case .unknownCredentials: return badAuth
        case .limited(let seconds):
            return UpdateAnswer(
                body: lines(command.hosts.map { _ in "abuse" }), [UpdateAnswer.Header("Retry-After", "\(seconds)")])
        case .blocked: return UpdateAnswer(body: lines(command.hosts.map { _ in "abuse" }))
        case .failed: return UpdateAnswer(body: "911\n")
        case .hosts(let outcomes):
            let waits = outcomes.compactMap { if case .limited(let seconds) = $0 { seconds } else { nil } }
            return UpdateAnswer(
                body: lines(outcomes.map(line)), waits.max().map { [UpdateAnswer.Header("Retry-After", "\($0)")] } ?? []
            )
        }
    }

    private static func lines(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }

    private static func line(_ outcome: HostOutcome) -> String {
        switch outcome {
        case .changed(let state): (["good"] + addresses(state)).joined(separator: " ")
        case .unchanged(let state): (["nochg"] + addresses(state)).joined(separator: " ")
        case .malformed: "notfqdn"
        case .missing: "nohost"
        case .blocked, .limited: "abuse"
        case .refused, .otherVersion: "dnserr"
        }
    }

    private static func addresses(_ state: HostState) -> [String] {
        state.asked.isEmpty ? [] : [state.asked.map { "\($0)" }.joined(separator: ",")]
    }

    /// Bad or missing credentials: some clients send theirs only when they are asked to.
    package static let badAuth = UpdateAnswer(
        status: 401, body: "badauth\n",
        [UpdateAnswer.Header("WWW-Authenticate", "Basic realm=\"dynamic DNS\", charset=\"UTF-8\"")])
}

extension StringProtocol {
    /// Without blanks around it.
    var trimmed: String {
        var rest = self[...]
        while rest.first == " " || rest.first == "\t" { rest = rest.dropFirst() }
        while rest.last == " " || rest.last == "\t" { rest = rest.dropLast() }
        return String(rest)
    }

    /// What stands between commas, without blanks; nothing of an empty text. More than a few is wrong anyway.
    var addressTexts: [String] {
        split(separator: ",", maxSplits: 8).map(\.trimmed).filter { !$0.isEmpty }
    }
}
