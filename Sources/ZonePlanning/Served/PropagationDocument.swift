private import DNSModel

/// What a receipt says of propagation as a file in the ledger: JSON, see `Schemas/propagation.schema.json`.
package enum PropagationDocument {
    /// The version of the format that is written, and the newest that is read.
    package static let version = 1

    /// Writes the document.
    ///
    /// - Throws: ``DocumentError`` when JSON can't be written, which no propagation causes.
    package static func encode(_ propagation: Propagation) throws(DocumentError) -> [UInt8] {
        try DocumentCoding.encode(PropagationFile(propagation))
    }

    /// Reads the document.
    ///
    /// - Throws: ``DocumentError`` when the octets are not one, or one of a newer format.
    package static func decode(_ octets: [UInt8]) throws(DocumentError) -> Propagation {
        try DocumentCoding.decode(
            PropagationFile.self, from: octets, what: "propagation", format: \.format, name: "gate53-propagation",
            newest: version
        ).propagation()
    }
}

/// The members of the document.
struct PropagationFile: Codable {
    var format: String
    var plan: String
    var zone: String
    var started: String
    var finished: String
    var servers: [Propagation.Server]
    var sets: Int
    var unchecked: Unchecked
    var longestTTL: UInt32?
    /// When the last name server served all of it, and from when on no cache has what was there before.
    var served: String?
    var cachesExpire: String?
    var notAsked: String?
    var delegation: DelegationMember?

    struct DelegationMember: Codable {
        enum State: String, Codable {
            case agrees, differs, missing, unknown
        }

        var state: State
        var onlyParent: [String]?
        var onlyZone: [String]?
        var reason: String?

        init(_ check: DelegationCheck) {
            switch check {
            case .agrees: state = .agrees
            case .missing: state = .missing
            case .unknown(let reason): (state, self.reason) = (.unknown, reason)
            case .differs(let onlyParent, let onlyZone):
                state = .differs
                self.onlyParent = onlyParent.map(\.description)
                self.onlyZone = onlyZone.map(\.description)
            }
        }

        func check() throws(DocumentError) -> DelegationCheck {
            func names(_ texts: [String]?) throws(DocumentError) -> [DomainName] {
                try (texts ?? []).map { text throws(DocumentError) in
                    guard let name = try? DomainName(parsing: text) else {
                        throw DocumentError(.unreadable, "this is not a propagation: a bad name")
                    }
                    return name
                }
            }
            switch state {
            case .agrees: return .agrees
            case .missing: return .missing
            case .unknown: return .unknown(reason ?? "")
            case .differs: return .differs(onlyParent: try names(onlyParent), onlyZone: try names(onlyZone))
            }
        }
    }

    init(_ propagation: Propagation) {
        format = "gate53-propagation/\(PropagationDocument.version)"
        plan = propagation.plan.hexadecimal
        zone = propagation.apex.description
        started = propagation.started
        finished = propagation.finished
        servers = propagation.servers
        sets = propagation.sets
        unchecked = propagation.unchecked
        longestTTL = propagation.longestTTL
        served = propagation.served
        cachesExpire = propagation.cachesExpire
        notAsked = propagation.notAsked
        delegation = propagation.delegation.map(DelegationMember.init)
    }

    func propagation() throws(DocumentError) -> Propagation {
        guard let digest = Digest(hexadecimal: plan), let apex = try? DomainName(parsing: zone) else {
            throw DocumentError(.unreadable, "this is not a propagation: no plan digest or zone name")
        }
        return Propagation(
            plan: digest, apex: apex, started: started, finished: finished, servers: servers, sets: sets,
            unchecked: unchecked, longestTTL: longestTTL, notAsked: notAsked, delegation: try delegation?.check())
    }
}
