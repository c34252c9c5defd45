/// Octets as hexadecimal digits (RFC 4648 section 8).
package enum Hexadecimal {
    /// Two lower-case digits for each octet.
    package static func text(_ octets: some Collection<UInt8>) -> String {
        String(unsafeUninitializedCapacity: octets.count * 2) { text in
            var index = 0
            for octet in octets {
                text[index] = digit(octet >> 4)
                text[index + 1] = digit(octet & 15)
                index += 2
            }
            return index
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
