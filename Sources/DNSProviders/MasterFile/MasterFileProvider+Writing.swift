internal import DNSModel
internal import Gate
internal import ZonePlanning

// Decision 0039: a failed reload puts the file back.

// How a zone's file takes the place of another.

extension MasterFileProvider {
    /// How many octets one write step takes.
    private static let writeSize = 1 << 18

    /// Reads the octets back before they become anybody's zone.
    func proofRead(_ octets: [UInt8], is content: MasterFile) throws(ProviderError) {
        let apex = content.zone.apex
        do {
            let read = try MasterFileParser.parse(octets, path: "new file", apex: apex)
            if read.zone == content.zone, read.written == content.written,
                Self.isSame(read.unmodelled, content.unmodelled), Self.isSame(read.outside, content.outside)
            {
                return
            }
        } catch {
            throw ProviderError(
                .invalid,
                "zone '\(apex)' cannot be written as a master file: \(error.problems.first.map(\.description) ?? "")")
        }
        throw ProviderError(.invalid, "zone '\(apex)' would not be read back from its master file as it is written")
    }

    private static func isSame(_ left: [WrittenRecord], _ right: [WrittenRecord]) -> Bool {
        left.count == right.count && Set(left) == Set(right)
    }

    /// Writes octets beside the zone's file and puts them in its place.
    ///
    /// - Returns: what a person should know about the new file.
    func put(
        _ octets: [UInt8], as name: String, over snapshot: MasterFileSnapshot?, batch: ChangeBatch
    ) throws(ProviderError) -> [String] {
        try replace(name, with: octets, like: snapshot?.file) { () throws(ProviderError) in
            try checkUntouched(name, snapshot, batch: batch)
        }
    }

    /// Writes octets beside a file and puts them in its place.
    ///
    /// - Parameters:
    ///   - name: the file.
    ///   - octets: what it shall hold.
    ///   - old: the file whose owner and permissions it shall have.
    ///   - check: asked right before the new file takes its place.
    /// - Returns: what a person should know about the new file.
    /// - Throws: ``ProviderError`` where a step fails, or what `check` throws.
    private func replace(
        _ name: String, with octets: [UInt8], like old: MasterFileSystem.File?, check: () throws(ProviderError) -> Void
    ) throws(ProviderError) -> [String] {
        let temporary = path(Self.temporaryName)
        var warnings: [String] = []
        do throws(ProviderError) {
            try step { () throws(MasterFileSystem.Failure) in
                let file = try system.create(temporary)
                defer { system.close(file) }
                var index = 0
                while index < octets.count {
                    let end = min(index + Self.writeSize, octets.count)
                    try system.write(file, octets[index..<end], temporary)
                    index = end
                }
                if let old {
                    do throws(MasterFileSystem.Failure) {
                        try system.setOwner(file, old.owner, old.group, temporary)
                    } catch {
                        warnings.append("owner or group of '\(path(name))' could not be kept: \(error.reason)")
                    }
                }
                try system.setMode(file, old?.mode ?? 0o644, temporary)
                try system.sync(file, temporary)
            }
            try check()
            try step { () throws(MasterFileSystem.Failure) in try system.rename(temporary, path(name)) }
        } catch {
            try? system.remove(temporary)
            throw error
        }
        do {
            try system.syncFolder(configuration.directory)
        } catch {
            throw ProviderError(
                .unknownOutcome,
                "\(error.step) '\(error.path)': \(error.reason); the new file is in place, but may be lost if the"
                    + " machine stops now; plan again")
        }
        return warnings
    }

    /// Compares what is on the disk with what was read: an edit in between must not be lost.
    private func checkUntouched(
        _ name: String, _ snapshot: MasterFileSnapshot?, batch: ChangeBatch
    ) throws(ProviderError) {
        var files = snapshot?.included ?? [:]
        files[[name]] = snapshot?.file.octets
        for (parts, octets) in files {
            let now = try step { () throws(MasterFileSystem.Failure) in
                try system.read(configuration.directory, parts, Self.maximumFileSize)
            }
            if now?.octets != octets { throw Self.touched(path(parts.joined(separator: "/"))) }
        }
        if snapshot == nil {
            let now = try step { () throws(MasterFileSystem.Failure) in try system.kind(path(name)) }
            if now != nil { throw Self.touched(path(name)) }
        }
    }

    private static func touched(_ path: String) -> ProviderError {
        ProviderError(
            .conflict,
            "'\(path)' was changed by somebody else while the batch was being applied; nothing was changed; plan again")
    }

    // MARK: - Putting back

    /// Puts back the file that was served before, as the server does not take the new one.
    ///
    /// - Parameters:
    ///   - replaced: what was written.
    ///   - apex: the zone.
    ///   - failure: what the reload command said.
    /// - Returns: the error to end the batch with; with code `unknown-outcome` where the new file stayed.
    func putBack(_ replaced: ReplacedFile, of apex: DomainName, because failure: String) async -> ProviderError {
        let what = "the server did not accept the new file of zone '\(apex)': \(failure)"
        do throws(ProviderError) {
            let lock = try await takeLock()
            defer { system.unlock(lock) }
            let now = try step { () throws(MasterFileSystem.Failure) in
                try system.read(configuration.directory, [replaced.name], Self.maximumFileSize)
            }
            if now?.octets != replaced.octets { throw Self.touched(path(replaced.name)) }
            if let before = replaced.before {
                _ = try replace(replaced.name, with: before.octets, like: before) {}
            } else {
                try step { () throws(MasterFileSystem.Failure) in
                    try system.remove(path(replaced.name))
                    try system.syncFolder(configuration.directory)
                }
            }
        } catch {
            return ProviderError(
                .unknownOutcome, "\(what); and the file that was served before could not be put back: \(error.message)")
        }
        guard replaced.before != nil else {
            return ProviderError(.unavailable, "\(what); the file was removed again, because there was none before")
        }
        let back = "\(what); the file that was served before was put back"
        if let again = await reload(apex) {
            return ProviderError(.unavailable, "\(back), and the command was run again and failed again: \(again)")
        }
        return ProviderError(.unavailable, "\(back), and the command was run again")
    }
}
