private import DNSModel
private import FoundationEssentials
package import ZonePlanning

/// The comment on a pull request that shows a plan: what reviewers approve there.
///
/// The same plan, head and forge give the same octets, so that an approval can be held against what the comment said.
package struct PlanComment: Sendable {
    /// The comment's text.
    package let text: String

    /// How every plan comment begins. HTML comments are shown nowhere.
    private static let marker = "<!-- gate53 plan comment"

    /// How the line begins that has the plan itself, for apply: what the comment shows is held against it to the octet.
    private static let planMarker = "<!-- gate53 plan "

    /// Writes the comment.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - head: the commit of the pull request that it was made of, in hexadecimal digits.
    ///   - forge: where the comment goes.
    ///   - page: the page of the pull request, as the forge itself says it: so who writes the comment and who holds it
    ///     against the plan have one spelling.
    ///   - limit: how many octets it may have; zones that do not fit are left out whole, and the comment says so.
    package init(
        _ document: PlanDocument, head: String, forge: ForgeKind,
        page: String? = nil, limit: Int
    ) {
        let settingsChanges = document.plan.settingsStanding.changes
        let act: String =
            switch forge {
            case .github, .gitea: "approve this pull request in a review of the commit above"
            case .gitlab: "approve this merge request while the commit above is its newest"
            }
        let commit = head.filter { $0.isASCII && $0.isHexDigit }
        var first = "\(Self.marker) \(document.digest.hexadecimal) \(commit) -->"
        let plan = "\n\(Self.planMarker)\(Data(document.octets).base64EncodedString()) -->"
        // What is shown to people comes first: a plan of many zones is not carried along.
        first += plan.utf8.count <= limit / 2 ? plan : Self.outline(of: document, limit: limit / 4)
        var end = ["", "Commit: `\(commit)`", ""]
        if !document.plan.allowed.isEmpty {
            let names = document.plan.allowed.map { MarkdownReport.code($0.rawValue) }
            end += ["Allowed by name: \(names.joined(separator: ", "))", ""]
        }
        if !document.plan.blockingFindings.isEmpty {
            end.append("**Policy refuses this plan: it can't be applied, whoever approves it.**")
        } else if document.plan.isEmpty, settingsChanges.isEmpty {
            end.append("This plan changes no record sets.")
        } else if document.plan.isEmpty {
            end.append("This plan changes no record sets. To accept the settings above, \(act).")
        } else {
            end.append(
                "To approve where the settings count reviews, \(act). An approval is of each change above, once, until that record "
                    + "set is changed otherwise, in git or at the provider; a commit that is added or an edit of this comment "
                    + "takes all of it away. To approve where they count signatures, sign the plan: `gate53 approve plan.json`, "
                    + "then `gate53 propose plan.json`")
        }
        let footer = end.joined(separator: "\n") + "\n"
        let room = limit - first.utf8.count - footer.utf8.count - 2
        let report = MarkdownReport(
            limit: room, cutsAtZones: true, files: Self.files(of: commit, at: forge, page: page))
        text = first + "\n" + report.text(of: document, settingsChanges: settingsChanges) + footer
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

    private static let outlineMarker = "<!-- gate53 plan outline "

    /// What a comment carries of a plan that is too large for it.
    private static func outline(of document: PlanDocument, limit: Int) -> String {
        guard let commit = document.plan.protectedCommit else { return "" }
        let allowed = document.plan.allowed.map(\.rawValue).joined(separator: ",")
        var zones = document.plan.zones.map(\.apex.description).joined(separator: ",")
        if zones.utf8.count > limit || zones.contains("--") || zones.contains(" ") { zones = "" }
        return "\n\(outlineMarker)\(commit) \(allowed.isEmpty ? "-" : allowed) \(zones.isEmpty ? "-" : zones) "
            + "\(document.plan.ledgerRoot ?? "-") \(document.plan.validUntil?.description ?? "-") -->"
    }

    /// What a comment carries of a plan that is too large for it; `nil` where it carries none.
    package static func outline(in body: String) -> PlanOutline? {
        let lines = body.split(maxSplits: 2, omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard lines.count > 1, lines[1].hasPrefix(outlineMarker), lines[1].hasSuffix(" -->"),
            let digest = lines[0].dropFirst(marker.count + 1).split(separator: " ").first
                .flatMap({ Digest(hexadecimal: String($0)) })
        else { return nil }
        let words = lines[1].dropFirst(outlineMarker.count).dropLast(4).split(separator: " ").map(String.init)
        guard words.count == 5 else { return nil }
        func list(_ word: String) -> [String] { word == "-" ? [] : word.split(separator: ",").map(String.init) }
        let zones = list(words[2]).compactMap { try? DomainName(parsing: $0) }
        return PlanOutline(
            digest: digest, protectedCommit: words[0], ledgerRoot: words[3] == "-" ? nil : words[3],
            validUntil: CalendarDate(parsing: words[4]), allowed: list(words[1]).compactMap(PolicyName.init),
            zones: zones.isEmpty ? nil : zones)
    }

    /// Whether a comment says of itself that it is of a plan.
    package static func isOf(_ document: PlanDocument, _ body: String) -> Bool {
        body.prefix { !$0.isNewline }.contains(document.digest.hexadecimal)
    }

    /// The plan that a comment carries. Whether it shows that plan, and only that, is another question.
    ///
    /// - Parameter body: the comment's text.
    /// - Returns: the plan; `nil` where there is none that can be read.
    package static func document(in body: String) -> PlanDocument? {
        let lines = body.split(maxSplits: 2, omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard lines.count > 1, lines[1].hasPrefix(planMarker), lines[1].hasSuffix(" -->") else { return nil }
        let text = lines[1].dropFirst(planMarker.count).dropLast(4)
        guard let octets = Data(base64Encoded: String(text)) else { return nil }
        return try? PlanDocument(octets: Array(octets))
    }

    /// Whether a comment is a plan comment, going by its text; whose it is says only its account.
    package static func isPlanComment(_ body: String) -> Bool { body.hasPrefix(marker) }

    /// Whether two texts are the same as far as forges keep what they get: line ends, and white space at the end.
    package static func isSame(_ one: String, _ other: String) -> Bool {
        func kept(_ text: String) -> [UInt8] {
            var octets = Array(text.utf8).filter { $0 != UInt8(ascii: "\r") }
            while let last = octets.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: " ") {
                octets.removeLast()
            }
            return octets
        }
        return kept(one) == kept(other)
    }
}
