internal import DNSModel
internal import ZonePlanning

extension TextReport {
    /// A change: its set in one line, with where it is declared, then its values.
    ///
    /// - Parameters:
    ///   - planned: the change.
    ///   - apex: the zone.
    ///   - undeclared: what stands in the place of a set that is declared nowhere.
    /// - Returns: the lines.
    func lines(
        of planned: PlannedChange, apex: DomainName, undeclared: String = "not declared"
    ) -> [String] {
        title(of: planned, apex: apex, undeclared: undeclared)
            + (planned.wasDynamic ? broken("      \(PlannedChange.takeOver)", indent: 8, .warning) : [])
            + values(of: planned.change)
    }

    /// The set of a change in one line, with where it is declared.
    func title(of planned: PlannedChange, apex: DomainName, undeclared: String = "not declared") -> [String] {
        let change = planned.change
        let (sign, role): (String, TextStyle.Role) =
            switch change {
            case .create: ("+", .created)
            case .update: ("~", .updated)
            case .delete: ("-", .deleted)
            }
        let name = label(change.key.name, apex: apex)
        let phrases = timeToLive(of: change).map { "  \($0)" } ?? ""
        let head = "  \(sign) \(name) \(Printable.text(change.key.typeAndIdentifier))\(phrases)"
        let place = planned.location.map { Printable.text($0.description) } ?? undeclared
        return self.head(head, role, place: place)
    }

    /// The first line of a change, with the place at the right edge where there is room, else in a line of its own.
    private func head(_ head: String, _ role: TextStyle.Role, place: String) -> [String] {
        let gap = width - head.count - place.count
        if gap >= 2 { return [style.paint(head, role) + TextLayout.blanks(gap) + style.paint(place, .faint)] }
        return broken(head, indent: 4, role)
            + broken(TextLayout.blanks(max(6, width - place.count)) + place, indent: 6, .faint)
    }

    private func timeToLive(of change: Change) -> String? {
        switch (change.before?.ttl, change.after?.ttl) {
        case (nil, nil): return nil
        case (let ttl?, nil), (nil, let ttl?): return "ttl \(ttl)"
        case (let from?, let to?):
            if from == to { return "ttl \(to)" }
            return "ttl \(from) -> \(to)" + (change.isTTLOnly ? " (TTL only)" : "")
        }
    }

    // MARK: - Values

    private func values(of change: Change) -> [String] {
        ValueLine.lines(of: change).flatMap { line in
            switch line {
            case .kept(let value): broken("        \(value)", indent: 8, .faint)
            case .removed(let value): broken("      - \(value)", indent: 8, .deleted)
            case .added(let value): broken("      + \(value)", indent: 8, .created)
            case .replaced(let old, let new): replaced(old, by: new)
            }
        }
    }

    /// What a value becomes: side by side where there is room, else one below the other, and from where on they differ.
    private func replaced(_ old: String, by new: String) -> [String] {
        if old.utf8.count + new.utf8.count + 12 <= width {
            return ["      " + style.paint("- \(old)", .deleted) + "  " + style.paint("+ \(new)", .created)]
        }
        var lines = broken("      - \(old)", indent: 8, .deleted) + broken("      + \(new)", indent: 8, .created)
        let alike = zip(old.utf8, new.utf8).prefix { $0 == $1 }.count
        if alike > 20, lines.count > 2 {
            lines.append(style.paint("        (they differ from character \(alike + 1) on)", .faint))
        }
        return lines
    }

    // MARK: - Names and lines

    private var layout: TextLayout { TextLayout(style: style, width: width) }

    func name(_ apex: DomainName) -> String { layout.name(apex) }

    private func label(_ name: DomainName, apex: DomainName) -> String {
        let text = name.text(relativeTo: apex)
        guard name.hasALabels else { return text }
        let shown = Printable.text(name.displayText)
        return shown == name.description ? text : "\(text) (\(shown))"
    }

    func broken(_ text: String, indent: Int, _ role: TextStyle.Role? = nil) -> [String] {
        layout.broken(text, indent: indent, role)
    }
}
