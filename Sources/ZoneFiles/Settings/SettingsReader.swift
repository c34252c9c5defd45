internal import DNSModel
package import ZonePlanning

/// Reads the settings file, `gate53.yaml`.
package enum SettingsReader {
    /// Reads settings.
    ///
    /// - Parameters:
    ///   - octets: the file.
    ///   - path: its path, for diagnostics.
    ///   - kinds: the kinds of providers there are.
    /// - Returns: the settings, unless there is an error; and every mistake, by place.
    package static func read(
        _ octets: [UInt8], path: String, _ kinds: ProviderKinds
    ) -> (settings: Settings?, diagnostics: [Diagnostic]) {
        if OctoDNSConfig.isOne(octets) {
            let mistake = Diagnostic(
                .error, id: "octodns-config",
                "this is octoDNS's configuration and not gate53's settings; 'gate53 init' reads it and writes those",
                at: SourceLocation(file: path))
            return (nil, [mistake])
        }
        var walk = SettingsWalk(path: path, kinds)
        var settings = Settings(path: path)
        octets.withUnsafeBufferPointer { octets in
            do throws(YAMLFailure) {
                var parser = try YAMLParser(octets)
                var tree = YAMLTree()
                guard try parser.readDocument(into: &tree) else { return }
                settings = walk.settings(YAMLValue(tree, 0))
            } catch {
                walk.diagnostics.append(
                    Diagnostic(
                        .error, id: error.id, error.message,
                        at: SourceLocation(file: path, line: error.line, column: error.column)))
            }
        }
        let diagnostics = walk.diagnostics.sorted { left, right in
            guard let left = left.location, let right = right.location else { return false }
            return left < right
        }
        return (diagnostics.contains { $0.severity == .error } ? nil : settings, diagnostics)
    }
}

extension SettingsReader {
    /// What a settings file says of the ledger, whatever else is in it: also what no version reads any more counts
    /// here.
    ///
    /// - Parameter octets: the file.
    /// - Returns: what it says, with the usual values where it says nothing; `nil` where it is no YAML.
    package static func ledger(of octets: [UInt8]) -> LedgerSettings? {
        octets.withUnsafeBufferPointer { octets in
            do throws(YAMLFailure) {
                var parser = try YAMLParser(octets)
                var tree = YAMLTree()
                guard try parser.readDocument(into: &tree) else { return LedgerSettings() }
                guard case .map(let pairs) = YAMLValue(tree, 0).content else { return LedgerSettings() }
                for pair in pairs {
                    guard case .text("ledger", _) = pair.key.content else { continue }
                    var walk = SettingsWalk(path: "", .none)
                    return walk.ledger(pair.value)
                }
                return LedgerSettings()
            } catch {
                return nil
            }
        }
    }
}

/// Walks the settings and gathers mistakes.
struct SettingsWalk {
    let path: String
    /// The kinds of providers there are.
    let kinds: ProviderKinds
    var diagnostics: [Diagnostic] = []
    /// The time to live of records that say none.
    var defaultTTL = ZoneFileOptions.octoDNSDefaultTTL
    /// What a plan does with drift in zones that do not say it themselves.
    var driftPolicy = DriftPolicy.leave

    /// How many diagnostics are kept.
    private static let mostDiagnostics = 1_000

    init(path: String, _ kinds: ProviderKinds) {
        self.path = path
        self.kinds = kinds
    }

    // MARK: - Building blocks

    func location(_ value: YAMLValue) -> SourceLocation {
        SourceLocation(file: path, line: value.line, column: value.column)
    }

    mutating func error(_ id: String, _ message: String, at value: YAMLValue) {
        guard diagnostics.count < Self.mostDiagnostics else { return }
        diagnostics.append(Diagnostic(.error, id: id, message, at: location(value)))
    }

    /// Adds what another reader found.
    mutating func add(_ diagnostic: Diagnostic) {
        if diagnostics.count < Self.mostDiagnostics { diagnostics.append(diagnostic) }
    }

    /// Whether something is many in English, as the settings are.
    private static func isPlural(_ what: String) -> Bool { what == "the settings" }

    /// The entries of a map whose keys are texts, each once.
    mutating func entries(_ value: YAMLValue, of what: String) -> [(name: String, key: YAMLValue, value: YAMLValue)] {
        if value.isNull { return [] }
        guard case .map(let pairs) = value.content else {
            error("wrong-shape", "\(what) \(Self.isPlural(what) ? "are" : "is") a map of keys and values", at: value)
            return []
        }
        var result: [(name: String, key: YAMLValue, value: YAMLValue)] = []
        var lines: [String: Int] = [:]
        for pair in pairs {
            guard case .text(let name, _) = pair.key.content else {
                error("wrong-shape", "a key is text, not a list or map", at: pair.key)
                continue
            }
            if let line = lines[name] {
                error(
                    "duplicate-key", "the key '\(Shown.text(name))' is here twice, first at line \(line); keep one",
                    at: pair.key)
                continue
            }
            lines[name] = pair.key.line
            result.append((name, pair.key, pair.value))
        }
        return result
    }

    /// The entries of a map that may have only some keys; others are reported.
    mutating func fields(_ value: YAMLValue, of what: String, _ names: [String]) -> [String: YAMLValue] {
        var result: [String: YAMLValue] = [:]
        for entry in entries(value, of: what) {
            if names.contains(entry.name) {
                result[entry.name] = entry.value
            } else {
                error(
                    "unknown-key",
                    "\(what) \(Self.isPlural(what) ? "have" : "has") no key '\(Shown.text(entry.name))'; "
                        + DidYouMean.hint(for: entry.name, in: names),
                    at: entry.key)
            }
        }
        return result
    }

    mutating func text(_ value: YAMLValue) -> String? {
        guard case .text(let text, _) = value.content, !value.isNull, !text.isEmpty else {
            error("bad-value", "write a text", at: value)
            return nil
        }
        return text
    }

    /// The texts of a list.
    mutating func texts(_ value: YAMLValue, example: String) -> [String] {
        guard case .list(let items) = value.content else {
            error("wrong-shape", "write a list, as in \(example)", at: value)
            return []
        }
        var texts: [String] = []
        for item in items {
            if let text = text(item) { texts.append(text) }
        }
        return texts
    }

    /// Reads `lenient`: true, false, or the ids of what is taken.
    mutating func leniency(_ value: YAMLValue) -> Leniency? {
        guard case .list(let items) = value.content else { return flag(value).map { Leniency(isOn: $0) } }
        var leniency = Leniency()
        for item in items {
            guard let id = text(item) else { continue }
            let isID =
                !id.isEmpty
                && id.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
            if isID {
                leniency.ids.insert(id)
            } else {
                error(
                    "bad-value",
                    "'\(Shown.text(id))' is not a message id; write what messages have in brackets, as in name-not-absolute",
                    at: item)
            }
        }
        return leniency
    }

    mutating func flag(_ value: YAMLValue) -> Bool? {
        if case .text(let text, isPlain: true) = value.content {
            switch text.lowercased() {
            case "true", "yes", "on": return true
            case "false", "no", "off": return false
            default: break
            }
        }
        error("bad-value", "write 'true' or 'false'", at: value)
        return nil
    }

    mutating func number(_ value: YAMLValue, _ range: ClosedRange<Int>) -> Int? {
        if case .text(let text, _) = value.content, text.utf8.allSatisfy({ 48...57 ~= $0 }), let number = Int(text),
            range.contains(number)
        {
            return number
        }
        error("bad-value", "write a whole number from \(range.lowerBound) to \(range.upperBound)", at: value)
        return nil
    }

    /// One of some words.
    mutating func choice<Choice: RawRepresentable & CaseIterable>(_ value: YAMLValue, _: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        guard let text = text(value) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let words = Choice.allCases.map(\.rawValue)
        error(
            "bad-value", "'\(Shown.text(text))' is not one of the words here; " + DidYouMean.hint(for: text, in: words),
            at: value)
        return nil
    }

    mutating func timeToLive(_ value: YAMLValue) -> TTL? {
        guard let text = text(value) else { return nil }
        do {
            return try TTL(parsing: text)
        } catch {
            self.error(error.code.rawValue, Printable.text(error.message), at: value)
            return nil
        }
    }

    /// An absolute name.
    mutating func name(_ value: YAMLValue) -> DomainName? {
        guard let text = text(value) else { return nil }
        do {
            return try DomainName(parsing: text)
        } catch {
            let remedy = error.code == .nameNotAbsolute ? "; write '\(Shown.text(text)).'" : ""
            self.error(error.code.rawValue, Printable.text(error.message) + remedy, at: value)
            return nil
        }
    }

    /// A path below the repository's root, or any path where `mayLeave` is set.
    mutating func path(_ value: YAMLValue, mayLeave: Bool = false) -> String? {
        guard let text = text(value) else { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: true)
        if text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
            error("bad-value", "a path has no control characters", at: value)
            return nil
        }
        if mayLeave {
            return text.hasSuffix("/") && text.utf8.count > 1 ? String(text.dropLast()) : text
        }
        if text.hasPrefix("/") || parts.contains("..") {
            error("bad-value", "write a path below the repository's root, without '..'", at: value)
            return nil
        }
        let inner = parts.filter { $0 != "." }
        return inner.isEmpty ? "." : inner.joined(separator: "/")
    }
}

/// What of zone files is taken that would be a mistake, or a warning.
struct Leniency {
    /// Whether a missing final dot, and what the provider can't serve, is a warning.
    var isOn = false
    /// The ids of what is taken without a word.
    var ids: Set<String> = []
}
