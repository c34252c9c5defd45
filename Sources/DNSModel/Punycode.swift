/// Punycode (RFC 3492): a run of Unicode characters in letters, digits and hyphens.
enum Punycode {
    // RFC 3492 section 5.
    private static let base: UInt32 = 36
    private static let smallestThreshold: UInt32 = 1
    private static let largestThreshold: UInt32 = 26
    private static let skew: UInt32 = 38
    private static let damp: UInt32 = 700
    private static let initialBias: UInt32 = 72
    private static let initialN: UInt32 = 0x80
    private static let delimiter = UInt8(ascii: "-")

    /// Encodes characters (section 6.3); `nil` where a number overflows.
    static func encode(_ scalars: [UnicodeScalar]) -> [UInt8]? {
        var output = scalars.filter(\.isASCII).map { UInt8(truncatingIfNeeded: $0.value) }
        let basicCount = UInt32(output.count)
        var handled = basicCount
        if handled > 0 { output.append(delimiter) }
        var n = initialN
        var delta: UInt32 = 0
        var bias = initialBias
        while handled < scalars.count {
            guard let next = scalars.lazy.map(\.value).filter({ $0 >= n }).min() else { return nil }
            let (step, overflow) = (next - n).multipliedReportingOverflow(by: handled + 1)
            let (sum, carry) = delta.addingReportingOverflow(step)
            if overflow || carry { return nil }
            delta = sum
            n = next
            for scalar in scalars {
                if scalar.value < n {
                    let (sum, carry) = delta.addingReportingOverflow(1)
                    if carry { return nil }
                    delta = sum
                }
                if scalar.value == n {
                    appendNumber(delta, bias: bias, to: &output)
                    bias = adapt(delta, count: handled + 1, isFirst: handled == basicCount)
                    delta = 0
                    handled += 1
                }
            }
            let (sum2, carry2) = delta.addingReportingOverflow(1)
            if carry2 { return nil }
            delta = sum2
            n += 1
        }
        return output
    }

    private static func appendNumber(_ number: UInt32, bias: UInt32, to output: inout [UInt8]) {
        var rest = number
        var position = base
        while true {
            let threshold = threshold(position, bias)
            if rest < threshold { break }
            output.append(digit(threshold + (rest - threshold) % (base - threshold)))
            rest = (rest - threshold) / (base - threshold)
            position += base
        }
        output.append(digit(rest))
    }

    /// Decodes characters (section 6.2); `nil` where the code is malformed.
    static func decode(_ code: some BidirectionalCollection<UInt8>) -> [UnicodeScalar]? {
        var output: [UnicodeScalar] = []
        var rest = Array(code)[...]
        if let last = rest.lastIndex(of: delimiter) {
            for octet in rest[..<last] {
                guard octet < 0x80 else { return nil }
                output.append(UnicodeScalar(octet))
            }
            rest = rest[(last + 1)...]
        }
        var n = initialN
        var index: UInt32 = 0
        var bias = initialBias
        while !rest.isEmpty {
            let start = index
            var weight: UInt32 = 1
            var position = base
            while true {
                guard let octet = rest.popFirst(), let digit = value(octet) else { return nil }
                let (part, overflow) = digit.multipliedReportingOverflow(by: weight)
                let (sum, carry) = index.addingReportingOverflow(part)
                if overflow || carry { return nil }
                index = sum
                let threshold = threshold(position, bias)
                if digit < threshold { break }
                let (next, tooMuch) = weight.multipliedReportingOverflow(by: base - threshold)
                if tooMuch { return nil }
                weight = next
                position += base
            }
            let count = UInt32(output.count) + 1
            bias = adapt(index - start, count: count, isFirst: start == 0)
            let (sum, carry) = n.addingReportingOverflow(index / count)
            if carry { return nil }
            n = sum
            index %= count
            guard n >= initialN, let scalar = UnicodeScalar(n) else { return nil }
            output.insert(scalar, at: Int(index))
            index += 1
        }
        return output
    }

    /// Section 6.1.
    private static func adapt(_ delta: UInt32, count: UInt32, isFirst: Bool) -> UInt32 {
        var delta = isFirst ? delta / damp : delta / 2
        delta += delta / count
        var bias: UInt32 = 0
        while delta > (base - smallestThreshold) * largestThreshold / 2 {
            delta /= base - smallestThreshold
            bias += base
        }
        return bias + (base - smallestThreshold + 1) * delta / (delta + skew)
    }

    private static func threshold(_ position: UInt32, _ bias: UInt32) -> UInt32 {
        position <= bias + smallestThreshold
            ? smallestThreshold : position >= bias + largestThreshold ? largestThreshold : position - bias
    }

    private static func digit(_ value: UInt32) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: value)
        return value < 26 ? UInt8(ascii: "a") + value : UInt8(ascii: "0") + (value - 26)
    }

    private static func value(_ octet: UInt8) -> UInt32? {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(octet - UInt8(ascii: "a"))
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(octet - UInt8(ascii: "A"))
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(octet - UInt8(ascii: "0")) + 26
        default: nil
        }
    }
}
