extension TextEdit {
    /// Takes a key and its value, one word of digits and letters, out of a map in braces.
    ///
    /// - Parameters:
    ///   - start: where the key starts.
    ///   - text: the file.
    /// - Returns: the edit; `nil` where the key stands in no braces, or its value is something else.
    static func removal(ofFlowPairAt start: Int, in text: FileText) -> TextEdit? {
        let octets = text.octets
        let isBlank: (Int) -> Bool = { octets[$0] == UInt8(ascii: " ") || octets[$0] == UInt8(ascii: "\t") }
        var before = start
        while before > 0, isBlank(before - 1) { before -= 1 }
        guard before > 0 else { return nil }
        let isFirst = octets[before - 1] == UInt8(ascii: "{")
        guard isFirst || octets[before - 1] == UInt8(ascii: ",") else { return nil }
        var end = start
        let lineEnd = text.end(ofLine: text.line(of: start))
        while end < lineEnd, isPart(octets[end]) || isBlank(end) { end += 1 }
        guard end < lineEnd else { return nil }
        switch octets[end] {
        case UInt8(ascii: ","):
            end += 1
            while end < lineEnd, isBlank(end) { end += 1 }
            return TextEdit(range: start..<end, replacement: [])
        case UInt8(ascii: "}"):
            return TextEdit(range: (isFirst ? start : before - 1)..<end, replacement: [])
        default:
            return nil
        }
    }

    private static func isPart(_ octet: UInt8) -> Bool {
        (octet | 0x20) &- UInt8(ascii: "a") < 26 || octet &- UInt8(ascii: "0") < 10 || octet == UInt8(ascii: ":")
    }
}
