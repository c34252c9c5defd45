extension ChangeBatchMessage {
    /// How the messages begin that are known.
    static let heads = [
        "Tried to ", "RRSet ", "Invalid Resource Record", "Duplicate Resource Record", "FATAL problem",
        "The request contains ", "A HostedZone must ", "Expected exactly one of ", "Missing field ",
        "Invalid request: ",
        "Invalid XML", "Number of records limit ", "RDATA character limit ", "Exceeded limit ",
        "Cannot have more than ",
    ]

    /// The messages of a text in the form `[m1, m2]`; a text in no such form is cut as well, at the same places.
    ///
    /// Messages have commas and brackets of their own, so a message begins only where a known one does.
    ///
    /// - Parameter text: what the service answered.
    /// - Returns: the messages; one where the text has no known one, none where it is empty.
    package static func split(_ text: String) -> [String] {
        var octets = Array(text.utf8)[...]
        while let last = octets.last, last == 0x20 || last == 0x0A { octets.removeLast() }
        if octets.first == UInt8(ascii: "["), octets.last == UInt8(ascii: "]"), octets.count >= 2 {
            octets = octets.dropFirst().dropLast()
        }
        let heads = Self.heads.map { Array($0.utf8) }
        var messages: [String] = []
        var start = octets.startIndex
        func finish(_ end: Int) {
            if end > start { messages.append(String(decoding: octets[start..<end], as: UTF8.self)) }
        }
        var index = start
        while index < octets.endIndex {
            if octets[index] == UInt8(ascii: ","), index > start, index + 1 < octets.endIndex,
                octets[index + 1] == UInt8(ascii: " "),
                heads.contains(where: { octets[(index + 2)...].starts(with: $0) })
            {
                finish(index)
                start = index + 2
                index = start
            } else {
                index += 1
            }
        }
        finish(octets.endIndex)
        return messages
    }
}
