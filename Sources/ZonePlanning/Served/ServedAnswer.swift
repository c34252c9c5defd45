package import DNSModel

/// What a name server of a zone serves under one name and type.
package enum ServedAnswer: Hashable, Sendable {
    /// These records; the data each once, in canonical order.
    case records(ttl: TTL, data: [RecordData])
    /// None: there is no such name, or none of the type there.
    case nothing
    /// Nobody is told: the server has the zone that the name is delegated to as well, and answers from that.
    case hidden
    /// It can't be said, and why, as a phrase that follows the server's name: `answers REFUSED`.
    case unknown(String)

    /// Reads an answer to a question that was asked without recursion.
    ///
    /// The NS records of a delegation stand in the authority section of an answer that is not authoritative (RFC 1034
    /// section 4.3.2); everything else counts only from a server that is authoritative. A server that is authoritative
    /// for NS below the apex has the child zone too. An alias at the name (CNAME) is none of another type.
    ///
    /// That there is nothing counts only where the server says it as it must: with the SOA of the zone that it speaks
    /// for (RFC 2308 section 3), and without records of another name, which would be the answer to another question.
    ///
    /// - Parameters:
    ///   - message: the answer.
    ///   - question: what was asked.
    ///   - apex: the zone that is meant.
    package init(_ message: DNSMessage, to question: DNSQuestion, in apex: DomainName) {
        if message.isAuthoritative, question.type == .ns, question.name != apex,
            Self.set(message.answer, question) != .nothing
        {
            self = .hidden
            return
        }
        switch message.responseCode {
        case .noError: break
        case .nameError where message.isAuthoritative:
            // An alias that leads nowhere is there all the same (RFC 6604 section 2).
            self = Self.set(message, question, in: apex)
            return
        default:
            self = .unknown("answers \(message.responseCode)")
            return
        }
        if message.isAuthoritative {
            self = Self.set(message, question, in: apex)
            return
        }
        let referral = message.authority.first { record in
            record.type == .ns && question.name.isAtOrBelow(record.name) && record.name != apex
                && record.name.isAtOrBelow(apex)
        }
        guard message.answer.isEmpty, let referral else {
            self = .unknown("is not authoritative for \(apex)")
            return
        }
        guard question.type == .ns, referral.name == question.name else {
            self = .unknown("delegates \(referral.name) to other name servers")
            return
        }
        self = Self.set(message.authority, question)
    }

    /// What an authoritative answer has of a set; that there is none only where it is an answer to that.
    private static func set(_ message: DNSMessage, _ question: DNSQuestion, in apex: DomainName) -> ServedAnswer {
        let found = set(message.answer, question)
        guard case .nothing = found else { return found }
        if message.answer.isEmpty {
            guard let zone = message.authority.first(where: { $0.type == .soa })?.name else {
                return .unknown("says that there is nothing, and not in which zone: it sends no SOA")
            }
            if zone == apex { return .nothing }
            // The zone below that it has as well hides what the zone above has of the name.
            if zone.isAtOrBelow(apex), question.name.isAtOrBelow(zone) { return .hidden }
            return .unknown("answers from the zone \(zone), not from \(apex)")
        }
        // An alias of the name, or of one above it (RFC 6672), stands for what is asked for.
        let isOfName = message.answer.contains { record in
            record.name == question.name && record.type == .cname
                || record.type == .dname && question.name.isAtOrBelow(record.name) && record.name.isAtOrBelow(apex)
        }
        return isOfName ? .nothing : .unknown("answers with records that were not asked for")
    }

    private static func set(_ records: [ResourceRecord], _ question: DNSQuestion) -> ServedAnswer {
        let set = records.filter { $0.name == question.name && $0.type == question.type }
        // Records of one set have one TTL (RFC 2181 section 5.2); where a server breaks that, caches keep the lowest.
        guard let ttl = set.map(\.ttl).min() else { return .nothing }
        return .records(ttl: ttl, data: RecordData.canonical(set.map(\.data)))
    }

    /// Whether the server said what it serves.
    var isKnown: Bool {
        switch self {
        case .records, .nothing: true
        case .hidden, .unknown: false
        }
    }

    /// Whether it is what a declared set is when it is served, a text without a cut of its own in any; nothing for a
    /// set that is not there.
    package func isServing(_ set: RecordSet?) -> Bool {
        switch (self, set) {
        case (.nothing, nil): true
        case (.records(let ttl, let data), let set?): set.ttl == ttl && set.withCuts(of: [data]).data == data
        case (.records, nil), (.nothing, _?), (.hidden, _), (.unknown, _): false
        }
    }
}
