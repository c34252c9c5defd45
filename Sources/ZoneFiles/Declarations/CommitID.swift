/// The name of a commit: a SHA-1, as git writes it.
package struct CommitID: Hashable, Sendable {
    /// The name's 20 octets, as they would lie in memory.
    package typealias Octets = (high: UInt64, middle: UInt64, low: UInt32)

    private let high: UInt64
    private let middle: UInt64
    private let low: UInt32

    package init(octets: Octets) { (high, middle, low) = octets }

    /// Reads 40 lower-case hexadecimal digits; `nil` for any other text.
    ///
    /// Whether there is such a commit is not checked.
    package init?(hex: String) {
        guard hex.utf8.count == 40 else { return nil }
        var octets: [UInt8] = []
        var half: UInt8?
        for digit in hex.utf8 {
            let value: UInt8
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
            default: return nil
            }
            if let first = half {
                octets.append(first << 4 | value)
                half = nil
            } else {
                half = value
            }
        }
        (high, middle, low) = octets.withUnsafeBytes { octets in
            (
                octets.loadUnaligned(as: UInt64.self), octets.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
                octets.loadUnaligned(fromByteOffset: 16, as: UInt32.self)
            )
        }
    }

    /// The name's 20 octets.
    package var octets: Octets { (high, middle, low) }

    /// 40 lower-case hexadecimal digits.
    package var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(40)
        func add<Part: FixedWidthInteger>(_ part: Part) {
            withUnsafeBytes(of: part) { octets in
                for octet in octets {
                    text.append(digits[Int(octet >> 4)])
                    text.append(digits[Int(octet & 15)])
                }
            }
        }
        add(high)
        add(middle)
        add(low)
        return String(decoding: text, as: UTF8.self)
    }
}

extension CommitID: CustomStringConvertible {
    /// 40 lower-case hexadecimal digits.
    package var description: String { hex }
}
