/// Uniform resource identifier (RFC 7553 section 4).
package struct URI: Hashable, Sendable {
    package var priority: UInt16
    package var weight: UInt16
    /// The URI's octets, without quotes.
    package var target: [UInt8]

    package init(priority: UInt16, weight: UInt16, target: [UInt8]) {
        self.priority = priority
        self.weight = weight
        self.target = target
    }
}

extension URI {
    init(_ fields: inout PresentationFields) throws(DNSParseError) {
        priority = try fields.integer("URI priority")
        weight = try fields.integer("URI weight")
        let offset = fields.offset
        target = try fields.characterString("URI target")
        if target.isEmpty { throw DNSParseError(.badData, "the URI target is empty", offset: offset) }
    }

    func appendText(to out: inout [UInt8]) {
        FieldText.append(priority, to: &out)
        out.append(UInt8(ascii: " "))
        FieldText.append(weight, to: &out)
        out.append(UInt8(ascii: " "))
        CharacterStrings.appendQuoted(target, to: &out)
    }

    init(_ reader: inout WireReader) throws(DNSParseError) {
        priority = try reader.integer()
        weight = try reader.integer()
        target = reader.rest()
        if target.isEmpty { throw DNSParseError(.badData, "the URI target is empty", offset: reader.offset) }
    }

    func appendWire(to writer: inout WireWriter) {
        writer.append(priority)
        writer.append(weight)
        writer.octets += target
    }
}
