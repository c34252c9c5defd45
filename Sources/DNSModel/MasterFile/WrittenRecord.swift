// Decision 0033: what a plan leaves alone is written back as it was.

/// A record of a master file as it is written there, kept to be written back so.
///
/// It holds what the model of the record leaves out: the letters' case, the TTL of this record of a set, data that we
/// cannot read. Line breaks, parentheses and comments are gone.
package struct WrittenRecord: Hashable, Sendable {
    /// The name that the owner stands for.
    package var name: DomainName
    /// The owner as written, made absolute with the text of the origin; octets beyond ASCII as they are.
    package var owner: [UInt8]
    /// The TTL as written or taken over, which may be one that stands for 0 (RFC 2181 section 8).
    package var ttl: UInt32
    /// The type's mnemonic in upper case.
    package var type: String
    /// The data as written, in one line, its parts separated by one space; without parentheses and comments.
    package var data: [UInt8]
    /// What relative names in the data are below, as written, with a final dot.
    package var origin: [UInt8]

    package init(
        name: DomainName, owner: [UInt8], ttl: UInt32, type: String, data: [UInt8], origin: [UInt8]
    ) {
        self.name = name
        self.owner = owner
        self.ttl = ttl
        self.type = type
        self.data = data
        self.origin = origin
    }

    /// A record whose owner and origin are written as the model has them.
    package init(name: DomainName, ttl: TTL, type: String, data: [UInt8], origin: DomainName) {
        self.init(
            name: name, owner: name.octets, ttl: ttl.seconds, type: type, data: data, origin: origin.octets)
    }

    /// A record of the model, as it would be written; its data need no origin.
    init(_ name: DomainName, owner: [UInt8], ttl: UInt32, _ data: RecordData, origin: [UInt8]) {
        var text: [UInt8] = []
        data.appendText(to: &text)
        self.init(name: name, owner: owner, ttl: ttl, type: "\(data.type)", data: text, origin: origin)
    }

    /// The type's number, where the mnemonic is registered.
    package var registeredType: RecordType? { RegisteredTypes.type(Array(type.utf8)) }

    /// The key of the set that the record is of, where its type is registered.
    package var key: RecordSet.Key? { registeredType.map { RecordSet.Key(name: name, type: $0) } }
}

extension WrittenRecord {
    /// The record with another serial, where it is an SOA record in its seven fields; else nothing.
    package func with(serial: UInt32) -> WrittenRecord? {
        var fields = data.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map(Array.init)
        guard type == "SOA", fields.count == 7 else { return nil }
        fields[2] = Array("\(serial)".utf8)
        var record = self
        record.data = Array(fields.joined(separator: [UInt8(ascii: " ")]))
        return record
    }

    /// Whether names in data of a type are kept in lower case, or another word is, so that what is written may be other
    /// octets than what the model says.
    static func mayDiffer(_ type: RecordType) -> Bool {
        switch ModelledType(type) {
        case .caa, .cname, .dname, .https, .mx, .naptr, .ns, .ptr, .rp, .soa, .srv, .svcb: true
        case .a, .aaaa, .apl, .cdnskey, .cds, .cert, .csync, .dnskey, .ds, .eui48, .eui64, .hinfo, .loc, .openpgpkey,
            .smimea, .spf, .sshfp, .tlsa, .txt, .uri, .zonemd, nil:
            false
        }
    }

    /// Whether a text has capital letters, or escapes that may stand for some.
    @inline(__always)
    static func hasCapitals(_ text: Octets) -> Bool {
        for octet in text where octet &- UInt8(ascii: "A") < 26 || octet == UInt8(ascii: "\\") { return true }
        return false
    }
}

extension DomainName {
    /// The name in presentation form with a final dot, as octets.
    var octets: [UInt8] {
        var out: [UInt8] = []
        appendText(to: &out)
        return out
    }
}
