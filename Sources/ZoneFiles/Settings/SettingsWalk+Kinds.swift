internal import ZonePlanning

// What the modules of providers read.

extension SettingsWalk {
    /// Has a module read the keys of a provider or of a zone.
    mutating func section<Result>(
        _ whole: YAMLValue, _ fields: [String: YAMLValue], _ read: (inout SettingsSection) -> Result
    ) -> Result {
        var section = SettingsSection(whole, fields, self)
        let result = read(&section)
        self = section.walk
        return result
    }

    /// Reads what a zone says for its provider alone. A mistake in what other kinds would read is one all the same.
    ///
    /// - Parameters:
    ///   - value: the zone.
    ///   - fields: its keys.
    ///   - own: the kind of its provider; `nil` where that is not known.
    /// - Returns: what it says; `nil` where the kind is not known.
    mutating func options(
        _ value: YAMLValue, _ fields: [String: YAMLValue], of own: String?
    ) -> ZoneProviderSettings? {
        var options: ZoneProviderSettings?
        for kind in kinds.all {
            guard kind.name == own || kind.zoneKeys.contains(where: { fields[$0.name] != nil }) else { continue }
            let known = diagnostics
            let read = section(value, fields) { kind.zoneSettings(&$0) }
            // A key of several kinds is read by each of them.
            if diagnostics.count > known.count {
                diagnostics = known + diagnostics.dropFirst(known.count).filter { !known.contains($0) }
            }
            if kind.name == own { options = read }
        }
        return options
    }

    /// Reports keys of a zone that only providers of other kinds know.
    mutating func checkKeys(_ fields: [String: YAMLValue], provider name: String, _ kind: String) {
        let own = Set(kinds[kind]?.zoneKeys.map(\.name) ?? [])
        for key in kinds.zoneKeys where !key.mayStandAnywhere && !own.contains(key.name) {
            guard let value = fields[key.name] else { continue }
            let others = kinds.all.filter { $0.zoneKeys.contains { $0.name == key.name } }.map { "'\($0.name)'" }
            error(
                "unused-key",
                "'\(key.name)' is for zones at a provider of type \(others.joined(separator: " or ")), and "
                    + "'\(Shown.text(name))' is of type '\(kind)'; leave it out", at: value)
        }
    }
}
