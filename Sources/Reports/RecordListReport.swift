internal import DNSModel
package import ZonePlanning

/// Record sets for people at a terminal, much as in a master file: one value a line, each line whole in itself, and
/// what is no record behind `;`.
package struct RecordListReport: Sendable {
    package var style: TextStyle
    /// How wide a line may be, in characters.
    package var width: Int

    package init(style: TextStyle, width: Int = 80) {
        self.style = style
        self.width = max(40, width)
    }

    private var layout: TextLayout { TextLayout(style: style, width: width) }

    /// The whole report, ended by a line feed; empty where nothing was found.
    package func text(of list: RecordList) -> String {
        guard !list.zones.isEmpty else { return "" }
        var lines: [String] = []
        for records in list.zones {
            lines += layout.broken(heading(of: records), indent: 4, .strong)
            lines += records.match.sets.flatMap(self.lines(of:))
            for set in records.match.unmodelled {
                lines += layout.broken(
                    "\(set.name)  -  \(Printable.text(set.type))  ; not modelled: \(Printable.text(set.reason))",
                    indent: 4, .warning)
            }
            lines.append("")
        }
        lines += layout.broken(
            "; \(counted(list.count, "record set")) in \(list.zones.count) of \(counted(list.searched, "zone"))",
            indent: 4, .faint)
        return lines.joined(separator: "\n") + "\n"
    }

    private func heading(of records: RecordList.ZoneRecords) -> String {
        let zone = records.zone
        var details: [String] = []
        if zone.hasOwnID { details.append(Printable.text(zone.id)) }
        if zone.isPrivate { details.append("private") }
        if let reason = zone.readOnly { details.append("read-only: \(Printable.text(reason))") }
        let shown = details.isEmpty ? "" : " (\(details.joined(separator: ", ")))"
        return "; \(layout.name(zone.apex)) on \(Printable.text(records.provider))\(shown): "
            + counted(records.count, "record set")
    }

    private func lines(of set: RecordSet) -> [String] {
        let text = SetText(set)
        var head = "\(set.name)  \(set.ttl.map { "\($0)" } ?? "-")  \(set.type)"
        let identifier = set.routing.map { "[\(Printable.text($0.identifier.description))]" }
        let place = ([identifier].compactMap { $0 } + [text.attributes.joined(separator: ", ")]).filter { !$0.isEmpty }
        if !place.isEmpty { head += "  " + place.joined(separator: " ") }
        return text.values.flatMap { layout.broken("\(head)  \($0)", indent: 4) }
    }
}
