package import DNSModel
package import ZonePlanning

/// The protocol of acme-dns, by which clients of ACME write challenges: `/register` gives out a host for them, and
/// `/update` writes one; the last two are there.
package enum AcmeDNS {
    /// Who may register.
    package enum Registration: Hashable, Sendable {
        /// Whoever shows a token that manages its account, whose host it becomes.
        case credentials(Credentials, sources: [AddressNetwork]?)
        /// Anybody, where the suffix lets anyone sign up.
        case anybody(sources: [AddressNetwork]?)
    }

    /// Reads a request for `/register`.
    ///
    /// - Parameters:
    ///   - request: the request.
    ///   - suffix: the suffix below which challenges are.
    /// - Returns: who registers.
    /// - Throws: the answer, where there is nothing to do.
    package static func registration(
        _ request: UpdateRequest, suffix: DynamicSuffix
    ) throws(Refused) -> Registration {
        guard request.method == "POST" else { throw Refused(405, "method_not_allowed") }
        guard suffix.types.contains(.txt) else { throw Refused(403, "forbidden") }
        var sources: [AddressNetwork]?
        if !request.body.allSatisfy({ [0x20, 0x09, 0x0A, 0x0D].contains($0) }) {
            guard let members = FlatJSON.object(request.body) else { throw Refused(400, "malformed_json_payload") }
            switch members["allowfrom"] {
            case nil: break
            case .texts(let texts)?:
                let networks = texts.compactMap { AddressNetwork(parsing: $0) }
                guard networks.count == texts.count, texts.count <= 50 else {
                    throw Refused(400, "invalid_allowfrom_cidr")
                }
                sources = networks.isEmpty ? nil : networks
            case .text?: throw Refused(400, "malformed_json_payload")
            }
        }
        if let authorization = request.authorization {
            guard let credentials = Credentials(authorization: authorization) else { throw Refused(401, "forbidden") }
            return .credentials(credentials, sources: sources)
        }
        guard suffix.signUp == .anyone else { throw Refused(401, "forbidden") }
        return .anybody(sources: sources)
    }

    /// What is answered to a registration.
    ///
    /// - Parameters:
    ///   - token: the id of the token that was made for the host.
    ///   - secret: its secret.
    ///   - host: the host.
    ///   - sources: from where the token may be used.
    /// - Returns: the answer.
    package static func registered(
        token: TokenID, secret: FreshSecret, host: DomainName, sources: [AddressNetwork]?
    ) -> UpdateAnswer {
        let whole = String(host.description.dropLast())
        let label = whole.prefix { $0 != "." }
        let networks = (sources ?? []).map { "\"\($0)\"" }.joined(separator: ",")
        return UpdateAnswer(
            status: 201, type: json,
            body: "{\"username\":\"\(token.text)\",\"password\":\"\(secret.text)\",\"fulldomain\":\"\(whole)\","
                + "\"subdomain\":\"\(label)\",\"allowfrom\":[\(networks)]}\n")
    }

    /// Reads a request for `/update`.
    ///
    /// - Parameters:
    ///   - request: the request.
    ///   - rules: the rules in force.
    /// - Returns: what to do, or the answer.
    package static func read(_ request: UpdateRequest, rules: DynamicRules) -> UpdateReading {
        guard request.method == "POST" else { return .answer(Refused(405, "method_not_allowed").answer) }
        guard let user = request.apiUser, let key = request.apiKey, !user.isEmpty, !key.isEmpty else {
            return .answer(Refused(401, "forbidden").answer)
        }
        guard let members = FlatJSON.object(request.body) else {
            return .answer(Refused(400, "malformed_json_payload").answer)
        }
        guard case .text(let subdomain)? = members["subdomain"],
            let host = rules.host(subdomain, allowsLabel: true)
        else { return .answer(Refused(400, "bad_subdomain").answer) }
        // base64url of a SHA-256 (RFC 8555, section 8.4).
        guard case .text(let text)? = members["txt"], text.utf8.count == 43,
            text.utf8.allSatisfy({ isOfBase64URL($0) })
        else { return .answer(Refused(400, "bad_txt").answer) }
        var command = UpdateCommand(
            credentials: Credentials(user: user, secret: key), hosts: [.host(host)],
            edit: .challenge(.add(Array(text.utf8))), from: request.sender,
            client: request.client.isEmpty ? "unnamed" : request.client)
        command.token = TokenID(user)
        return .command(command)
    }

    /// Answers a command; `nil` stands for a registration.
    package static func answer(_ result: UpdateResult, to command: UpdateCommand?) -> UpdateAnswer {
        switch result {
        case .unknownCredentials, .blocked: return Refused(401, "forbidden").answer
        case .limited(let seconds): return limited(seconds)
        case .failed: return Refused(503, "unavailable").answer
        case .hosts(let outcomes):
            switch outcomes.first {
            case .changed, .unchanged:
                guard case .challenge(.add(let octets))? = command?.edit else { return Refused(400, "bad_txt").answer }
                return UpdateAnswer(
                    type: json, body: "{\"txt\":\"\(String(decoding: octets, as: UTF8.self))\"}\n")
            case .limited(let seconds): return limited(seconds)
            case .malformed, .missing, nil: return Refused(400, "bad_subdomain").answer
            case .blocked, .refused, .otherVersion: return Refused(401, "forbidden").answer
            }
        }
    }

    private static func limited(_ seconds: Int) -> UpdateAnswer {
        var answer = Refused(429, "too_many_requests").answer
        answer.headers.append(UpdateAnswer.Header("Retry-After", "\(seconds)"))
        return answer
    }

    private static func isOfBase64URL(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// Why a request is refused, as acme-dns says it.
    package struct Refused: Error, Hashable, Sendable {
        package var status: Int
        package var word: String

        package init(_ status: Int, _ word: String) {
            self.status = status
            self.word = word
        }

        package var answer: UpdateAnswer {
            UpdateAnswer(status: status, type: json, body: "{\"error\":\"\(word)\"}\n")
        }
    }

    private static let json = "application/json"
}
