internal import DNSModel
package import ZonePlanning

/// What was taken into git, for people at a terminal.
package struct AdoptionReport: Sendable {
    private let report: TextReport

    package init(style: TextStyle, width: Int = 80) { report = TextReport(style: style, width: width) }

    /// Where an adoption was written.
    package struct Branch: Hashable, Sendable {
        package var name: String
        /// Whether it was made now; if not, it was there with the very same content.
        package var isNew: Bool
        /// The paths that it changes.
        package var files: [String]
        /// The protected branch that it is built on, and its commit.
        package var onto: String
        package var commit: String
        /// The remote that the protected branch is of; `nil` where there is none.
        package var remote: String?

        package init(name: String, isNew: Bool, files: [String], onto: String, commit: String, remote: String?) {
            self.name = name
            self.isNew = isNew
            self.files = files
            self.onto = onto
            self.commit = commit
            self.remote = remote
        }
    }

    /// The whole report, ended by a line feed: what changes in git, where it was written, and what comes next.
    package func text(of adoptions: [Adoption], on branch: Branch, whoUnknown: String?) -> String {
        var lines: [String] = []
        for adoption in adoptions {
            let provider = Printable.text("\(adoption.provider.name) (\(adoption.provider.type))")
            let count = adoption.changes.count
            lines += report.broken(
                "\(report.name(adoption.apex)) on \(provider): \(count) adopted", indent: 2, .strong)
            lines.append("")
            for set in adoption.sets {
                guard let change = set.change(from: set.head) else { continue }
                lines += report.lines(
                    of: PlannedChange(change: change, location: set.location, batch: 1), apex: adoption.apex)
                for remark in DriftWords.remarks(on: set) {
                    lines += report.broken("        \(remark)", indent: 10, .faint)
                }
            }
            lines.append("")
        }
        if let whoUnknown, adoptions.contains(where: { $0.sets.contains { $0.who == nil } }) {
            lines += report.broken("Who did it is not known: \(Printable.text(whoUnknown))", indent: 2, .faint)
            lines.append("")
        }
        let word = branch.isNew ? "Written to the new branch" : "It is on the branch already:"
        let place = "\(Printable.text(branch.onto)) at \(Printable.text(String(branch.commit.prefix(12))))"
        lines += report.broken(
            "\(word) \(Printable.text(branch.name)), from \(place):", indent: 2, .strong)
        for path in branch.files { lines += report.broken("  \(Printable.text(path))", indent: 4) }
        let push =
            branch.remote.map { "git push \(Printable.text($0)) \(Printable.text(branch.name)), then open" } ?? "open"
        lines += report.broken(
            "Next: \(push) a pull request into \(Printable.text(branch.onto)). Once it is merged, 'gate53 plan' has "
                + "nothing to do for it, and applying that empty plan records live as it is.", indent: 2)
        return lines.joined(separator: "\n") + "\n"
    }

    /// Why nothing was written, as a line.
    package func nothing(_ adoptions: [Adoption], isNamed: Bool) -> String {
        let accepted = adoptions.reduce(0) { $0 + $1.accepted }
        if isNamed { return "Nothing to adopt: no record set of that name was changed outside git." }
        return accepted > 0
            ? "Nothing to adopt: the settings accept \(counted(accepted, "difference")); name one to adopt it."
            : "Nothing to adopt: nothing was changed outside git."
    }
}

extension SetDrift {
    /// The change from a version to what is live.
    fileprivate func change(from before: RecordSet?) -> Change? {
        switch (before, live) {
        case (nil, nil): nil
        case (nil, let after?): .create(after)
        case (let before?, nil): .delete(before)
        case (let before?, let after?): before == after ? nil : .update(from: before, to: after)
        }
    }
}
