internal import DNSModel
package import ZonePlanning

/// Says what differs between two settings files, or two signers files, for a reviewer.
///
/// The files are compared as YAML, key by key, and not as ``Settings``: whatever the settings may say, now or later, a
/// difference in it is a difference here. Comments, order of keys and layout are none.
package enum SettingsComparison {
    /// The sections that are shown first, as they say whom and what to trust.
    private static let firstSections = ["review", "providers", "ledger", "policies", "zones"]

    /// What differs between two settings files.
    ///
    /// - Parameters:
    ///   - old: the settings of the protected branch.
    ///   - new: the settings of the commit.
    /// - Returns: the differences; those about review, providers, ledger and policies first.
    package static func changes(from old: [UInt8], to new: [UInt8]) -> [SettingsChange] {
        let before: Tree
        let after: Tree
        do throws(YAMLFailure) {
            before = try tree(old)
        } catch {
            return [SettingsChange(.unreadable(areBefore: true))]
        }
        do throws(YAMLFailure) {
            after = try tree(new)
        } catch {
            return [SettingsChange(.unreadable(areBefore: false))]
        }
        var changes: [SettingsChange] = []
        compare(before, after, at: "", &changes)
        let rank = { (change: SettingsChange) -> Int in
            guard case .key(let path) = change.subject else { return firstSections.count }
            return firstSections.firstIndex { path == $0 || path.hasPrefix($0 + ".") } ?? firstSections.count
        }
        return changes.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }
            .map(\.element)
    }

    /// What differs between two signers files (ssh-keygen(1), ALLOWED SIGNERS), line by line.
    ///
    /// - Parameters:
    ///   - old: the file of the protected branch; `nil` where there is none.
    ///   - new: the file of the commit; `nil` where there is none.
    ///   - path: the file's path in the commit.
    /// - Returns: the lines that are gone and those that are new. The order of lines, comments and white space at their
    ///   ends are no differences.
    package static func signerChanges(from old: [UInt8]?, to new: [UInt8]?, path: String) -> [SettingsChange] {
        let (before, after) = (lines(of: old ?? []), lines(of: new ?? []))
        let (known, kept) = (Set(before), Set(after))
        return before.filter { !kept.contains($0) }
            .map { SettingsChange(.line(of: path), before: $0) }
            + after.filter { !known.contains($0) }.map { SettingsChange(.line(of: path), after: $0) }
    }

    private static func lines(of octets: [UInt8]) -> [String] {
        octets.split { $0 == 10 || $0 == 13 }.map { line in
            let isBlank: (UInt8) -> Bool = { $0 == 32 || $0 == 9 }
            let start = line.drop(while: isBlank)
            let end = start.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? start.startIndex
            return String(decoding: start[start.startIndex..<end], as: UTF8.self)
        }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
    }

    // MARK: - Comparing

    /// A YAML document as far as it is compared: scalars and lists by their text.
    private indirect enum Tree {
        case map([(key: String, value: Tree)])
        case list([String], areMaps: Bool)
        case scalar(String)

        /// Everything on one line.
        var text: String {
            switch self {
            case .scalar(let text): text
            case .list(let items, _): "[\(items.joined(separator: ", "))]"
            case .map(let pairs): "{\(pairs.map { "\($0.key): \($0.value.text)" }.joined(separator: ", "))}"
            }
        }
    }

    private static func tree(_ octets: [UInt8]) throws(YAMLFailure) -> Tree {
        try octets.withUnsafeBufferPointer { octets throws(YAMLFailure) in
            var parser = try YAMLParser(octets)
            var nodes = YAMLTree()
            guard try parser.readDocument(into: &nodes) else { return .map([]) }
            let value = YAMLValue(nodes, 0)
            return value.isNull ? .map([]) : tree(value)
        }
    }

    private static func tree(_ value: YAMLValue) -> Tree {
        switch value.content {
        case .text(let text, let isPlain): return .scalar(scalar(text, isPlain: isPlain))
        case .list(let items):
            let areMaps = items.allSatisfy { if case .map = $0.content { true } else { false } }
            return .list(items.map { canonical(tree($0)).text }, areMaps: areMaps)
        case .map(let pairs): return .map(pairs.map { (tree($0.key).text, tree($0.value)) })
        }
    }

    /// The tree with the keys of its maps in order, so that equal ones have equal texts.
    private static func canonical(_ tree: Tree) -> Tree {
        guard case .map(let pairs) = tree else { return tree }
        return .map(pairs.map { ($0.key, canonical($0.value)) }.sorted { $0.0 < $1.0 })
    }

    /// A scalar, in quotes where it could be read as something else.
    private static func scalar(_ text: String, isPlain: Bool) -> String {
        let isSafe =
            !text.isEmpty
            && text.utf8.allSatisfy { octet in
                switch octet {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
                    UInt8(ascii: "/"), UInt8(ascii: "%"), UInt8(ascii: "+"), UInt8(ascii: "@"), UInt8(ascii: "*"):
                    true
                default: false
                }
            }
        let isWord = ["~", "null", "true", "false", "yes", "no", "on", "off"].contains(text.lowercased())
        if isPlain ? isSafe || isWord || text.isEmpty : isSafe && !isWord { return text.isEmpty ? "null" : text }
        return "'" + text.replacing("'", with: "''") + "'"
    }

    private static func compare(_ old: Tree, _ new: Tree, at path: String, _ changes: inout [SettingsChange]) {
        switch (old, new) {
        case (.map(let before), .map(let after)):
            let known = Dictionary(before.map { ($0.key, $0.value) }) { first, _ in first }
            let kept = Set(after.map(\.key))
            for (key, value) in after {
                let place = path.isEmpty ? key : "\(path).\(key)"
                if let earlier = known[key] {
                    compare(earlier, value, at: place, &changes)
                } else {
                    changes.append(SettingsChange(place, before: nil, after: value.text))
                }
            }
            for (key, value) in before where !kept.contains(key) {
                changes.append(
                    SettingsChange(path.isEmpty ? key : "\(path).\(key)", before: value.text, after: nil))
            }
        case (.list(let before, true), .list(let after, true)) where Set(before) != Set(after):
            // Of a long list of patterns, the ones that come and go.
            let (known, kept) = (Set(before), Set(after))
            for item in before where !kept.contains(item) {
                changes.append(SettingsChange(.item(of: path), before: item))
            }
            for item in after where !known.contains(item) {
                changes.append(SettingsChange(.item(of: path), after: item))
            }
        case (.map, _), (.list, _), (.scalar, _):
            let (before, after) = (canonical(old).text, canonical(new).text)
            if before != after {
                changes.append(SettingsChange(path.isEmpty ? .settings : .key(path), before: before, after: after))
            }
        }
    }
}
