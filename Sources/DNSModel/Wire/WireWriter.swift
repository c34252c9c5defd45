/// Collects wire form (RFC 1035 section 3.3).
package struct WireWriter {
    /// What has been written.
    package var octets: [UInt8] = []

    package init() {}

    /// Appends a number, high octet first.
    package mutating func append(_ number: some FixedWidthInteger & UnsignedInteger) {
        var shift = number.bitWidth
        while shift > 0 {
            shift -= 8
            octets.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    /// Appends what `write` appends, with its length in two octets before it; it must not be longer than 65,535 octets.
    package mutating func appendCounted(_ write: (inout WireWriter) -> Void) {
        let place = octets.count
        append(UInt16(0))
        write(&self)
        let length = UInt16(truncatingIfNeeded: octets.count - place - 2)
        octets[place] = UInt8(truncatingIfNeeded: length >> 8)
        octets[place + 1] = UInt8(truncatingIfNeeded: length)
    }

    /// Appends an address in its four octets.
    package mutating func append(_ address: IPv4Address) { append(address.bits) }

    /// Appends an address in its sixteen octets.
    package mutating func append(_ address: IPv6Address) {
        append(address.high)
        append(address.low)
    }

    /// Appends a name in lower case, not compressed.
    package mutating func append(_ name: DomainName) { name.appendWire(to: &octets) }

    /// Appends a character string; of more than 255 octets only the first 255, so cut before.
    package mutating func append(characterString string: ArraySlice<UInt8>) {
        let string = string.prefix(CharacterStrings.maximumLength)
        octets.append(UInt8(string.count))
        octets += string
    }
}
