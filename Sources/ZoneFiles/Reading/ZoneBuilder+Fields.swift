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
        switch ModelledType(context.type)?.row.form {
        case .fields(let fields):
            return byKinds(tree, map, context, fields)
        case .words(var names, let endsInDigits):
            if context.type == .ds, field(tree, map, "public_key") != nil || field(tree, map, "flags") != nil {
                names = ModelledType.formerFieldsOfDS
            }
            return words(tree, map, context, names, endsInDigits: endsInDigits)
        case .parameters(let names):
            return serviceBinding(tree, map, context, names)
        case .text, nil:
            error(
                "wrong-shape", "a \(context.type) value is a text, not a map", at: mark(tree[map]))
            return nil
        }
    }

    // MARK: - By kinds

    /// Reads each field by its kind, puts them one after the other and reads that as presentation format.
    private mutating func byKinds(
        _ tree: borrowing YAMLTree, _ map: Int, _ context: ValueContext, _ fields: [RecordField]
    ) -> RecordData? {
        check(tree, map, context.type, ModelledType(context.type)?.row.names ?? [])
        var out: [UInt8] = []
        var isWhole = true
        for field in fields {
            if !out.isEmpty { out.append(UInt8(ascii: " ")) }
            let start = out.count
            append(tree, map, context, field, to: &out)
            if out.count == start, !field.isList { isWhole = false }
        }
        return isWhole ? presented(tree, map, context) { $0 = out } : nil
    }

    /// Appends a field in presentation format, or nothing where there was an error.
    private mutating func append(
        _ tree: borrowing YAMLTree, _ map: Int, _ context: ValueContext, _ field: RecordField, to out: inout [UInt8]
    ) {
        if let fallback = field.fallback, self.field(tree, map, field.name) == nil {
            out += "\(fallback)".utf8
            return
        }
        switch field.kind {
        case .number(let bits, let words):
            if words.isEmpty {
                guard let number = number(tree, map, field, bits) else { return }
                FieldText.append(number, to: &out)
            } else {
                out += word(tree, map, field.name, isDigits: false) ?? []
            }
        case .name, .mailbox:
            let what = "\(context.type) \(field.label)"
            if case .mailbox = field.kind, isMailAddress(tree, map, field, what) { return }
            guard let name = name(tree, map, field.name, or: field.otherName, what, context) else { return }
            if context.type == .mx || context.type == .srv {
                note(target: name, context.type, tree, self.field(tree, map, field.name, or: field.otherName) ?? map)
            }
            name.appendText(to: &out)
        case .string:
            guard let text = mapText(tree, map, field.name, upTo: CharacterStrings.maximumLength) else { return }
            CharacterStrings.appendQuoted(text, to: &out)
        case .flags:
            guard let text = mapText(tree, map, field.name, upTo: CharacterStrings.maximumLength) else { return }
            CharacterStrings.appendQuoted(text.map(Self.upperCase), to: &out)
        case .text(let mayBeEmpty):
            guard let text = mapText(tree, map, field.name, mayBeEmpty: mayBeEmpty) else { return }
            CharacterStrings.appendQuoted(text, to: &out)
        case .tag: out += caaTag(tree, map) ?? []
        case .digest, .base64: out += word(tree, map, field.name, isDigits: true) ?? []
        case .address: out += word(tree, map, field.name, isDigits: false) ?? []
        case .types, .prefixes: out += list(tree, map, field.name) ?? []
        }
    }

    /// Reports an address with `@` in place of the name of a mailbox.
    private mutating func isMailAddress(
        _ tree: borrowing YAMLTree, _ map: Int, _ field: RecordField, _ what: String
    ) -> Bool {
        guard let node = self.field(tree, map, field.name), tree[node].isScalar,
            PresentationFields.isMailAddress(tree.octets(of: node))
        else { return false }
        error(
            "bad-data",
            "the \(what) is written as a name: a dot in place of the '@', as in hostmaster.example.com.",
            at: mark(tree[node]))
        return true
    }

    /// A number in so many bits.
    private mutating func number(
        _ tree: borrowing YAMLTree, _ map: Int, _ field: RecordField, _ bits: Int
    ) -> UInt32? {
        switch bits {
        case 8: number(tree, map, field.name, or: field.otherName, UInt8.self).map { UInt32($0) }
        case 16: number(tree, map, field.name, or: field.otherName, UInt16.self).map { UInt32($0) }
        default: number(tree, map, field.name, or: field.otherName, UInt32.self)
        }
    }

    /// The items of a list, or of a text with spaces between them, with a space between each two.
    private mutating func list(_ tree: borrowing YAMLTree, _ map: Int, _ name: StaticString) -> [UInt8]? {
        guard let node = field(tree, map, name) else {
            error("missing-key", "the value has no '\(name)'; a list without items is written []", at: mark(tree[map]))
            return nil
        }
        var items: [[UInt8]] = []
        for item in tree[node].kind == .sequence ? tree.children(of: node) : [node] {
            let text = Array(tree.octets(of: item))
            // Nothing, where something may be missing, is not taken for the list without items.
            if tree.isNull(item) || tree[item].isScalar && text.allSatisfy(PresentationFields.isSpace) {
                error(
                    "bad-data",
                    item == node
                        ? "'\(name)' is empty; write its items, or [] for a list without any"
                        : "an item of '\(name)' is empty; write it, or take it out", at: mark(tree[item]))
                return nil
            }
            guard tree[item].isScalar, text.allSatisfy({ 0x20...0x7E ~= $0 && $0 != UInt8(ascii: "\"") }) else {
                error("bad-data", "'\(name)' is a list of words, as in [a, b]", at: mark(tree[item]))
                return nil
            }
            warnIfOtherwise(tree, item)
            items.append(text)
        }
        return Array(items.joined(separator: [UInt8(ascii: " ")]))
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
        var isNumber = !text.isEmpty && text.count <= (Number.bitWidth > 16 ? 10 : 9)
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
    /// Where the last field is digits, they may have white space between them (RFC 4034 section 5.3, RFC 4255
    /// section 3.2, RFC 6698 section 2.2), also line ends of a text over several lines.
    private mutating func words(
        _ tree: borrowing YAMLTree, _ map: Int, _ context: ValueContext, _ names: [StaticString], endsInDigits: Bool
    ) -> RecordData? {
        check(tree, map, context.type, names)
        var parts: [[UInt8]] = []
        for (index, name) in names.enumerated() {
            let isDigits = endsInDigits && index == names.count - 1
            guard let word = word(tree, map, name, isDigits: isDigits) else { return nil }
            parts.append(word)
        }
        return presented(tree, map, context) { out in out += parts.joined(separator: [UInt8(ascii: " ")]) }
    }

    /// The one word of a field; digits may have white space between them.
    private mutating func word(
        _ tree: borrowing YAMLTree, _ map: Int, _ name: StaticString, isDigits: Bool
    ) -> [UInt8]? {
        guard let node = needed(tree, map, name) else { return nil }
        var text = Array(tree.octets(of: node))
        if isDigits { text.removeAll(where: PresentationFields.isSpace) }
        if text.isEmpty || text.contains(where: { $0 <= 0x20 || $0 >= 0x7F || $0 == UInt8(ascii: "\"") }) {
            error(
                "bad-data", "'\(name)' is one word, not '\(Shown.text(tree.octets(of: node)))'", at: mark(tree[node]))
            return nil
        }
        warnOfWord(tree, node, isDigits: isDigits)
        return text
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
