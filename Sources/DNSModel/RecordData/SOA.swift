/// Start of authority (RFC 1035 section 3.3.13), times in seconds.
package struct SOA: Hashable, Sendable {
    package var mname: DomainName
    package var rname: DomainName
    package var serial: UInt32
    package var refresh: UInt32
    package var retry: UInt32
    package var expire: UInt32
    package var minimum: UInt32

    package init(
        mname: DomainName, rname: DomainName, serial: UInt32, refresh: UInt32, retry: UInt32, expire: UInt32,
        minimum: UInt32
    ) {
        self.mname = mname
        self.rname = rname
        self.serial = serial
        self.refresh = refresh
        self.retry = retry
        self.expire = expire
        self.minimum = minimum
    }
}

extension SOA {
    init(_ fields: inout PresentationFields, origin: DomainName?) throws(DNSParseError) {
        mname = try fields.name("SOA primary server", origin: origin)
        rname = try fields.mailbox("SOA mailbox", origin: origin)
        serial = try fields.integer("SOA serial")
        refresh = try fields.seconds("SOA refresh")
        retry = try fields.seconds("SOA retry")
        expire = try fields.seconds("SOA expire")
        minimum = try fields.seconds("SOA minimum")
    }

    func appendText(to out: inout [UInt8]) {
        mname.appendText(to: &out)
        out.append(UInt8(ascii: " "))
        rname.appendText(to: &out)
        for number in [serial, refresh, retry, expire, minimum] {
            out.append(UInt8(ascii: " "))
            FieldText.append(number, to: &out)
        }
    }

    init(_ reader: inout WireReader) throws(DNSParseError) {
        mname = try reader.name()
        rname = try reader.name()
        serial = try reader.integer()
        refresh = try reader.integer()
        retry = try reader.integer()
        expire = try reader.integer()
        minimum = try reader.integer()
    }

    func appendWire(to writer: inout WireWriter) {
        writer.append(mname)
        writer.append(rname)
        for number in [serial, refresh, retry, expire, minimum] { writer.append(number) }
    }
}
