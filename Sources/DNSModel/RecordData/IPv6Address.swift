/// An IPv6 address.
package struct IPv6Address: Hashable, Sendable {
    /// The first eight octets.
    package var high: UInt64
    /// The last eight octets.
    package var low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads an address in any of the forms of RFC 4291 section 2.2; no zone index, no prefix length.
    ///
    /// - Parameter text: the address, nothing around it.
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    package init(parsing text: Octets) throws(DNSParseError) {
        guard let address = Self.read(text) else {
            throw DNSParseError(
                .badData, "\(DNSParseError.shown(text)) is not an IPv6 address; write it as in 2001:db8::1")
        }
        self = address
    }

    /// Groups of 16 bits, pushed in from the right.
    private struct Groups {
        var high: UInt64 = 0
        var low: UInt64 = 0
        var count = 0

        mutating func push(_ group: UInt64) {
            high = high << 16 | low >> 48
            low = low << 16 | group
            count += 1
        }
    }

    private static func read(_ text: Octets) -> IPv6Address? {
        let colon = UInt8(ascii: ":")
        var head = Groups()
        var tail = Groups()
        var hasGap = false
        var index = 0
        if text.count >= 2, text[0] == colon {
            guard text[1] == colon else { return nil }
            hasGap = true
            index = 2
        }
        while index < text.count {
            let start = index
            var group: UInt64 = 0
            while index < text.count, index - start < 4, let digit = FieldText.HexadecimalReader.value(text[index]) {
                group = group << 4 | UInt64(digit)
                index += 1
            }
            guard head.count + tail.count < 8 else { return nil }
            if index < text.count, text[index] == UInt8(ascii: ".") {
                guard head.count + tail.count < 7,
                    let mapped = try? IPv4Address(parsing: Octets(rebasing: text[start...]))
                else { return nil }
                for part in [UInt64(mapped.bits >> 16), UInt64(mapped.bits & 0xFFFF)] {
                    if hasGap { tail.push(part) } else { head.push(part) }
                }
                break
            }
            guard index > start else { return nil }
            if hasGap { tail.push(group) } else { head.push(group) }
            if index == text.count { break }
            guard text[index] == colon, index + 1 < text.count else { return nil }
            index += 1
            if text[index] == colon {
                if hasGap { return nil }
                hasGap = true
                index += 1
            }
        }
        guard hasGap ? head.count + tail.count < 8 : head.count == 8 else { return nil }
        let shift = UInt64(16 * (8 - head.count))
        let high = shift >= 64 ? head.low << (shift - 64) : head.high << shift | head.low >> (64 - shift)
        let low = head.low << shift
        return IPv6Address(high: high | tail.high, low: low | tail.low)
    }

    /// Appends the address in the one form that RFC 5952 recommends; an IPv4-mapped address ends in dots (section 5).
    package func appendText(to out: inout [UInt8]) {
        if high == 0, low >> 32 == 0xFFFF {
            out.append(contentsOf: "::ffff:".utf8)
            IPv4Address(bits: UInt32(truncatingIfNeeded: low)).appendText(to: &out)
            return
        }
        let gap = longestRunOfZeros()
        var index = 0
        while index < 8 {
            if index == gap.lowerBound, !gap.isEmpty {
                out.append(UInt8(ascii: ":"))
                out.append(UInt8(ascii: ":"))
                index = gap.upperBound
                continue
            }
            if index > 0, index != gap.upperBound || gap.isEmpty { out.append(UInt8(ascii: ":")) }
            out.append(contentsOf: String(group(index), radix: 16).utf8)
            index += 1
        }
    }

    private func group(_ index: Int) -> UInt16 {
        let half = index < 4 ? high : low
        return UInt16(truncatingIfNeeded: half >> UInt64(48 - 16 * (index % 4)))
    }

    /// The first of the longest runs of two or more groups 0; empty where there is none.
    private func longestRunOfZeros() -> Range<Int> {
        var best = 0..<0
        var start = 0
        for index in 0...8 where index == 8 || group(index) != 0 {
            if index - start >= 2, index - start > best.count { best = start..<index }
            start = index + 1
        }
        return best
    }
}

extension IPv6Address: CustomStringConvertible {
    /// The address in the form of RFC 5952, as in `2001:db8::1`.
    package var description: String {
        var text: [UInt8] = []
        appendText(to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}
