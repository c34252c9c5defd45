/// Service location (RFC 2782).
package struct SRV: Hashable, Sendable {
    package var priority: UInt16
    package var weight: UInt16
    package var port: UInt16
    package var target: DomainName

    package init(priority: UInt16, weight: UInt16, port: UInt16, target: DomainName) {
        self.priority = priority
        self.weight = weight
        self.port = port
        self.target = target
    }
}

extension SRV {
    init(_ fields: inout PresentationFields, origin: DomainName?) throws(DNSParseError) {
        priority = try fields.integer("SRV priority")
        weight = try fields.integer("SRV weight")
        port = try fields.integer("SRV port")
        target = try fields.name("SRV target", origin: origin)
    }

    func appendText(to out: inout [UInt8]) {
        for number in [priority, weight, port] {
            FieldText.append(number, to: &out)
            out.append(UInt8(ascii: " "))
        }
        target.appendText(to: &out)
    }

    init(_ reader: inout WireReader) throws(DNSParseError) {
        priority = try reader.integer()
        weight = try reader.integer()
        port = try reader.integer()
        target = try reader.name()
    }

    func appendWire(to writer: inout WireWriter) {
        writer.append(priority)
        writer.append(weight)
        writer.append(port)
        writer.append(target)
    }
}
