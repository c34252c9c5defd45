internal import DNSModel

/// What a user wrote, made fit for a message: no control characters, and not too long.
enum Shown {
    private static let longest = 80

    /// The text for a message.
    static func text(_ text: some StringProtocol) -> String { Printable.start(of: text, upTo: longest) }

    /// The octets as text for a message.
    static func text(_ octets: Octets) -> String {
        text(String(decoding: octets.prefix(longest * 4 + 4), as: UTF8.self))
    }
}

/// Finds the word somebody may have meant.
package enum DidYouMean {
    /// The candidate that is closest to a text, if one is close; letters of either case alike.
    package static func closest(to text: String, in candidates: [String]) -> String? {
        let word = Array(text.lowercased().utf8)
        guard (1...64).contains(word.count) else { return nil }
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let other = Array(candidate.lowercased().utf8)
            let allowed = other.count <= 2 ? 1 : other.count <= 5 ? 2 : 3
            let distance = distance(word, other)
            guard distance <= allowed, distance < other.count else { continue }
            if distance < (best?.distance ?? Int.max) { best = (candidate, distance) }
        }
        return best?.candidate
    }

    /// `; did you mean 'X'?` or, with nothing close, a list of what there is.
    static func hint(for text: String, in candidates: [String]) -> String {
        if let closest = closest(to: text, in: candidates) { return "did you mean '\(closest)'?" }
        return "there is " + candidates.map { "'\($0)'" }.joined(separator: ", ")
    }

    /// How many letters to insert, leave out, change, or swap with their neighbour.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var rows = [Array(0...right.count)]
        for i in stride(from: 1, through: left.count, by: 1) {
            var row = [i]
            for j in stride(from: 1, through: right.count, by: 1) {
                let change = rows[i - 1][j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1)
                var least = min(rows[i - 1][j] + 1, row[j - 1] + 1, change)
                if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
                    least = min(least, rows[i - 2][j - 2] + 1)
                }
                row.append(least)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}
