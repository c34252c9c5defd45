/// Mail exchange (RFC 1035 section 3.3.9).
package struct MX: Hashable, Sendable {
    package var preference: UInt16
    package var exchange: DomainName

    package init(preference: UInt16, exchange: DomainName) {
        self.preference = preference
        self.exchange = exchange
    }
}

extension MX {
    init(_ fields: inout PresentationFields, origin: DomainName?) throws(DNSParseError) {
        preference = try fields.integer("MX preference")
        exchange = try fields.name("MX exchange", origin: origin)
    }

    func appendText(to out: inout [UInt8]) {
        FieldText.append(preference, to: &out)
        out.append(UInt8(ascii: " "))
        exchange.appendText(to: &out)
    }

    init(_ reader: inout WireReader) throws(DNSParseError) {
        preference = try reader.integer()
        exchange = try reader.name()
    }

    func appendWire(to writer: inout WireWriter) {
        writer.append(preference)
        writer.append(exchange)
    }
}
