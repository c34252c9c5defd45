/// Record data of a type that is nothing but fields, read and written by their kinds; see ``ModelledType/row``.
package struct FieldData: Hashable, Sendable {
    /// One field.
    package enum Value: Hashable, Sendable {
        case number(UInt32)
        case name(DomainName)
        /// Octets as on the wire, without the length of a character string.
        case octets([UInt8])
    }

    package let type: ModelledType
    /// The fields, in the order of the type's row.
    package let values: [Value]

    /// Data that keep to the type's row.
    package init(_ type: ModelledType, unchecked values: [Value]) {
        self.type = type
        self.values = values
    }

    // MARK: - Presentation form

    /// Reads the fields in presentation form (RFC 1035 section 5.1, and the RFC of the type).
    ///
    /// - Throws: ``DNSParseError``.
    init(_ type: ModelledType, _ fields: inout PresentationFields, origin: DomainName?) throws(DNSParseError) {
        let start = fields.offset
        var values: [Value] = []
        for field in type.row.fields {
            let offset = fields.offset
            let what = "\(type.mnemonic) \(field.label)"
            let value = try field.kind.value(&fields, what, origin: origin)
            try Self.check(value, of: field, type, values, offset: offset)
            values.append(value)
        }
        self.init(type, unchecked: values)
        try checkDeletion(offset: start)
    }

    /// Appends the fields in presentation form; a list alone that is empty in the generic form, which can be seen.
    func appendText(to out: inout [UInt8]) {
        let start = out.count
        for (field, value) in zip(type.row.fields, values) {
            let length = out.count
            if length > start { out.append(UInt8(ascii: " ")) }
            field.kind.append(value, to: &out)
            // An empty list at the end leaves no space behind.
            if length > start, out.count == length + 1 { out.removeLast() }
        }
        if out.count == start { FieldText.appendGeneric([], to: &out) }
    }

    // MARK: - Wire form

    /// Reads the fields up to the end of what a reader has.
    ///
    /// - Throws: ``DNSParseError``.
    init(_ type: ModelledType, _ reader: inout WireReader) throws(DNSParseError) {
        var values: [Value] = []
        for field in type.row.fields {
            let offset = reader.offset
            let value = try field.kind.value(&reader, "\(type.mnemonic) \(field.label)")
            try Self.check(value, of: field, type, values, offset: offset)
            values.append(value)
        }
        self.init(type, unchecked: values)
        try checkDeletion(offset: 0)
    }

    /// Appends the fields as on the wire, names in lower case (RFC 4034 section 6.2).
    func appendWire(to writer: inout WireWriter) {
        for (field, value) in zip(type.row.fields, values) { field.kind.append(value, to: &writer) }
    }

    // MARK: - Checks

    /// Checks what a field must be by itself or by a field before it.
    private static func check(
        _ value: Value, of field: RecordField, _ type: ModelledType, _ before: [Value], offset: Int
    ) throws(DNSParseError) {
        guard case .octets(let octets) = value else { return }
        let what = "\(type.mnemonic) \(field.label)"
        switch field.kind {
        case .digest(let place, let lengths, let least):
            guard case .number(let number) = before[place] else { return }
            try DigestLength.check(
                octets, expected: lengths[number], name: what, kind: "\(type.row.fields[place].label) \(number)",
                offset: offset)
            if octets.count < least {
                throw DNSParseError(
                    .badData, "the \(what) has \(octets.count) octets; it has at least \(least)", offset: offset,
                    isServed: true)
            }
        case .base64:
            if octets.isEmpty {
                throw DNSParseError(.badData, "the \(what) is missing", offset: offset, isServed: true)
            }
        case .text(mayBeEmpty: false):
            if octets.isEmpty { throw DNSParseError(.badData, "the \(what) is empty", offset: offset) }
        case .number, .name, .mailbox, .string, .flags, .tag, .text, .address, .types, .prefixes: break
        }
    }

    /// Checks that data which ask for a deletion do so in the one way that there is (RFC 8078 section 4).
    private func checkDeletion(offset: Int) throws(DNSParseError) {
        guard let deletion = type.row.deletion, values[deletion.field] == .number(0) else { return }
        var text: [UInt8] = []
        appendText(to: &text)
        if !text.elementsEqual(deletion.text.utf8) {
            throw DNSParseError(
                .badData,
                "with algorithm 0 a \(type.mnemonic) asks to delete what the parent zone has, and is written "
                    + "'\(deletion.text)' (RFC 8078 section 4)", offset: offset, isServed: true)
        }
    }
}
