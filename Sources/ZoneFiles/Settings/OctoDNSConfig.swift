package import DNSModel
package import ZonePlanning

/// What octoDNS's own configuration says that gate53's settings say too. Its secrets are never kept.
///
/// Source: octoDNS 1.22, `octodns/manager.py` and the README of octodns-route53 and octodns-bind.
package struct OctoDNSConfig: Hashable, Sendable {
    /// Where a target serves zones.
    package struct Target: Hashable, Sendable {
        /// The kind of provider, as gate53's settings name it.
        package var kind: String
        /// What they say of it besides.
        package var lines: [StarterLine]
    }

    /// A zone of the configuration; `*` without a name.
    package struct Zone: Hashable, Sendable {
        package var apex: DomainName?
        /// The target's name.
        package var target: String
        package var isLenient: Bool
    }

    /// The file's path.
    package var path: String
    /// The folder of zone files from the root of the repository; `.` is the root.
    package var directory: String
    /// The time to live of records that say none.
    package var defaultTTL: TTL?
    /// The targets that gate53 serves, by name.
    package var targets: [String: Target] = [:]
    package var zones: [Zone] = []
    /// What gate53 can't take over, a sentence each with its place.
    package var diagnostics: [Diagnostic] = []

    /// Whether a file is octoDNS's configuration: it has `providers`, one of them with a Python class.
    package static func isOne(_ octets: [UInt8]) -> Bool { map(octets).map { !classes(of: $0).isEmpty } ?? false }

    /// Reads a configuration.
    ///
    /// - Parameters:
    ///   - octets: the file.
    ///   - path: its path.
    ///   - kinds: the kinds of providers there are.
    /// - Returns: what it says; `nil` where it is none, or reads no YAML zone files.
    package static func read(_ octets: [UInt8], path: String, _ kinds: ProviderKinds) -> OctoDNSConfig? {
        guard let root = map(octets) else { return nil }
        let classes = classes(of: root)
        guard let source = classes.first(where: { $0.type.hasSuffix("YamlProvider") }),
            let directory = folder(source.fields["directory"]?.plainText)
        else { return nil }
        var config = OctoDNSConfig(path: path, directory: directory)
        config.defaultTTL = source.fields["default_ttl"]?.plainText.flatMap { Int($0) }.flatMap { TTL(seconds: $0) }
        for other in classes where other.type.hasSuffix("YamlProvider") && other.name != source.name {
            config.note(
                "there is one folder of zone files in gate53; '\(Shown.text(other.name))' is not used", other.key)
        }
        for target in classes where !target.type.hasSuffix("YamlProvider") {
            let type = target.type.split(separator: ".").last.map(String.init) ?? ""
            guard let kind = kinds.all.first(where: { $0.octoDNS?.targetClass == type }) else {
                config.note(
                    "gate53 has no provider like '\(Shown.text(type))'; what '\(Shown.text(target.name))' serves is left out",
                    target.key)
                continue
            }
            let texts = target.fields.compactMapValues(\.plainText)
            config.targets[target.name] = kind.octoDNS?.lines(texts).map { Target(kind: kind.name, lines: $0) }
        }
        for (key, value) in root["zones"]?.pairs ?? [] { config.add(key, value) }
        return config
    }

    /// The same, with the folder of zone files where it is.
    ///
    /// octoDNS looks from where it is run: the root of the repository, or the folder of the configuration where that
    /// lies in one of its own.
    ///
    /// - Parameter hasFiles: whether there are files below a folder.
    /// - Returns: the configuration.
    package func placed(whereThereAre hasFiles: (_ folder: String) -> Bool) -> OctoDNSConfig {
        guard !hasFiles(directory), let slash = path.lastIndex(of: "/") else { return self }
        let own = String(path[..<slash])
        let below = directory == "." ? own : "\(own)/\(directory)"
        guard hasFiles(below) else { return self }
        var placed = self
        placed.directory = below
        return placed
    }

    private init(path: String, directory: String) {
        self.path = path
        self.directory = directory
    }

    private mutating func note(_ message: String, _ value: YAMLValue) {
        diagnostics.append(
            Diagnostic(
                .warning, id: "octodns-config", message,
                at: SourceLocation(file: path, line: value.line, column: value.column)))
    }

    private mutating func add(_ key: YAMLValue, _ value: YAMLValue) {
        guard let name = key.plainText else { return }
        let fields = value.fields
        if fields["alias"] != nil {
            note("'\(Shown.text(name))' has the records of another zone; write a zone file of its own", key)
            return
        }
        let names = fields["targets"]?.texts ?? []
        let known = names.filter { targets[$0] != nil }.sorted()
        guard let target = known.first else {
            note("no target of '\(Shown.text(name))' is one that gate53 serves", key)
            return
        }
        if known.count > 1 {
            note("a zone has one provider in gate53; '\(Shown.text(name))' is at '\(Shown.text(target))' alone", key)
        }
        for unknown in ["processors", "glob", "regex"] where fields[unknown] != nil {
            note("'\(unknown)' of '\(Shown.text(name))' is not taken over; see 'ignore' in the settings", key)
        }
        let isLenient = ["true", "yes", "on"].contains(fields["lenient"]?.plainText?.lowercased() ?? "")
        if name.hasPrefix("*") {
            zones.append(Zone(apex: nil, target: target, isLenient: isLenient))
        } else if let apex = try? DomainName(zone: name) {
            zones.append(Zone(apex: apex, target: target, isLenient: isLenient))
        }
    }

    // MARK: - YAML

    private struct Class {
        var name: String
        var key: YAMLValue
        var type: String
        var fields: [String: YAMLValue]
    }

    private static func map(_ octets: [UInt8]) -> [String: YAMLValue]? {
        var fields: [String: YAMLValue] = [:]
        octets.withUnsafeBufferPointer { octets in
            do throws(YAMLFailure) {
                var parser = try YAMLParser(octets)
                var tree = YAMLTree()
                if try parser.readDocument(into: &tree) { fields = YAMLValue(tree, 0).fields }
            } catch {
                fields = [:]
            }
        }
        return fields.isEmpty ? nil : fields
    }

    private static func classes(of root: [String: YAMLValue]) -> [Class] {
        (root["providers"]?.pairs ?? []).compactMap { key, value in
            let fields = value.fields
            guard let name = key.plainText, let type = fields["class"]?.plainText, type.contains(".") else {
                return nil
            }
            return Class(name: name, key: key, type: type, fields: fields)
        }
    }

    /// A folder as the settings have it; `nil` where it is not in the repository.
    private static func folder(_ text: String?) -> String? {
        guard let text, !text.hasPrefix("/"), !text.hasPrefix("~"), !text.hasPrefix("env/") else { return nil }
        let parts = text.split(separator: "/").filter { $0 != "." }
        if parts.contains("..") { return nil }
        return parts.isEmpty ? "." : parts.joined(separator: "/")
    }
}

extension YAMLValue {
    fileprivate var plainText: String? { if case .text(let text, _) = content { text } else { nil } }

    fileprivate var pairs: [(key: YAMLValue, value: YAMLValue)] {
        if case .map(let pairs) = content { pairs } else { [] }
    }

    fileprivate var fields: [String: YAMLValue] {
        Dictionary(pairs.compactMap { pair in pair.key.plainText.map { ($0, pair.value) } }) { $1 }
    }

    fileprivate var texts: [String] {
        if case .list(let items) = content { items.compactMap(\.plainText) } else { plainText.map { [$0] } ?? [] }
    }
}
