internal import DNSModel

/// Updates as DuckDNS has them: `/update?domains=a,b&token=…`, or `/update/a,b/token/address`. Answers are `OK` or
/// `KO`.
package enum DuckDNS {
    /// Reads a request.
    ///
    /// - Parameters:
    ///   - request: the request.
    ///   - rules: the rules in force.
    /// - Returns: what to do, or the answer.
    package static func read(_ request: UpdateRequest, rules: DynamicRules) -> UpdateReading {
        let parameters = parameters(of: request)
        guard request.method == "GET" || request.method == "POST", let secret = parameters["token"], !secret.isEmpty,
            let domains = parameters["domains"]
        else { return .answer(failure) }
        let texts = domains.split(separator: ",", maxSplits: DynDNS2.mostHosts, omittingEmptySubsequences: false)
        var hosts: [UpdateCommand.Named] = []
        for text in texts {
            guard let host = rules.host(text.trimmed, allowsLabel: true) else { return .answer(failure) }
            hosts.append(.host(host))
        }
        guard (1...DynDNS2.mostHosts).contains(hosts.count), let edit = edit(parameters, request.sender) else {
            return .answer(failure)
        }
        return .command(
            UpdateCommand(
                credentials: Credentials(user: "", secret: secret), hosts: hosts, edit: edit, from: request.sender,
                client: request.client.isEmpty ? "unnamed" : request.client, isAllOrNothing: true))
    }

    /// The parameters of the query, or of the path.
    private static func parameters(of request: UpdateRequest) -> [String: String] {
        var parameters: [String: String] = [:]
        for name in ["domains", "token", "ip", "ipv6", "txt", "clear", "verbose"] {
            parameters[name] = request.value(name)?.trimmed
        }
        let parts = request.path.split(separator: "/")
        for (name, part) in zip(["domains", "token", "ip"], parts.dropFirst()) { parameters[name] = String(part) }
        return parameters
    }

    private static func isOn(_ value: String?) -> Bool { value?.lowercased() == "true" }

    private static func edit(_ parameters: [String: String], _ sender: IPAddress?) -> RecordEdit? {
        if let text = parameters["txt"] {
            // A challenge is text of ASCII; what else DuckDNS takes is nothing that anybody needs.
            guard !text.isEmpty || isOn(parameters["clear"]), text.utf8.allSatisfy({ 0x20...0x7E ~= $0 }) else {
                return nil
            }
            return .challenge(isOn(parameters["clear"]) ? .clear : .set(Array(text.utf8)))
        }
        if isOn(parameters["clear"]) { return .addresses(v4: .clear, v6: .clear) }
        var addresses: [IPAddress] = []
        for name in ["ip", "ipv6"] {
            guard let text = parameters[name], !text.isEmpty else { continue }
            guard let address = IPAddress(parsing: text) else { return nil }
            if name == "ipv6", address.length != 128 { return nil }
            if !addresses.contains(address) { addresses.append(address) }
        }
        if addresses.isEmpty, let sender { addresses = [sender] }
        return addresses.isEmpty ? nil : RecordEdit(addresses: addresses)
    }

    /// Answers a command.
    ///
    /// - Parameters:
    ///   - result: what became of it.
    ///   - command: the command.
    ///   - request: the request, which says whether the answer shall be long.
    /// - Returns: the answer.
    package static func answer(
        _ result: UpdateResult, to command: UpdateCommand, of request: UpdateRequest
    ) -> UpdateAnswer {
        guard case .hosts(let outcomes) = result else {
            if case .limited(let seconds) = result {
                return UpdateAnswer(body: "KO", [UpdateAnswer.Header("Retry-After", "\(seconds)")])
            }
            return failure
        }
        var hasChange = false
        var last: HostState?
        for outcome in outcomes {
            switch outcome {
            case .changed(let state): (hasChange, last) = (true, state)
            case .unchanged(let state): last = state
            case .malformed, .missing, .blocked, .limited, .refused, .otherVersion: return failure
            }
        }
        guard isOn(request.value("verbose")) else { return UpdateAnswer(body: "OK") }
        let word = hasChange ? "UPDATED" : "NOCHANGE"
        if case .challenge(let challenge) = command.edit {
            let text: String
            switch challenge {
            case .set(let octets), .add(let octets): text = String(decoding: octets, as: UTF8.self)
            case .clear: text = ""
            }
            return UpdateAnswer(body: "OK\n\(text)\n\(word)")
        }
        let (v4, v6) = (last?.v4.map { "\($0)" } ?? "", last?.v6.map { "\($0)" } ?? "")
        return UpdateAnswer(body: "OK\n\(v4)\n\(v6)\n\(word)")
    }

    private static let failure = UpdateAnswer(body: "KO")
}
