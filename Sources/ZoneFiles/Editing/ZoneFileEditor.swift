package import DNSModel
package import ZonePlanning

// Decision 0028: zone files are edited in place.

/// A zone file after an edit.
package struct EditedZoneFile: Hashable, Sendable {
    /// The path in the repository.
    package var path: String
    /// What is in it; `nil` where the file goes away.
    package var octets: [UInt8]?

    package init(path: String, octets: [UInt8]?) {
        self.path = path
        self.octets = octets
    }
}

/// Changes record sets in zone files and leaves all else as it is: comments, order, quotes, layout, anchors.
///
/// - A value, TTL or other field that differs is changed where it stands; the rest of the record stays to the octet.
/// - A set that goes takes its lines along, and a comment right above them where that can be about nothing else.
/// - A set that comes is written beside the others of its name; a name that comes stands where it belongs if the file
///   is in order, else at its end.
/// - A record that stands under an alias is written out. What aliases of other records need is changed only where all
///   of them shall be alike; else the edit is refused with its place.
/// - A file in canonical form stays in it.
package enum ZoneFileEditor {
    /// Changes record sets.
    ///
    /// Reading the files afterwards gives what was declared before with the changes applied, and every other annotation
    /// as it was; where that can't be had, nothing is changed.
    ///
    /// - Parameters:
    ///   - files: the zone's file, or the files of its folder.
    ///   - apex: the zone's name.
    ///   - options: how the files are read.
    ///   - types: what records of provider-specific types stand for; one that changes is written anew as that.
    ///   - changes: what is declared, and what shall be.
    /// - Returns: the files that differ; or nothing, and why.
    package static func edit(
        files: [ZoneFileInput], apex: DomainName, options: ZoneFileOptions, types: ProviderTypes = .none,
        changes: [Change]
    ) -> (files: [EditedZoneFile]?, diagnostics: [Diagnostic]) {
        let (declared, mistakes) = ZoneFileReader.read(files: files, apex: apex, options: options)
        guard let declared else { return (nil, mistakes.filter { $0.severity == .error }) }
        if changes.isEmpty { return ([], []) }
        let changes = changes.map { Self.inWords(of: declared.zone[$0.key], $0) }
        do throws(EditRefusal) {
            let wanted: Zone
            do throws(ChangeConflict) {
                wanted = try types.zone(of: declared).applying(changes)
            } catch {
                throw EditRefusal("\(error.change.key) is not declared as it was expected to be", at: nil)
            }
            let changed = Set(changes.map(\.key))
            let kept = declared.providerSets.map { types.sets($0, apex) }
                .filter { sets in sets.contains { changed.contains($0.key) } }
                .flatMap { sets in sets.filter { !changed.contains($0.key) } }
            var run = ZoneFileEdit(
                files: files, apex: apex, options: options, types: types, changes: changes, kept: kept)
            try run.run()
            let edited = run.finished(from: files)
            try check(edited, files, wanted, declared, options, types)
            return (edited, [])
        } catch {
            return (nil, [error.diagnostic])
        }
    }

    /// A change in the words of what is declared, where it was made from that with the cuts of what is live.
    private static func inWords(of declared: RecordSet?, _ change: Change) -> Change {
        guard let declared, let before = change.before, before != declared,
            declared.withCuts(of: [before.data]) == before
        else { return change }
        guard let after = change.after else { return .delete(declared) }
        return .update(from: declared, to: after.droppingCuts(from: before, as: declared))
    }

    /// Reads the files anew and makes sure that they declare what was wanted.
    private static func check(
        _ edited: [EditedZoneFile], _ files: [ZoneFileInput], _ wanted: Zone, _ declared: DesiredZone,
        _ options: ZoneFileOptions, _ types: ProviderTypes
    ) throws(EditRefusal) {
        var inputs = files.filter { file in !edited.contains { $0.path == file.path } }
        inputs += edited.compactMap { file in
            file.octets.map { ZoneFileInput(path: file.path, blob: "", octets: $0) }
        }
        let (read, diagnostics) = ZoneFileReader.read(files: inputs, apex: wanted.apex, options: options)
        guard let read else {
            let first = diagnostics.first { $0.severity == .error }
            throw EditRefusal(
                "the zone file would not be valid any more: \(first?.message ?? "it can't be read")",
                at: first?.location)
        }
        let difference = diff(from: wanted, to: types.zone(of: read))
        guard let other = difference.first else {
            for (key, annotation) in declared.annotations {
                guard let set = wanted[key], set == declared.zone[key] || read.annotations[key] != nil,
                    read.annotations[key] != annotation
                else { continue }
                throw EditRefusal("what the file says of \(key) under 'gate53' would change", at: nil)
            }
            return
        }
        let index = declared.zone.index(of: other.key)
        throw EditRefusal(
            "\(other.key) would change too", at: index.map { declared.location(ofSetAt: $0) })
    }
}

/// Why a zone file can't be edited.
struct EditRefusal: Error {
    var diagnostic: Diagnostic

    /// What is wrong and where, and what to do: change it by hand, unless there is something better.
    init(_ what: String, remedy: String = "change it by hand", at location: SourceLocation?) {
        diagnostic = Diagnostic(.error, id: "not-editable", "\(what); \(remedy)", at: location)
    }
}
