private import DNSModel
package import ZonePlanning

// Decision 0099: a plan is shown whole.

/// The comment on a pull request that shows a plan: what reviewers approve there. A plan that is too large for one has
/// more of them, in order.
///
/// The same plan, head and forge give the same octets, so that an approval can be held against what the comments said.
package struct PlanComment: Sendable {
    /// The comments' texts, in order: first those that show the plan, then those that only carry the rest of it.
    package let texts: [String]
    /// How many of them show the plan. That follows from the plan alone, whatever is carried.
    package let shownCount: Int
    /// Whether all of the plan that was to be carried is.
    package let carriesAll: Bool
    /// Whether it takes more comments than there may be, or a line alone is too long for one: then it can't be approved
    /// by a review, and the one comment says so.
    package let isTooLarge: Bool

    /// How every plan comment begins. HTML comments are shown nowhere.
    private static let marker = "<!-- gate53 plan comment"

    /// How the second line begins that carries a part of the plan itself, for apply.
    private static let planMarker = "<!-- gate53 plan "

    /// What the first line of a comment has that only carries, before its number.
    private static let carries = " carries "

    private static let carrierText =
        "This comment carries the rest of the plan for apply. There is nothing to review in it.\n"

    /// How many comments may show a plan, and how many more may carry it.
    package static let mostPages = 20

    /// What a comment says that showed a part of a plan before and is not needed any more.
    package static let spare =
        "\(marker) -->\nThis comment showed a part of an earlier plan. What there is to review is in the plan comments above.\n"

    /// Writes the comments.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - head: the commit of the pull request that it was made of, in hexadecimal digits.
    ///   - forge: where the comments go.
    ///   - page: the page of the pull request, as the forge itself says it: so who writes the comment and who holds it
    ///     against the plan have one spelling.
    ///   - limit: how many octets a comment may have.
    ///   - carried: the plan as a text of letters, digits, `+`, `/` and `=`, which is put where it is not shown.
    package init(
        _ document: PlanDocument, head: String, forge: ForgeKind, page: String? = nil, limit: Int,
        carrying carried: String = ""
    ) {
        let settingsChanges = document.plan.settingsStatus.changes
        let commit = head.filter { $0.isASCII && $0.isHexDigit }
        let report = MarkdownReport(files: Self.files(of: commit, at: forge, page: page))
        // Half of each comment is for what is shown, the other for what is carried.
        let footer = Self.footer(of: document, commit, forge)
        let pages = PlanPages(
            document, settingsChanges: settingsChanges, report, room: limit / 2 - footer.utf8.count - 400
        ).pages
        isTooLarge = pages == nil
        func first(_ part: String) -> String {
            "\(Self.marker) \(document.digest.hexadecimal) \(commit)\(part) -->\n"
        }
        guard let pages else {
            let words =
                "**This plan is too large to be approved here: it would take more than \(Self.mostPages) comments, or has a record "
                + "set that is larger than one. Have it signed: `gate53 approve plan.json`, then `gate53 propose plan.json`. Or "
                + "split the pull request.**"
            let cut = MarkdownReport(limit: limit / 2, files: report.files)
                .text(of: document, settingsChanges: settingsChanges)
            texts = [first("") + cut + "\nCommit: `\(commit)`\n\n\(words)\n"]
            (shownCount, carriesAll) = (1, true)
            return
        }
        let shown = pages.enumerated().map { index, text in
            if pages.count == 1 { return first("") + text + footer }
            let part = index + 1
            let more =
                part == 1
                ? "**The plan goes on in \(counted(pages.count - 1, "more comment")). To approve is to approve what all of them show.**"
                : "This is part \(part) of \(pages.count) of the plan."
            let start = part == 1 ? "" : "## DNS plan, part \(part) of \(pages.count)\n\n"
            return first(" \(part)/\(pages.count)") + start + text + "\n\(more)\n" + (part == 1 ? footer : "")
        }
        shownCount = shown.count
        let all = Self.carrying(carried, in: shown, limit: limit) {
            first("\(Self.carries)\($0)") + Self.carrierText
        }
        carriesAll = all != nil
        texts = all ?? shown
    }

    /// The first lines of the comments that show the plan: by them each is found.
    package var firstLines: [String] { texts.prefix(shownCount).map { String(Self.line($0)) } }

    /// What the first comment says in the end.
    private static func footer(of document: PlanDocument, _ commit: String, _ forge: ForgeKind) -> String {
        let act: String =
            switch forge {
            case .github, .gitea: "approve this pull request in a review of the commit above"
            case .gitlab: "approve this merge request while the commit above is its newest"
            }
        var end = ["", "Commit: `\(commit)`", ""]
        if !document.plan.allowed.isEmpty {
            let names = document.plan.allowed.map { MarkdownReport.code($0.rawValue) }
            end += ["Allowed by name: \(names.joined(separator: ", "))", ""]
        }
        if !document.plan.blockingFindings.isEmpty {
            end.append("**A policy refuses this plan. Nobody's approval can change that.**")
        } else if document.plan.isEmpty, document.plan.settingsStatus.changes.isEmpty {
            end.append("This plan changes no record sets.")
        } else if document.plan.isEmpty {
            end.append("This plan changes no record sets. To accept the settings above, \(act).")
        } else {
            end.append(
                "To approve, where reviews count: \(act). You approve each change that is shown, once. The approval ends "
                    + "when a commit is added, when a plan comment is edited, or when the record set changes, in git "
                    + "or at the provider. To approve, where signatures count: sign the plan with `gate53 approve "
                    + "plan.json`, then run `gate53 propose plan.json`")
        }
        return end.joined(separator: "\n") + "\n"
    }

    // MARK: - What is carried

    /// Puts a part of what is carried into the second line of each text, as much as has room, and the rest into more
    /// comments; `nil` where there would be too many of these.
    private static func carrying(_ carried: String, in texts: [String], limit: Int, more: (_ number: Int) -> String)
        -> [String]?
    {
        let around = planMarker.utf8.count + " -->\n".utf8.count
        var rest = Substring(carried)
        func filled(_ text: String) -> String {
            let part = rest.prefix(max(0, limit - text.utf8.count - around))
            rest = rest.dropFirst(part.count)
            guard !part.isEmpty, let end = text.firstIndex(of: "\n") else { return text }
            return "\(text[...end])\(planMarker)\(part) -->\n\(text[text.index(after: end)...])"
        }
        var result = texts.map(filled)
        while !rest.isEmpty {
            let count = rest.utf8.count
            let number = result.count - texts.count + 1
            guard number <= mostPages else { return nil }
            result.append(filled(more(number)))
            if rest.utf8.count == count { return nil }
        }
        return result
    }

    /// What comments carry, put together. What it is, and whether they show it and only that, is another question.
    ///
    /// - Parameter bodies: the texts of the comments, in order; those that carry nothing count for nothing.
    /// - Returns: the text; empty where nothing is carried.
    package static func carried(in bodies: [String]) -> String {
        guard let first = bodies.first.map(line) else { return "" }
        var seen: Set<Substring> = []
        return bodies.filter { digest(line($0)) == digest(first) && seen.insert(line($0)).inserted }
            .map { split($0).carried ?? "" }.joined()
    }

    private static func line(_ body: String) -> Substring { body.prefix { !$0.isNewline } }

    private static func digest(_ line: Substring) -> Substring? {
        line.dropFirst(marker.count + 1).split(separator: " ").first
    }

    /// What a comment carries, and what else it says.
    ///
    /// Only base64 is carried: anything else in that place would be shown, and is a part of what the comment says.
    private static func split(_ body: String) -> (carried: Substring?, rest: String) {
        let lines = body.split(maxSplits: 2, omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        guard lines.count > 1, lines[1].hasPrefix(planMarker), lines[1].hasSuffix(" -->"),
            lines[1].utf8.count > planMarker.utf8.count + 4
        else { return (nil, body) }
        let carried = lines[1].dropFirst(planMarker.count).dropLast(4)
        let isBase64 = carried.utf8.allSatisfy { octet in
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
                true
            default: false
            }
        }
        guard isBase64 else { return (nil, body) }
        return (carried, lines.count > 2 ? "\(lines[0])\n\(lines[2])" : String(lines[0]))
    }

    /// Where the forge shows the files of a commit; `nil` where that is not known.
    ///
    /// At GitHub a link is seen from the page of the pull request. The other forges read a relative link otherwise;
    /// there it is the address of the repository, which the page of the pull request begins with.
    private static func files(of commit: String, at forge: ForgeKind, page: String?) -> String? {
        let (part, place): (String, String)
        switch forge {
        case .github: return "../blob/\(commit)/"
        case .gitlab: (part, place) = ("/-/merge_requests/", "/-/blob/")
        case .gitea: (part, place) = ("/pulls/", "/src/commit/")
        }
        guard let page, isAddress(page), let slash = page.lastIndex(of: "/") else { return nil }
        let (start, number) = (page[...slash], page[slash...].dropFirst())
        guard start.hasSuffix(part), !number.isEmpty, number.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) else {
            return nil
        }
        return "\(start.dropLast(part.count))\(place)\(commit)/"
    }

    /// Whether a text is an address of the web in which Markdown finds nothing.
    private static func isAddress(_ text: String) -> Bool {
        (text.hasPrefix("https://") || text.hasPrefix("http://")) && text.utf8.count <= 2_000
            && text.utf8.allSatisfy { octet in
                switch octet {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                    UInt8(ascii: "~"), UInt8(ascii: "/"), UInt8(ascii: ":"), UInt8(ascii: "%"):
                    true
                default: false
                }
            }
    }

    /// Whether a comment says of itself that it is of a plan.
    package static func isOf(_ document: PlanDocument, _ body: String) -> Bool {
        line(body).contains(document.digest.hexadecimal)
    }

    /// Whether a comment is a plan comment, going by its text; whose it is says only its account.
    package static func isPlanComment(_ body: String) -> Bool { body.hasPrefix(marker) }

    /// Whether a comment shows nothing to review: one that is not needed any more, or only carries the plan.
    package static func isQuiet(_ body: String) -> Bool {
        isSame(body, spare)
            || line(body).contains(carries) && isPlanComment(body)
                && isSame(body, "\(line(body))\n\(carrierText)")
    }

    /// Whether two texts show the same, as far as forges keep what they get: line ends, and white space at the end.
    /// What they carry does not count: the digest of the plan is shown.
    package static func isSame(_ one: String, _ other: String) -> Bool {
        func kept(_ text: String) -> [UInt8] {
            var octets = Array(split(text).rest.utf8).filter { $0 != UInt8(ascii: "\r") }
            while let last = octets.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: " ") {
                octets.removeLast()
            }
            return octets
        }
        return kept(one) == kept(other)
    }
}
