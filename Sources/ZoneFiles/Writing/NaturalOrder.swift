/// The order octoDNS wants keys in by default (`enforce_order`): runs of digits as numbers, all else octet by octet.
enum NaturalOrder {
    /// Whether a key comes before another.
    static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        var (i, j) = (0, 0)
        while i < left.count && j < right.count {
            let (leftText, rightText) = (endOfRun(left, i, digits: false), endOfRun(right, j, digits: false))
            let (one, other) = (left[i..<leftText], right[j..<rightText])
            if !one.elementsEqual(other) { return one.lexicographicallyPrecedes(other) }
            (i, j) = (leftText, rightText)
            if i == left.count || j == right.count { break }
            let (leftNumber, rightNumber) = (endOfRun(left, i, digits: true), endOfRun(right, j, digits: true))
            let first = left[i..<leftNumber].drop { $0 == UInt8(ascii: "0") }
            let second = right[j..<rightNumber].drop { $0 == UInt8(ascii: "0") }
            if first.count != second.count { return first.count < second.count }
            if !first.elementsEqual(second) { return first.lexicographicallyPrecedes(second) }
            (i, j) = (leftNumber, rightNumber)
        }
        return i == left.count && j < right.count
    }

    private static func endOfRun(_ text: [UInt8], _ start: Int, digits: Bool) -> Int {
        var end = start
        while end < text.count, (text[end] &- UInt8(ascii: "0") < 10) == digits { end += 1 }
        return end
    }
}
