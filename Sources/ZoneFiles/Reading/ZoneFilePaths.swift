package import DNSModel

/// Which zone each file in the folder of zone files belongs to, by its path alone.
///
/// | path in the folder | what it is |
/// |---|---|
/// | `example.com.yaml` | the file of a zone, named as ``DNSModel/DomainName/fileName`` or in another spelling of it |
/// | `example.com./www.yaml` | a part of a zone whose files are split |
/// | `0/25.2.0.192.in-addr.arpa.yaml` | as octoDNS has a zone with a slash in its name (RFC 2317) |
/// | `.yaml` | as octoDNS has the root zone |
///
/// A zone name of one label, as in `config.yaml`, and names that other tools are known by, are a zone's only where the
/// settings name that zone.
package struct ZoneFilePaths: Sendable {
    /// What a file is.
    package enum Place: Hashable, Sendable {
        /// A zone's file, or a part of it.
        case zone(DomainName, isPart: Bool)
        /// A file beside zone files that is no zone's.
        case other
        /// A file that nobody takes for a zone's: without the ending, hidden, or the usual settings.
        case none
        /// The file of a zone, but for something in its name; what to do.
        case misnamed(String)
        /// A file by whose name no zone can be called.
        case unreadable(DNSParseError)
        /// A file in a folder that nothing reads, where it or the folder is named like a zone; the folder, and what to
        /// do.
        case outOfReach(folder: String, remedy: String)
    }

    /// The folder of zone files from the root of the repository; empty for the root itself.
    private let folder: String
    /// The zones that the settings name.
    private let named: Set<DomainName>

    package init(_ settings: Settings) {
        folder = settings.zoneFiles == "." ? "" : settings.zoneFiles
        named = Set(settings.zones.keys)
    }

    /// The folder, as a person names it.
    package var shownFolder: String { folder.isEmpty ? "the root of the repository" : "'\(Shown.text(folder))'" }

    /// The usual path of a zone's file.
    package static func path(of apex: DomainName, below zoneFiles: String) -> String {
        (zoneFiles == "." ? "" : zoneFiles + "/") + apex.fileName + ".yaml"
    }

    /// The paths of files and folders that are usual for a zone.
    package static func usualPaths(of apex: DomainName, below zoneFiles: String) -> [String] {
        let prefix = zoneFiles == "." ? "" : zoneFiles + "/"
        let texts = Set([apex.fileName, String(apex.description.dropLast()), octoDNSName(of: apex)])
        return texts.sorted().flatMap { text in
            [".yaml", ".yml"].map { prefix + text + $0 } + (text.isEmpty ? [] : [prefix + text + "."])
        }
    }

    /// The name as octoDNS has it, without escapes.
    private static func octoDNSName(of apex: DomainName) -> String {
        apex.labels.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ".")
    }

    // MARK: - One file

    /// What a file is.
    ///
    /// - Parameter path: from the root of the repository, below the folder of zone files.
    /// - Returns: what it is.
    package func place(of path: String) -> Place {
        let inner = folder.isEmpty ? path[...] : path.dropFirst(folder.utf8.count + 1)
        let parts = inner.split(separator: "/")
        guard let last = parts.last else { return .none }
        guard let name = Self.withoutEnding(last) else { return placeWithOtherEnding(last, isTop: parts.count == 1) }
        guard parts.count > 1 else { return place(ofTop: last, name) }
        if let place = placeInFolders(parts, name) { return place }
        return placeOutOfReach(parts, name)
    }

    /// A file in the folder itself.
    private func place(ofTop file: Substring, _ name: Substring) -> Place {
        if name.isEmpty { return .zone(.root, isPart: false) }
        if file == "gate53.yaml" { return .none }
        if name.hasPrefix("."), name != "." {
            guard isLikeZone(name.dropFirst()) else { return .none }
            return .misnamed("a hidden file is not read; name it '\(Shown.text(file.dropFirst()))' if it is a zone's")
        }
        do throws(DNSParseError) {
            let apex = try DomainName(zone: name)
            return named.contains(apex) || isLikeZone(name) ? .zone(apex, isPart: false) : .other
        } catch {
            return name.contains(".") ? .unreadable(error) : .other
        }
    }

    /// A file of a split zone, or of one that has slashes in its name; `nil` where it is neither.
    private func placeInFolders(_ parts: [Substring], _ name: Substring) -> Place? {
        let above = parts.dropLast()
        // The parts of a split zone: the last folder is named as the zone, with its final dot.
        if let end = above.last, end.hasSuffix(".") {
            let text = above.joined(separator: "/").dropLast()
            do throws(DNSParseError) {
                let apex = try DomainName(zone: text)
                if above.count == 1 || isWithSlash(apex, above.dropLast()) { return .zone(apex, isPart: true) }
            } catch {
                if above.count == 1 { return .unreadable(error) }
            }
            return nil
        }
        guard let apex = try? DomainName(zone: above.joined(separator: "/") + "/" + name), isWithSlash(apex, above)
        else { return nil }
        return .zone(apex, isPart: false)
    }

    /// Whether a path of several parts is the name of such a zone: the settings name it, or it is one of RFC 2317,
    /// whose folder is a number.
    private func isWithSlash(_ apex: DomainName, _ above: ArraySlice<Substring>) -> Bool {
        if named.contains(apex) { return true }
        let isNumber = above.count == 1 && above.allSatisfy { $0.utf8.allSatisfy { $0 &- UInt8(ascii: "0") < 10 } }
        return isNumber && apex.labels.suffix(2).elementsEqual([Array("in-addr".utf8), Array("arpa".utf8)])
    }

    private func placeOutOfReach(_ parts: [Substring], _ name: Substring) -> Place {
        let folders = parts.dropLast()
        if folders.contains(where: { $0.hasPrefix(".") }) { return .none }
        let own = folder.isEmpty ? "the root" : "'\(Shown.text(folder))'"
        let remedy: String
        if let index = folders.firstIndex(where: isLikeZone) {
            let zone = Shown.text(folders[index])
            if !zone.hasSuffix(".") {
                remedy = "the folder of a zone whose files are split is named with a final dot, '\(zone).'"
            } else if index > 0 {
                remedy = "put the folder '\(zone)' into \(own) itself"
            } else {
                remedy = "put its files into the folder '\(zone)' itself"
            }
        } else if isLikeZone(name) {
            remedy = "put its files into \(own) itself, or name it as 'zone-files' in settings of its own"
        } else {
            return .none
        }
        let path = (folder.isEmpty ? [] : [folder]) + folders.map(String.init)
        return .outOfReach(folder: path.joined(separator: "/"), remedy: remedy)
    }

    /// What can be said of a file that does not end as zone files do.
    private func placeWithOtherEnding(_ file: Substring, isTop: Bool) -> Place {
        guard let dot = file.lastIndex(of: "."),
            ["yaml", "yml"].contains(file[file.index(after: dot)...].lowercased()),
            isTop ? isLikeZone(file[..<dot]) : !file.hasPrefix(".")
        else { return .none }
        return .misnamed(
            "the ending is in upper case, so it is not read; name it '\(Shown.text(file[..<dot])).yaml'")
    }

    /// A file's name without the ending of a zone file; `nil` where it has none.
    private static func withoutEnding(_ name: Substring) -> Substring? {
        for ending in [".yaml", ".yml"] where name.hasSuffix(ending) { return name.dropLast(ending.count) }
        return nil
    }

    /// Files of other tools that have a name of two labels.
    private static let others: Set<String> = ["docker-compose", "compose", "mkdocs"]

    /// Whether a text is the name of a zone of two labels or more, or is meant as one.
    private func isLikeZone(_ text: Substring) -> Bool {
        guard let apex = try? DomainName(zone: text) else { return false }
        let labels = apex.labels
        if apex == .root { return text == "%root" || text == "." }
        return labels.count > 2
            || labels.count == 2 && !Self.others.contains(String(decoding: labels[0], as: UTF8.self))
    }
}
