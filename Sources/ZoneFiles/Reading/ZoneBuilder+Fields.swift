internal import DNSModel
internal import ZonePlanning

extension ZoneBuilder {
    /// Reads a value that is a map of fields, in octoDNS's spelling.
    mutating func readFields(_ tree: borrowing YAMLTree, _ node: Int, _ context: ValueContext) -> RecordData? {
        let errors = errorCount
        let data = fields(tree, node, context)
        return errorCount == errors ? data : nil
    }

    private mutating func fields(_ tree: borrowing YAMLTree, _ map: Int, _ context: ValueContext) -> RecordData? {
        switch context.type {
        case .mx:
            check(tree, map, context.type, ["preference", "exchange", "priority", "value"])
            let preference = number(tree, map, "preference", or: "priority", UInt16.self)
            let exchange = name(tree, map, "exchange", or: "value", "MX exchange", context)
            guard let preference, let exchange else { return nil }
            note(target: exchange, .mx, tree, field(tree, map, "exchange", or: "value") ?? map)
            return .mx(MX(preference: preference, exchange: exchange))
        case .srv:
            check(tree, map, context.type, ["priority", "weight", "port", "target"])
            let priority = number(tree, map, "priority", UInt16.self)
            let weight = number(tree, map, "weight", UInt16.self)
            let port = number(tree, map, "port", UInt16.self)
            let target = name(tree, map, "target", "SRV target", context)
            guard let priority, let weight, let port, let target else { return nil }
            note(target: target, .srv, tree, field(tree, map, "target") ?? map)
            return .srv(SRV(priority: priority, weight: weight, port: port, target: target))
        case .caa:
            check(tree, map, context.type, ["flags", "tag", "value"])
            let flags = field(tree, map, "flags") == nil ? 0 : number(tree, map, "flags", UInt8.self)
            let tag = caaTag(tree, map)
            let value = mapText(tree, map, "value")
            guard let flags, let tag, let value else { return nil }
            return bounded(.caa(CAA(flags: flags, tag: tag, value: value)), tree, map)
        case .naptr:
            check(tree, map, context.type, ["order", "preference", "flags", "service", "regexp", "replacement"])
            let order = number(tree, map, "order", UInt16.self)
            let preference = number(tree, map, "preference", UInt16.self)
            let longest = CharacterStrings.maximumLength
            let flags = mapText(tree, map, "flags", upTo: longest)
            let service = mapText(tree, map, "service", upTo: longest)
            let regexp = mapText(tree, map, "regexp", upTo: longest)
            let replacement = name(tree, map, "replacement", "NAPTR replacement", context)
            guard let order, let preference, let flags, let service, let regexp, let replacement else { return nil }
            return .naptr(
                NAPTR(
                    order: order, preference: preference, flags: flags.map(Self.upperCase), services: service,
                    regexp: regexp,
                    replacement: replacement))
        case .uri:
            check(tree, map, context.type, ["priority", "weight", "target"])
            let priority = number(tree, map, "priority", UInt16.self)
            let weight = number(tree, map, "weight", UInt16.self)
            let target = mapText(tree, map, "target", mayBeEmpty: false)
            guard let priority, let weight, let target else { return nil }
            return bounded(.uri(URI(priority: priority, weight: weight, target: target)), tree, map)
        case .sshfp:
            return words(tree, map, context, ["algorithm", "fingerprint_type", "fingerprint"], digits: "fingerprint")
        case .tlsa:
            return words(
                tree, map, context,
                ["certificate_usage", "selector", "matching_type", "certificate_association_data"],
                digits: "certificate_association_data")
        case .ds:
            // The older names that octoDNS still reads, and the fields it takes them for.
            let isOlder = field(tree, map, "public_key") != nil || field(tree, map, "flags") != nil
            return words(
                tree, map, context,
                isOlder
                    ? ["flags", "protocol", "algorithm", "public_key"]
                    : ["key_tag", "algorithm", "digest_type", "digest"],
                digits: isOlder ? "public_key" : "digest")
        case .loc:
            return words(
                tree, map, context,
                [
                    "lat_degrees", "lat_minutes", "lat_seconds", "lat_direction", "long_degrees", "long_minutes",
                    "long_seconds", "long_direction", "altitude", "size", "precision_horz", "precision_vert",
                ])
        case .svcb, .https:
            return serviceBinding(tree, map, context)
        default:
            error(
                "wrong-shape", "a \(context.type) value is a text, not a map", at: mark(tree[map]))
            return nil
        }
    }

    // MARK: - Single fields

    /// The value of a field, by its name or its other name.
    @inline(__always)
    func field(
        _ tree: borrowing YAMLTree, _ map: Int, _ field: StaticString, or other: StaticString? = nil
    ) -> Int? {
        var key = map + 1
        let end = tree.next(after: map)
        while key < end {
            let value = tree.next(after: key)
            let text = tree.octets(of: key)
            if text.is(field) && tree[key].isScalar { return value }
            if let other, text.is(other), tree[key].isScalar { return value }
            key = tree.next(after: value)
        }
        return nil
    }

    /// Reports fields that are not among `names`, or there twice.
    @inline(__always)
    mutating func check(_ tree: borrowing YAMLTree, _ map: Int, _ type: RecordType, _ names: [StaticString]) {
        var key = map + 1
        let end = tree.next(after: map)
        var seen: UInt32 = 0
        while key < end {
            let text = tree.octets(of: key)
            if tree[key].isScalar, let index = names.firstIndex(where: { text.is($0) }) {
                if seen & 1 << UInt32(index) != 0 {
                    reportDuplicateKey(tree, key, first: map)
                }
                seen |= 1 << UInt32(index)
            } else {
                reportUnknownField(tree, key, type, names)
            }
            key = tree.next(after: tree.next(after: key))
        }
    }

    private mutating func reportUnknownField(
        _ tree: borrowing YAMLTree, _ key: Int, _ type: RecordType, _ names: [StaticString]
    ) {
        guard tree[key].isScalar else {
            error("wrong-shape", "a key is text, not a list or map", at: mark(tree[key]))
            return
        }
        let text = String(decoding: tree.octets(of: key).prefix(200), as: UTF8.self)
        error(
            "unknown-key",
            "a \(type) value has no field '\(Shown.text(text))'; "
                + DidYouMean.hint(for: text, in: names.map { "\($0)" }),
            at: mark(tree[key]))
    }

    /// The scalar of a field that must be there.
    @inline(__always)
    private mutating func needed(
        _ tree: borrowing YAMLTree, _ map: Int, _ name: StaticString, or other: StaticString? = nil
    ) -> Int? {
        guard let node = field(tree, map, name, or: other) else {
            error("missing-key", "the value has no '\(name)'", at: mark(tree[map]))
            return nil
        }
        guard tree[node].isScalar, !tree.isNull(node) else {
            error("bad-data", "'\(name)' is empty or not a single text", at: mark(tree[node]))
            return nil
        }
        return node
    }

    @inline(__always)
    mutating func number<Number: FixedWidthInteger>(
        _ tree: borrowing YAMLTree, _ map: Int, _ name: StaticString, or other: StaticString? = nil, _ type: Number.Type
    ) -> Number? {
        guard let node = needed(tree, map, name, or: other) else { return nil }
        let text = tree.octets(of: node)
        var number = 0
        var isNumber = !text.isEmpty && text.count <= 9
        if isNumber {
            for octet in text {
                let digit = octet &- UInt8(ascii: "0")
                if digit > 9 { isNumber = false }
                number = number * 10 + Int(digit)
            }
        }
        if isNumber, let value = Number(exactly: number) {
            warnIfOtherNumber(tree, node)
            return value
        }
        error(
            "bad-data", "'\(name)' is a number from 0 to \(Number.max), not '\(Shown.text(text))'", at: mark(tree[node])
        )
        return nil
    }

    @inline(__always)
    mutating func name(
        _ tree: borrowing YAMLTree, _ map: Int, _ name: StaticString, or other: StaticString? = nil, _ what: String,
        _ context: ValueContext
    ) -> DomainName? {
        guard let node = needed(tree, map, name, or: other) else { return nil }
        return targetName(tree, node, what, context)
    }

    // MARK: - By way of presentation format

    /// Puts the fields one after the other and reads that as presentation format.
    ///
    /// The field `digits` is the last one; its digits may have white space between them (RFC 4034 section 5.3, RFC 4255
    /// section 3.2, RFC 6698 section 2.2), also line ends of a text over several lines.
    private mutating func words(
        _ tree: borrowing YAMLTree, _ map: Int, _ context: ValueContext, _ names: [StaticString],
        digits: StaticString? = nil
    ) -> RecordData? {
        check(tree, map, context.type, names)
        var parts: [[UInt8]] = []
        for name in names {
            guard let node = needed(tree, map, name) else { return nil }
            var text = Array(tree.octets(of: node))
            if let digits, "\(name)" == "\(digits)" { text.removeAll(where: PresentationFields.isSpace) }
            if text.isEmpty || text.contains(where: { $0 <= 0x20 || $0 >= 0x7F || $0 == UInt8(ascii: "\"") }) {
                error(
                    "bad-data", "'\(name)' is one word, not '\(Shown.text(tree.octets(of: node)))'",
                    at: mark(tree[node]))
                return nil
            }
            warnOfWord(tree, node, isDigits: digits.map { "\(name)" == "\($0)" } ?? false)
            parts.append(text)
        }
        return presented(tree, map, context) { out in out += parts.joined(separator: [UInt8(ascii: " ")]) }
    }

    /// Warns of a word that octoDNS reads as another number, or as none.
    private mutating func warnOfWord(_ tree: borrowing YAMLTree, _ node: Int, isDigits: Bool) {
        if isDigits { warnIfOtherwise(tree, node) } else { warnIfOtherNumber(tree, node) }
    }

    /// octoDNS keeps the flags of NAPTR in upper case.
    private static func upperCase(_ octet: UInt8) -> UInt8 {
        octet &- UInt8(ascii: "a") < 26 ? octet & ~0x20 : octet
    }

    mutating func presented(
        _ tree: borrowing YAMLTree, _ map: Int, _ context: ValueContext, _ write: (inout [UInt8]) -> Void
    ) -> RecordData? {
        var out: [UInt8] = []
        write(&out)
        return out.withUnsafeBufferPointer { presentation($0, tree, map, context) }
    }
}
