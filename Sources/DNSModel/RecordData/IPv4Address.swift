/// An IPv4 address.
package struct IPv4Address: Hashable, Sendable {
    /// The four octets, the first in the highest place.
    package var bits: UInt32

    package init(bits: UInt32) { self.bits = bits }

    /// Reads four decimal numbers with dots between, none with a zero in front.
    ///
    /// - Parameter text: the address, nothing around it.
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    package init(parsing text: Octets) throws(DNSParseError) {
        guard let bits = Self.bits(text) else {
            throw DNSParseError(
                .badData, "\(DNSParseError.shown(text)) is not an IPv4 address; write it as in 192.0.2.1")
        }
        self.bits = bits
    }

    private static func bits(_ text: Octets) -> UInt32? {
        var bits: UInt32 = 0
        var number: UInt32 = 0
        var digits = 0
        var dots = 0
        for octet in text {
            let digit = octet &- UInt8(ascii: "0")
            if digit < 10 {
                if digits > 0 && number == 0 { return nil }
                number = number * 10 + UInt32(digit)
                digits += 1
                if number > 255 { return nil }
            } else {
                guard octet == UInt8(ascii: "."), digits > 0, dots < 3 else { return nil }
                bits = bits << 8 | number
                (number, digits, dots) = (0, 0, dots + 1)
            }
        }
        return digits > 0 && dots == 3 ? bits << 8 | number : nil
    }

    /// Appends the address in decimal numbers with dots between.
    package func appendText(to out: inout [UInt8]) {
        var shift: UInt32 = 32
        while shift > 0 {
            shift -= 8
            let octet = UInt8(truncatingIfNeeded: bits >> shift)
            if octet >= 100 { out.append(UInt8(ascii: "0") + octet / 100) }
            if octet >= 10 { out.append(UInt8(ascii: "0") + octet / 10 % 10) }
            out.append(UInt8(ascii: "0") + octet % 10)
            if shift > 0 { out.append(UInt8(ascii: ".")) }
        }
    }
}

extension IPv4Address: CustomStringConvertible {
    /// The address in decimal numbers with dots between, as in `192.0.2.1`.
    package var description: String {
        var text: [UInt8] = []
        appendText(to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}
