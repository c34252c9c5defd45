private import FoundationEssentials

/// JSON as small answers and files have it.
enum JSON {
    /// Reads a document; `nil` when it is not JSON or not of this form.
    static func read<Value: Decodable>(_ type: Value.Type, _ octets: [UInt8]) -> Value? {
        try? JSONDecoder().decode(type, from: Data(octets))
    }

    /// Writes a document; empty when there is a value that JSON does not have.
    static func write(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map(Array.init) ?? []
    }
}
