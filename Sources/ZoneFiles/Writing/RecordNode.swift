internal import DNSModel
internal import ZonePlanning

/// Record sets as YAML maps, in octoDNS's spelling.
enum RecordNode {
    /// A record set's map, and its type as written.
    ///
    /// - Parameters:
    ///   - set: the record set.
    ///   - apex: the zone's name, in which an alias needs no `zone`.
    ///   - defaultTTL: the time to live that is not written.
    ///   - annotation: what the file says of the set beyond its data.
    /// - Returns: the type as written, and the map.
    static func node(
        _ set: RecordSet, in apex: DomainName, defaultTTL: TTL?, annotation: Annotation?
    ) -> (type: String, node: FormatNode) {
        var pairs: [(String, FormatNode)] = []
        let alias = set.isPlain ? nil : set.alias
        if let alias { pairs.append(("alias", RoutingNode.node(alias, in: apex))) }
        if let annotation { pairs.append(("gate53", node(annotation))) }
        if !set.isPlain {
            if let healthCheck = set.healthCheck { pairs.append(("health-check", .text(healthCheck.utf8))) }
            if let routing = set.routing {
                pairs.append(("routing", RoutingNode.node(routing.policy)))
                pairs.append(("set-identifier", .text(routing.identifier.octets)))
            }
        }
        if let ttl = set.ttl, ttl != defaultTTL { pairs.append(("ttl", .plain("\(ttl)"))) }
        var type = "\(set.type)"
        if alias != nil {
            pairs.append(("type", .text(type.utf8)))
            return (type, .map(pairs))
        }
        var values = set.data.compactMap { node($0) }
        if values.count < set.data.count {
            // Text that octoDNS's spelling cannot say.
            type = "TYPE\(set.type.rawValue)"
            values = set.data.map { FormatNode.text($0.text.utf8) }
        }
        pairs.append(("type", .text(type.utf8)))
        pairs.append(values.count == 1 ? ("value", values[0]) : ("values", .list(values)))
        return (type, .map(pairs))
    }

    /// A provider-specific set's map, and its type.
    static func node(_ set: ProviderSpecificSet) -> (type: String, node: FormatNode) {
        var pairs = set.fields.map { ($0.key, node($0.value)) }
        if let ttl = set.ttl { pairs.append(("ttl", .plain("\(ttl)"))) }
        pairs.append(("type", .text(set.type.utf8)))
        pairs.sort { NaturalOrder.precedes(Array($0.0.utf8), Array($1.0.utf8)) }
        return (set.type, .map(pairs))
    }

    private static func node(_ value: ProviderValue) -> FormatNode {
        switch value {
        case .text(let text): text.isEmpty ? .text(text.utf8) : .plain(text)
        case .list(let items): .list(items.map { node($0) })
        case .map(let pairs): .map(pairs.map { ($0.key, node($0.value)) })
        }
    }

    private static func node(_ annotation: Annotation) -> FormatNode {
        var pairs: [(String, FormatNode)] = []
        if let expires = annotation.expires { pairs.append(("expires", .plain("\(expires)"))) }
        if let note = annotation.note { pairs.append(("note", .text(note.utf8))) }
        if let owner = annotation.owner { pairs.append(("owner", .text(owner.utf8))) }
        if annotation.isProtected { pairs.append(("protect", .plain("true"))) }
        return .map(pairs)
    }

    // MARK: - Values

    /// One value, or nothing for a text that only presentation format can say.
    static func node(_ data: RecordData) -> FormatNode? {
        switch data {
        case .txt(let text), .spf(let text):
            guard let written = CharacterText.encode(text), isUTF8(written) else { return nil }
            return FormatNode(.scalar(FormatScalar(text: written, form: .quoted)))
        case .a, .aaaa, .openpgpkey, .soa, .unknown:
            return presentation(data)
        case .cname(let name), .dname(let name), .ns(let name), .ptr(let name):
            return .text(name.description.utf8)
        case .mx(let mx):
            return .map([("exchange", .text(mx.exchange.description.utf8)), ("preference", .plain("\(mx.preference)"))])
        case .srv(let srv):
            return .map([
                ("port", .plain("\(srv.port)")), ("priority", .plain("\(srv.priority)")),
                ("target", .text(srv.target.description.utf8)), ("weight", .plain("\(srv.weight)")),
            ])
        case .caa(let caa):
            guard let value = text(caa.value) else { return presentation(data) }
            return .map([("flags", .plain("\(caa.flags)")), ("tag", .text(caa.tag)), ("value", value)])
        case .naptr(let naptr):
            let isUpper = !naptr.flags.contains { $0 &- UInt8(ascii: "a") < 26 }
            guard isUpper, let flags = text(naptr.flags), let regexp = text(naptr.regexp),
                let services = text(naptr.services)
            else { return presentation(data) }
            return .map([
                ("flags", flags), ("order", .plain("\(naptr.order)")),
                ("preference", .plain("\(naptr.preference)")), ("regexp", regexp),
                ("replacement", .text(naptr.replacement.description.utf8)), ("service", services),
            ])
        case .uri(let uri):
            guard let target = text(uri.target) else { return presentation(data) }
            return .map([
                ("priority", .plain("\(uri.priority)")), ("target", target),
                ("weight", .plain("\(uri.weight)")),
            ])
        case .sshfp:
            return words(data, ["algorithm", "fingerprint_type", "fingerprint"], order: [0, 2, 1])
        case .tlsa:
            return words(
                data, ["certificate_usage", "selector", "matching_type", "certificate_association_data"],
                order: [3, 0, 2, 1])
        case .ds:
            return words(data, ["key_tag", "algorithm", "digest_type", "digest"], order: [1, 3, 2, 0])
        case .loc:
            return words(
                data,
                [
                    "lat_degrees", "lat_minutes", "lat_seconds", "lat_direction", "long_degrees", "long_minutes",
                    "long_seconds", "long_direction", "altitude", "size", "precision_horz", "precision_vert",
                ], order: [8, 0, 3, 1, 2, 4, 7, 5, 6, 10, 11, 9], dropsUnit: true)
        case .svcb, .https:
            return serviceBinding(data)
        }
    }

    private static func presentation(_ data: RecordData) -> FormatNode { .text(data.text.utf8) }

    /// A text of a map, as octoDNS sends it: `"` and `\` with a backslash in front. Nothing for octets that are no UTF-8,
    /// as providers read `\` and digits in different ways.
    private static func text(_ octets: [UInt8]) -> FormatNode? {
        guard isUTF8(octets) else { return nil }
        var out: [UInt8] = []
        for octet in octets {
            if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\") { out.append(UInt8(ascii: "\\")) }
            out.append(octet)
        }
        return .text(out)
    }

    private static func isUTF8(_ octets: [UInt8]) -> Bool { String(validating: octets, as: UTF8.self) != nil }

    /// The words of the presentation format as fields, in natural order of their names.
    private static func words(
        _ data: RecordData, _ names: [String], order: [Int], dropsUnit: Bool = false
    ) -> FormatNode {
        let words = data.text.split(separator: " ").map(String.init)
        guard words.count == names.count else { return presentation(data) }
        return .map(
            order.map { index in
                let word = words[index]
                let number = dropsUnit && word.hasSuffix("m") ? String(word.dropLast()) : word
                let isNumber = number.utf8.allSatisfy { 48...57 ~= $0 } && number.utf8.count <= 9
                return (names[index], isNumber || dropsUnit ? .plain(number) : .text(number.utf8))
            })
    }

    private static func serviceBinding(_ data: RecordData) -> FormatNode {
        let text = data.text
        // Escapes and quotes stay with the presentation format.
        if text.utf8.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\"") }) {
            return presentation(data)
        }
        let words = text.split(separator: " ").map(String.init)
        guard words.count >= 2, words[0].utf8.allSatisfy({ 48...57 ~= $0 }) else { return presentation(data) }
        var parameters: [(String, FormatNode)] = []
        for word in words.dropFirst(2) {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let value: FormatNode
            if parts.count < 2 {
                value = .plain("")
            } else if ["alpn", "ipv4hint", "ipv6hint", "mandatory"].contains(parts[0]) {
                value = .list(parts[1].split(separator: ",").map { .text($0.utf8) })
            } else {
                value = parts[0] == "port" ? .plain(parts[1]) : .text(parts[1].utf8)
            }
            parameters.append((parts[0], value))
        }
        parameters.sort { NaturalOrder.precedes(Array($0.0.utf8), Array($1.0.utf8)) }
        var pairs: [(String, FormatNode)] = []
        if !parameters.isEmpty { pairs.append(("svcparams", .map(parameters))) }
        return .map(pairs + [("svcpriority", .plain(words[0])), ("targetname", .text(words[1].utf8))])
    }
}
