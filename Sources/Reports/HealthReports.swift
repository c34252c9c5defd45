internal import DNSModel
package import ZonePlanning

/// What `gate53 doctor` found, for people at a terminal: by area, what is wrong with what to do about it.
package struct HealthTextReport: Sendable {
    package var style: TextStyle
    /// How wide a line may be, in characters.
    package var width: Int

    package init(style: TextStyle, width: Int = 80) {
        self.style = style
        self.width = max(40, width)
    }

    private var layout: TextLayout { TextLayout(style: style, width: width) }

    /// The whole report, ended by a line feed.
    ///
    /// - Parameters:
    ///   - report: what was found.
    ///   - onlyTroubles: whether what is well is left out.
    /// - Returns: the text.
    package func text(of report: HealthReport, onlyTroubles: Bool = false) -> String {
        var lines: [String] = []
        for (area, checks) in report.areas {
            let shown = checks.filter { !onlyTroubles || $0.outcome == .failed || $0.outcome == .warning }
            if shown.isEmpty { continue }
            if !lines.isEmpty { lines.append("") }
            lines.append(style.paint(area.rawValue, .strong))
            lines += shown.flatMap(self.lines)
        }
        if !lines.isEmpty { lines.append("") }
        lines += layout.broken(summary(of: report), indent: 2, .strong)
        return lines.joined(separator: "\n") + "\n"
    }

    private func lines(of check: HealthCheck) -> [String] {
        let role = check.outcome.role
        let text =
            "  \(check.outcome.word) \(Printable.text(check.subject)): \(Printable.text(check.finding))"
            + (check.outcome == .good ? "" : " [\(check.id)]")
        var lines = layout.broken(text, indent: 12, role)
        if let remedy = check.remedy {
            lines += layout.broken("            -> \(Printable.text(remedy))", indent: 15)
        }
        return lines
    }

    private func summary(of report: HealthReport) -> String {
        let (failed, warned) = (report.count(.failed), report.count(.warning))
        return "\(counted(report.checks.count, "check")): \(report.count(.good)) ok, \(counted(warned, "warning")), "
            + "\(failed) failed, \(report.count(.notChecked)) not checked."
            + (failed > 0
                ? " What failed keeps gate53 from working, or is not safe."
                : warned > 0 ? " Nothing keeps gate53 from working." : "")
    }
}

extension HealthCheck.Outcome {
    /// The word of it, of one width.
    fileprivate var word: String {
        switch self {
        case .good: "ok       "
        case .warning: "warning  "
        case .failed: "FAILED   "
        case .notChecked: "unchecked"
        }
    }

    fileprivate var role: TextStyle.Role? {
        switch self {
        case .good: nil
        case .warning: .warning
        case .failed: .error
        case .notChecked: .faint
        }
    }
}

/// The same as a document: JSON, see `Schemas/doctor.schema.json`.
package enum HealthDocument {
    /// Writes the document.
    ///
    /// - Throws: ``DocumentError`` when JSON can't be written, which no report causes.
    package static func encode(_ report: HealthReport) throws(DocumentError) -> [UInt8] {
        try DocumentCoding.encode(HealthFile(report))
    }
}

private struct HealthFile: Encodable {
    var format = "gate53-doctor/1"
    var well: Bool
    var counts: Counts
    var checks: [CheckMember]

    struct Counts: Encodable {
        var failed: Int
        var notChecked: Int
        var ok: Int
        var warning: Int
    }

    struct CheckMember: Encodable {
        var area: String
        var id: String
        var subject: String
        var outcome: String
        var finding: String
        var remedy: String?
    }

    init(_ report: HealthReport) {
        well = report.isWell
        counts = Counts(
            failed: report.count(.failed), notChecked: report.count(.notChecked), ok: report.count(.good),
            warning: report.count(.warning))
        checks = report.areas.flatMap(\.checks).map {
            CheckMember(
                area: $0.area.rawValue, id: $0.id, subject: $0.subject, outcome: $0.outcome.rawValue,
                finding: $0.finding, remedy: $0.remedy)
        }
    }
}
