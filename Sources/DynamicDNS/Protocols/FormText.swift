/// Names and values as in queries and forms (URL standard, application/x-www-form-urlencoded).
package enum FormText {
    /// More octets than these are not read.
    package static let longest = 16_384
    /// More parameters than these are not read.
    package static let most = 100

    /// The names and values of a text; `nil` where it is too long, has too many, or a `%` that no two hexadecimal
    /// digits follow, or what it stands for is not UTF-8.
    package static func parameters(of text: some StringProtocol) -> [UpdateRequest.Parameter]? {
        guard text.utf8.count <= longest else { return nil }
        let parts = text.utf8.split(separator: UInt8(ascii: "&"))
        guard parts.count <= most else { return nil }
        var parameters: [UpdateRequest.Parameter] = []
        for part in parts {
            let octets = Array(part)
            let equals = octets.firstIndex(of: UInt8(ascii: "=")) ?? octets.count
            guard let name = decoded(octets[..<equals]), let value = decoded(octets[equals...].dropFirst()) else {
                return nil
            }
            parameters.append(UpdateRequest.Parameter(name, value))
        }
        return parameters
    }

    private static func decoded(_ octets: ArraySlice<UInt8>) -> String? {
        var result: [UInt8] = []
        result.reserveCapacity(octets.count)
        var rest = octets
        while let octet = rest.popFirst() {
            switch octet {
            case UInt8(ascii: "+"): result.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                    return nil
                }
                result.append(high << 4 | low)
            default: result.append(octet)
            }
        }
        return String(validating: result, as: UTF8.self)
    }

    private static func digit(_ octet: UInt8) -> UInt8? {
        switch octet {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): octet - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): octet - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): octet - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
