internal import ZonePlanning

/// Other digests in place of those of plans, which say on which day and of which ledger they are: each gets one by when
/// it was first seen, so that a text shows which are the same.
struct DigestNames {
    private let seed: String
    /// The replacements by the first 12 digits.
    private var known: [String: String] = [:]

    /// - Parameter seed: two of them give other digests.
    init(seed: String) { self.seed = seed }

    /// A text with the digests replaced: those of 64 digits, and those of 12 that are one's beginning or a plan's.
    mutating func replaced(in text: String) -> String {
        var text = text
        for match in text.matches(of: /\b([0-9a-f]{64})\b|\bplan ([0-9a-f]{12})\b|-([0-9a-f]{12})\.json\b/) {
            guard let digits = match.1 ?? match.2 ?? match.3 else { continue }
            let short = String(digits.prefix(12))
            if known[short] == nil {
                known[short] = Digest(of: Array("\(seed) \(known.count)".utf8)).hexadecimal
            }
        }
        text.replace(/\b[0-9a-f]{64}\b/) { known[String($0.0.prefix(12))] ?? String($0.0) }
        text.replace(/\b[0-9a-f]{12}\b/) { match in
            (known[String(match.0)]?.prefix(12)).map(String.init) ?? String(match.0)
        }
        return text
    }
}
