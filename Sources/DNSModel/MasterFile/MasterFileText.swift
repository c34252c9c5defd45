/// Text of a master file in messages.
enum MasterFileText {
    /// The start of a run of octets as text for a message.
    static func excerpt(_ octets: Octets) -> String {
        let text = String(decoding: octets.prefix(60), as: UTF8.self)
        return octets.count > 60 ? text + "…" : text
    }
}
