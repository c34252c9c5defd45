/// The comment on a pull request that shows a plan: what reviewers approve there.
///
/// The same plan, head and forge give the same octets, so that an approval can be held against what the comment said.
package struct PlanComment: Sendable {
    /// The comment's text.
    package let text: String

    /// How every plan comment begins. HTML comments are shown nowhere.
    private static let marker = "<!-- gate53 plan comment"

    /// Writes the comment.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - head: the commit of the pull request that it was made of, in hexadecimal digits.
    ///   - settingsChanges: how the settings of that commit differ from those that were accepted last.
    ///   - forge: where the comment goes.
    ///   - limit: how many octets it may have; zones that do not fit are left out whole, and the comment says so.
    package init(
        _ document: PlanDocument, head: String, settingsChanges: [SettingsChange] = [], forge: ForgeKind, limit: Int
    ) {
        let act: String =
            switch forge {
            case .github, .gitea: "approve this pull request in a review of the commit above"
            case .gitlab: "approve this merge request while the commit above is its newest"
            }
        let commit = head.filter { $0.isASCII && $0.isHexDigit }
        let first = "\(Self.marker) \(document.digest.hexadecimal) \(commit) -->"
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
                "To approve where the settings count reviews, \(act). An approval counts for exactly this plan: a commit that "
                    + "is added, a change at the provider or an edit of this comment takes it away. To approve where they "
                    + "count signatures, sign the plan: `gate53 approve plan.json`, then `gate53 propose plan.json`")
        }
        let footer = end.joined(separator: "\n") + "\n"
        let room = limit - first.utf8.count - footer.utf8.count - 2
        // Seen from the page of a pull request. The other forges read a relative link otherwise, and a whole one could be
        // spelt in two ways by who writes the comment and who holds it against the plan.
        let files: String? =
            switch forge {
            case .github: "../blob/\(commit)/"
            case .gitea, .gitlab: nil
            }
        let report = MarkdownReport(limit: room, cutsAtZones: true, files: files)
        text = first + "\n" + report.text(of: document, settingsChanges: settingsChanges) + footer
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
