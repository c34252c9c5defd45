internal import ZonePlanning

/// The last looks as a small chart of bars: what had drifted, and what was pending.
struct DriftChart {
    private let bars: [Bar]
    /// The most that had drifted or waited at one look.
    private let highest: Int
    private let first: String
    private let last: String
    private let count: Int

    /// One look, or several in a row: the worst of each.
    private struct Bar {
        var drifted: Int
        var pending: Int
        var isIncomplete: Bool
        var from: String
        var to: String
    }

    /// The most bars there is room for.
    private static let mostBars = 96

    /// A chart, or `nil` for fewer than two looks.
    init?(_ runs: [DriftState.Run]) {
        guard runs.count >= 2, let first = runs.first?.time, let last = runs.last?.time else { return nil }
        let size = (runs.count + Self.mostBars - 1) / Self.mostBars
        bars = stride(from: 0, to: runs.count, by: size).map { start in
            let part = runs[start..<min(start + size, runs.count)]
            return Bar(
                drifted: part.map(\.drifted).max() ?? 0, pending: part.map(\.pending).max() ?? 0,
                isIncomplete: part.contains { $0.failed > 0 }, from: part.first?.time ?? first,
                to: part.last?.time ?? last)
        }
        highest = bars.map { max(0, $0.drifted) + max(0, $0.pending) }.max() ?? 0
        (self.first, self.last) = (first, last)
        count = runs.count
    }

    /// The chart as SVG, with what it shows in words.
    var lines: [String] {
        // As wide as its bars, so that the first stands above the first date and the last above the last.
        let (step, height) = (max(2, 960 / bars.count), 96)
        let width = step * bars.count
        var keys = [("drift", "drifted"), ("pending", "pending")]
        if bars.contains(where: { $0.drifted <= 0 && $0.pending <= 0 }) { keys.append(("insync", "in sync")) }
        if bars.contains(where: \.isIncomplete) { keys.append(("unknown", "not all zones checked")) }
        let legend = keys.map { "<span class=\"key \($0.0)\">\($0.1)</span>" }.joined(separator: " ")
        var lines = [
            #"<figure class="history">"#,
            "<figcaption><b>Last \(count) checks</b> \(legend) <span class=\"most\">highest "
                + "\(highest)</span></figcaption>",
            "<svg viewBox=\"0 0 \(width) \(height + 4)\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"\(words)\">",
        ]
        for (index, bar) in bars.enumerated() {
            let x = index * step
            let gap = step > 6 ? 2 : 1
            let (drifted, pending) = (scaled(bar.drifted, height), scaled(bar.pending, height))
            var rects = ""
            if drifted + pending == 0 {
                rects += rect("insync", x, height, step - gap, 4)
            } else {
                rects += rect("drift", x, height - drifted, step - gap, drifted + 4)
                if drifted == 0 { rects = "" }
                if pending > 0 {
                    rects += rect(
                        "pending", x, height - drifted - pending, step - gap, pending + (drifted == 0 ? 4 : 0))
                }
            }
            if bar.isIncomplete { rects += rect("unknown", x, 0, step - gap, 4) }
            let when = bar.from == bar.to ? shown(bar.from) : "\(shown(bar.from)) to \(shown(bar.to))"
            let failed = bar.isIncomplete ? ", not all zones could be checked" : ""
            lines.append(
                "<g><title>\(when): \(bar.drifted) drifted, \(bar.pending) pending\(failed)</title>\(rects)</g>")
        }
        return lines + [
            "</svg>", "<p class=\"axis\"><span>\(shown(first))</span> <span>\(shown(last))</span></p>", "</figure>",
        ]
    }

    private var words: String {
        let drifted = bars.count { $0.drifted > 0 }
        return "Drift in the last \(count) checks, from \(shown(first)) to \(shown(last)): \(drifted) of "
            + "\(bars.count) bars show drift, at most \(bars.map(\.drifted).max() ?? 0) sets"
    }

    /// At least a little for anything above 0.
    private func scaled(_ count: Int, _ height: Int) -> Int {
        count <= 0 ? 0 : max(4, count * (height - 8) / max(1, highest))
    }

    private func rect(_ kind: String, _ x: Int, _ y: Int, _ width: Int, _ height: Int) -> String {
        "<rect class=\"\(kind)\" x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\"/>"
    }

    private func shown(_ time: String) -> String {
        Markup.escaped(String(DriftWords.toTheSecond(time).replacing("T", with: " ").prefix(16)))
    }
}
