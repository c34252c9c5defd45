/// Text of a master file in messages.
enum MasterFileText {
    /// A message without control characters and line separators; each is written as its number.
    static func printable(_ message: String) -> String {
        var result = ""
        for scalar in message.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate:
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The start of a run of octets as text for a message.
    static func excerpt(_ octets: Octets) -> String {
        let text = String(decoding: octets.prefix(60), as: UTF8.self)
        return octets.count > 60 ? text + "…" : text
    }
}
