internal import ZonePlanning

// Decision 0099: a plan is shown whole.

/// A plan as Markdown on pages of a limited size: each line of the whole report stands on one of them, once.
struct PlanPages {
    /// The pages, without what a comment puts around them; `nil` where a line alone has no room, or there are more
    /// than may be.
    let pages: [String]?

    private let report: MarkdownReport

    /// Lays the plan out.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - settingsChanges: how the settings differ from those that were accepted.
    ///   - report: how it is written. Its limit does not count.
    ///   - room: how many octets there are for a page.
    init(_ document: PlanDocument, settingsChanges: [SettingsChange], _ report: MarkdownReport, room: Int) {
        self.report = report
        var layout = Layout(room: room)
        layout.begin([MarkdownReport.title(document.plan), ""])
        for list in report.lists(of: document.plan, settingsChanges) { layout.add(list) }
        let changed = document.plan.zones.filter(\.hasChanges)
        for zone in changed { layout.add(zone, report, isOpen: changed.count == 1) }
        layout.add(whole: MarkdownReport.end(of: document))
        pages =
            layout.isTooLarge || layout.pages.count > PlanComment.mostPages
            ? nil : layout.pages.map { $0.joined(separator: "\n") + "\n" }
    }

    private struct Layout {
        let room: Int
        var pages: [[String]] = [[]]
        private var left: Int
        /// Whether a line has no room on a page of its own, or there are too many pages.
        var isTooLarge = false

        init(room: Int) {
            self.room = room
            left = room
        }

        private mutating func append(_ lines: [String]) {
            pages[pages.count - 1] += lines
            left -= MarkdownReport.size(of: lines)
        }

        private mutating func turn() {
            pages.append([])
            left = room
        }

        mutating func begin(_ lines: [String]) { append(lines) }

        mutating func add(whole lines: [String]) {
            if MarkdownReport.size(of: lines) > left { turn() }
            append(lines)
        }

        mutating func add(_ list: MarkdownReport.Lines) {
            var rest = list.lines[...]
            while !rest.isEmpty, !isTooLarge {
                let count = fitting(rest, besides: MarkdownReport.size(of: list.heading) + 1)
                if count > 0 {
                    append(list.heading + rest.prefix(count) + [""])
                    rest = rest.dropFirst(count)
                }
                if !rest.isEmpty { turnPage(hasRoom: count > 0) }
            }
        }

        mutating func add(_ zone: ZonePlan, _ report: MarkdownReport, isOpen: Bool) {
            var isContinued = false
            var lines: [String] = []
            func opened() -> [String] {
                [MarkdownReport.summary(of: zone, isOpen: isOpen, isContinued: isContinued), ""]
            }
            /// Besides the lines of a group: the zone's own, and what is there of it already.
            func around(_ lines: [String]) -> Int {
                MarkdownReport.size(of: lines.isEmpty ? opened() : lines) + MarkdownReport.roomAround
            }
            for group in MarkdownReport.groups(of: zone) {
                var rest = group.lines[...]
                while !rest.isEmpty, !isTooLarge {
                    let count = fitting(rest, besides: around(lines))
                    if count > 0 {
                        if lines.isEmpty { lines = opened() }
                        lines += MarkdownReport.fenced(Array(rest.prefix(count)), under: group.heading)
                        rest = rest.dropFirst(count)
                    }
                    if rest.isEmpty { break }
                    if !lines.isEmpty {
                        append(lines + ["</details>", ""])
                        (lines, isContinued) = ([], true)
                    }
                    turnPage(hasRoom: count > 0)
                }
            }
            if lines.isEmpty { return }
            append(lines + report.places(of: zone, room: left - around(lines)) + ["</details>", ""])
        }

        /// How many of the lines have room on this page.
        private func fitting(_ lines: ArraySlice<String>, besides around: Int) -> Int {
            var room = left - around
            let end = lines.firstIndex { line in
                room -= line.utf8.count + 1
                return room < 0
            }
            return lines.distance(from: lines.startIndex, to: end ?? lines.endIndex)
        }

        /// Goes on to the next page; where the next line has no room on an empty one either, there is no way.
        private mutating func turnPage(hasRoom: Bool) {
            isTooLarge = !hasRoom && pages.last?.isEmpty == true || pages.count >= PlanComment.mostPages
            if !isTooLarge { turn() }
        }
    }
}
