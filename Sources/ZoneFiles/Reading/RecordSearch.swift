package import DNSModel

/// Whether a file that nothing reads has records in it: a look at its text, without reading it as YAML.
package enum RecordSearch {
    /// How much of a file is looked at, in octets.
    private static let limit = 65_536

    /// Whether somewhere `type:` stands before the name of a record type.
    package static func hasRecords(_ octets: Octets) -> Bool {
        let word = Array("type".utf8)
        var index = 0
        let end = min(octets.count, limit)
        while index + word.count < end {
            guard octets[index] == word[0], (0..<word.count).allSatisfy({ octets[index + $0] == word[$0] }) else {
                index += 1
                continue
            }
            index += word.count
            var rest = index
            var hasColon = false
            while rest < end, [0x20, 0x22, 0x27, 0x3A].contains(octets[rest]) {
                hasColon = hasColon || octets[rest] == 0x3A
                rest += 1
            }
            var type: [UInt8] = []
            while rest < end, type.count < 64, isWord(octets[rest]) {
                type.append(octets[rest])
                rest += 1
            }
            // A type of a provider, as in Route53Provider/ALIAS, is one too.
            let text = String(decoding: type.split(separator: UInt8(ascii: "/")).last ?? [], as: UTF8.self)
            if hasColon, text == "ALIAS" || RecordType(parsing: text) != nil { return true }
        }
        return false
    }

    private static func isWord(_ octet: UInt8) -> Bool {
        (octet | 0x20) &- UInt8(ascii: "a") < 26 || octet &- UInt8(ascii: "0") < 10 || octet == UInt8(ascii: "/")
    }
}
