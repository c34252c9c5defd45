extension DomainName {
    /// Reads a name in wire form, not compressed (RFC 1035 section 3.1).
    ///
    /// - Throws: ``DNSParseError`` with code `bad-data`; also when octets follow the name.
    package init(wire: [UInt8]) throws(DNSParseError) {
        self = try withOctets(wire[...]) { octets throws(DNSParseError) in
            var reader = WireReader(octets)
            let name = try reader.name()
            try reader.end()
            return name
        }
    }

    /// Appends the name in wire form, in lower case and not compressed (RFC 4034 section 6.2).
    package func appendWire(to out: inout [UInt8]) {
        sortKey.withUnsafeBufferPointer { key in
            // Labels stand root first in the key, each ended by 0; on the wire they go the other way.
            var end = key.count - 1
            while end >= 0 {
                var start = end
                while start > 0 && key[start - 1] != 0 { start -= 1 }
                let lengthAt = out.count
                out.append(0)
                var index = start
                while index < end {
                    if key[index] == 1 {
                        index += 1
                        out.append(key[index] - 1)
                    } else {
                        out.append(key[index])
                    }
                    index += 1
                }
                out[lengthAt] = UInt8(truncatingIfNeeded: out.count - lengthAt - 1)
                end = start - 1
            }
        }
        out.append(0)
    }

    /// Appends a label to a sort key.
    static func appendKey(_ label: some Sequence<UInt8>, to key: inout [UInt8]) {
        for octet in label {
            switch octet {
            case 0:
                key.append(1)
                key.append(1)
            case 1:
                key.append(1)
                key.append(2)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): key.append(octet | 0x20)
            default: key.append(octet)
            }
        }
        key.append(0)
    }
}
