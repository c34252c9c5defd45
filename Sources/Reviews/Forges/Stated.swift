/// A member of an answer that must be there, even where it says `null`: what is left out is another document.
struct Stated<Value: Decodable & Sendable>: Decodable, Sendable {
    /// What it says; `nil` for `null`.
    var value: Value?

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        value = container.decodeNil() ? nil : try container.decode(Value.self)
    }
}
