internal import DNSModel

/// The byte order mark, which may stand at the start of a file (YAML 1.2.2 section 5.2) and says nothing in UTF-8.
enum ByteOrderMark {
    private static let octets: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// A file without the mark at its start.
    static func skipped(_ input: Octets) -> Octets {
        input.starts(with: octets) ? Octets(rebasing: input[octets.count...]) : input
    }

    /// A file without the mark at its start.
    static func skipped(_ input: [UInt8]) -> [UInt8] {
        input.starts(with: octets) ? Array(input[octets.count...]) : input
    }

    /// Where the first mark is.
    ///
    /// - Parameter input: the file without a mark at its start.
    /// - Returns: the line and the column in characters, both from 1; `nil` where there is none.
    static func place(in input: Octets) -> (line: Int, column: Int)? {
        var (line, lineStart) = (1, 0)
        for (index, octet) in input.enumerated() {
            if octet == UInt8(ascii: "\n") {
                line += 1
                lineStart = index + 1
            } else if octet == octets[0], index + 2 < input.count, input[index + 1] == octets[1],
                input[index + 2] == octets[2]
            {
                let column = input[lineStart..<index].count { $0 & 0xC0 != 0x80 } + 1
                return (line, column)
            }
        }
        return nil
    }
}
