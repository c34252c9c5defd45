internal import Compression
internal import ZonePlanning

// Decision 0099: a plan is shown whole.

/// A plan as plan comments carry it: its octets, compressed, in base64 (RFC 4648, section 4).
enum CarriedPlan {
    /// A plan of more octets is carried by nobody: some ten times as many as all comments of a plan can show.
    private static let largest = 1 << 24

    /// The text of a plan; `nil` where it is too large.
    static func text(of document: PlanDocument) -> String? {
        let octets = document.octets
        guard octets.count <= largest, let stream = Deflate.compressed(octets) else { return nil }
        return Base64.encode(stream)
    }

    /// The plan that a text carries; `nil` where there is none that can be read.
    static func document(in text: String) -> PlanDocument? {
        guard !text.isEmpty, let stream = Base64.decode(text.utf8) else { return nil }
        // As comments carried it before: not compressed.
        let octets = stream.first == UInt8(ascii: "{") ? stream : Deflate.decompressed(stream, limit: largest)
        return octets.flatMap { try? PlanDocument(octets: $0) }
    }
}
