internal import DNSModel
package import ZonePlanning

/// A list of zones for people at a terminal: one line a zone, then what should be known, then the counts.
package struct ZoneListReport: Sendable {
    package var style: TextStyle
    /// How wide a line may be, in characters.
    package var width: Int

    package init(style: TextStyle, width: Int = 80) {
        self.style = style
        self.width = max(40, width)
    }

    private var layout: TextLayout { TextLayout(style: style, width: width) }

    /// The whole report, ended by a line feed.
    package func text(of list: ZoneList, _ filter: ZoneList.Filter = ZoneList.Filter()) -> String {
        let entries = list.entries(filter)
        let missing = filter.isOff ? list.missing : []
        var lines = rows(entries, missing)
        let shown = Set(entries.map(\.zone.apex))
        let ambiguities = list.ambiguities.filter { shown.contains($0.apex) }
        if !ambiguities.isEmpty {
            lines.append("")
            lines += ambiguities.flatMap { layout.broken(sentence(on: $0), indent: 4, .warning) }
        }
        if !lines.isEmpty { lines.append("") }
        lines += layout.broken(count(list, filter, shown: entries.count), indent: 2, .strong)
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: - Lines

    /// One line a zone, those that are missing in their places.
    private func rows(_ entries: [ZoneList.Entry], _ missing: [ZoneList.Declared]) -> [String] {
        let showsID = entries.contains { $0.zone.hasOwnID }
        let showsProvider = Set(entries.map(\.provider) + missing.map(\.provider)).count > 1
        var table: [(apex: DomainName, cells: [String], rest: String, role: TextStyle.Role?)] = []
        let setsWidth = entries.map { String($0.zone.setCount ?? 0).count }.max() ?? 1
        for entry in entries {
            let zone = entry.zone
            var cells = [layout.name(zone.apex)]
            if showsID { cells.append(zone.hasOwnID ? Printable.text(zone.id) : "-") }
            if showsProvider { cells.append(Printable.text(entry.provider)) }
            cells.append(zone.isPrivate ? "private" : "public")
            cells.append(sets(zone.setCount, width: setsWidth))
            table.append((zone.apex, cells, remarks(on: entry), entry.management == .managed ? nil : .updated))
        }
        for declared in missing {
            var cells = [layout.name(declared.apex)]
            if showsID { cells.append(declared.id.map { Printable.text($0) } ?? "-") }
            if showsProvider { cells.append(Printable.text(declared.provider)) }
            let rest =
                declared.id == nil
                ? "declared, but not there: a plan would create it"
                : "declared, but not there: no zone of this name has this id"
            table.append((declared.apex, cells, rest, .created))
        }
        // Stable: the entries are in order, and what is missing has no other line, or one before it.
        let order = table.indices.sorted { (table[$0].apex, $0) < (table[$1].apex, $1) }
        let widths = columnWidths(table.map(\.cells))
        return order.flatMap { index in
            let row = table[index]
            let cells = zip(row.cells, widths).map { cell, width in
                cell + String(repeating: " ", count: max(0, width - cell.count))
            }
            return layout.broken((cells + [row.rest]).joined(separator: "  "), indent: 4, row.role)
        }
    }

    /// The widths of columns; a name beyond a third of the line sticks out.
    private func columnWidths(_ rows: [[String]]) -> [Int] {
        let columns = rows.map(\.count).max() ?? 0
        return (0..<columns).map { column in
            let widths = rows.compactMap { column < $0.count ? $0[column].count : nil }
            return widths.filter { column > 0 || $0 <= width / 3 }.max() ?? 0
        }
    }

    private func sets(_ count: Int?, width: Int) -> String {
        guard let count else { return String(repeating: " ", count: max(0, width - 1)) + "? sets" }
        let number = String(count)
        return String(repeating: " ", count: width - number.count) + number + (count == 1 ? " set " : " sets")
    }

    private func remarks(on entry: ZoneList.Entry) -> String {
        var remarks: [String] = []
        switch entry.management {
        case .managed: remarks.append("managed")
        case .unmanaged: remarks.append("unmanaged")
        case .unclear: remarks.append("unclear")
        }
        if entry.zone.isEmpty == true { remarks.append("empty") }
        if let reason = entry.zone.readOnly { remarks.append("read-only: \(Printable.text(reason))") }
        return remarks.joined(separator: ", ")
    }

    // MARK: - Below the lines

    private func sentence(on ambiguity: ZoneList.Ambiguity) -> String {
        let ids = ambiguity.zones.map { "\(Printable.text($0.id)) (\($0.isPrivate ? "private" : "public"))" }
        return "\(layout.name(ambiguity.apex)) exists \(ambiguity.zones.count) times at "
            + "\(Printable.text(ambiguity.provider)): \(ids.joined(separator: ", ")); write 'zone-id' in the "
            + "settings to say which one the zone file declares"
    }

    private func count(_ list: ZoneList, _ filter: ZoneList.Filter, shown: Int) -> String {
        let counts = list.counts
        var text = "\(counted(counts.zones, "zone")): \(counts.managed) managed, \(counts.unmanaged) not"
        if counts.unclear > 0 { text += ", \(counts.unclear) unclear" }
        text += "; \(counts.empty) empty."
        if counts.missing > 0 { text += " \(counts.missing) declared and not there." }
        if !filter.isOff { text += " \(shown) shown." }
        return text
    }
}
