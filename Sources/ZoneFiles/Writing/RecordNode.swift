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

    /// One value, or `nil` for a text that only presentation format can say.
    static func node(_ data: RecordData) -> FormatNode? {
        switch data {
        case .txt(let text), .spf(let text):
            guard let written = CharacterText.encode(text), isUTF8(written) else { return nil }
            return FormatNode(.scalar(FormatScalar(text: written, form: .quoted)))
        case .a, .aaaa, .openpgpkey, .soa, .unknown:
            return presentation(data)
        case .cname(let name), .dname(let name), .ns(let name), .ptr(let name):
            return .text(name.description.utf8)
        case .caa, .ds, .fields, .https, .loc, .mx, .naptr, .srv, .sshfp, .svcb, .tlsa, .uri:
            return map(data)
        }
    }

    /// A value as a map by its type's row, or as presentation format where a map cannot say it, or has one field.
    private static func map(_ data: RecordData) -> FormatNode {
        switch ModelledType(data.type)?.row.form {
        case .fields(let fields): (fields.count > 1 ? byKinds(data, fields) : nil) ?? presentation(data)
        case .words(let names, let endsInDigits): words(data, names.map { "\($0)" }, dropsUnit: !endsInDigits)
        case .parameters: serviceBinding(data)
        case .text, nil: presentation(data)
        }
    }

    private static func presentation(_ data: RecordData) -> FormatNode { .text(data.text.utf8) }

    /// A text of a map, as octoDNS sends it: `"` and `\` with a backslash in front. Nothing for octets that are no
    /// UTF-8, as providers read `\` and digits in different ways.
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
    private static func words(_ data: RecordData, _ names: [String], dropsUnit: Bool) -> FormatNode {
        let words = data.text.split(separator: " ").map(String.init)
        guard words.count == names.count else { return presentation(data) }
        return sorted(
            zip(names, words).map { name, word in
                let number = dropsUnit && word.hasSuffix("m") ? String(word.dropLast()) : word
                let isNumber = number.utf8.allSatisfy { 48...57 ~= $0 } && number.utf8.count <= 9
                return (name, isNumber || dropsUnit ? .plain(number) : .text(number.utf8))
            })
    }

    private static func sorted(_ pairs: [(String, FormatNode)]) -> FormatNode {
        .map(pairs.sorted { NaturalOrder.precedes(Array($0.0.utf8), Array($1.0.utf8)) })
    }

    /// The fields of the presentation format by their kinds, in natural order of their names; `nil` for a text that
    /// only presentation format can say.
    private static func byKinds(_ data: RecordData, _ fields: [RecordField]) -> FormatNode? {
        var text: [UInt8] = []
        data.appendText(to: &text)
        return text.withUnsafeBufferPointer { text in
            var words = PresentationFields(text)
            var pairs: [(String, FormatNode)] = []
            for field in fields {
                guard let node = node(of: field, &words) else { return nil }
                pairs.append(("\(field.name)", node))
            }
            return sorted(pairs)
        }
    }

    /// The next field of the presentation format, or `nil` for a text that is not UTF-8.
    private static func node(of field: RecordField, _ words: inout PresentationFields) -> FormatNode? {
        if field.isList {
            var items: [FormatNode] = []
            while let word = try? words.next() { items.append(.text(word.octets)) }
            return .list(items)
        }
        guard let word = try? words.next() else { return nil }
        switch field.kind {
        case .number: return .plain(String(decoding: word.octets, as: UTF8.self))
        case .string, .text, .flags:
            guard let octets = try? CharacterStrings.decode(word.octets, offset: 0) else { return nil }
            if case .flags = field.kind, octets.contains(where: { $0 &- UInt8(ascii: "a") < 26 }) { return nil }
            return text(octets)
        case .name, .mailbox, .tag, .digest, .base64, .address, .types, .prefixes: return .text(word.octets)
        }
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
