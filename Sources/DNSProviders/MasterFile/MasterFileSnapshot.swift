internal import DNSModel
internal import Gate

/// A zone's file as it was read: its octets, those of the files it includes, and what they hold.
struct MasterFileSnapshot {
    /// The file's name in the directory.
    var name: String
    var file: MasterFileSystem.File
    /// The files that were included: path below the directory, and octets.
    var included: [[String]: [UInt8]]
    var content: MasterFile
    /// Other files of the directory that could be the zone's by their name.
    var others: [String]
}

extension MasterFileProvider {
    /// The largest file that is read, in octets.
    static let maximumFileSize = MasterFileLimits().octets
    /// How many mistakes of a file are told.
    private static let shownProblems = 10

    func path(_ name: String) -> String { "\(configuration.directory)/\(name)" }

    /// The name of the file that a zone has or would get.
    func ownName(of apex: DomainName) throws(ProviderError) -> String {
        if let mistake = MasterFileName.mistake(in: configuration.fileName) { throw ProviderError(.invalid, mistake) }
        let name = MasterFileName.name(of: apex, pattern: configuration.fileName)
        if MasterFileName.isTooLong(name) {
            throw ProviderError(
                .invalid, "the file name for zone '\(apex)' has \(name.utf8.count) octets; the longest possible is 255")
        }
        return name
    }

    /// Which file of the directory is the zone's, by the rule of ``MasterFileName``; `nil` where there is none.
    private func find(_ apex: DomainName) throws(ProviderError) -> (name: String, others: [String])? {
        let own = try ownName(of: apex)
        var found: [String] = []
        for name in MasterFileName.candidates(for: apex, pattern: configuration.fileName) {
            let kind = try step { () throws(MasterFileSystem.Failure) in try system.kind(path(name)) }
            switch kind {
            case nil: continue
            case .folder where name != own: continue
            case .file, .symbolicLink, .folder, .other: found.append(name)
            }
        }
        guard let first = found.first else { return nil }
        if first != own, found.count > 1 {
            let names = found.map { "'\(path($0))'" }.joined(separator: " and ")
            throw ProviderError(.unreadable, "both \(names) could hold zone '\(apex)'; keep one and remove the rest")
        }
        return (first, Array(found.dropFirst()))
    }

    /// Reads a zone's file; `nil` where there is none.
    func snapshot(of apex: DomainName) throws(ProviderError) -> MasterFileSnapshot? {
        guard let (name, others) = try find(apex) else { return nil }
        let found = try step { () throws(MasterFileSystem.Failure) in
            try system.read(configuration.directory, [name], Self.maximumFileSize)
        }
        guard let file = found else { return nil }
        var included: [[String]: [UInt8]] = [:]
        let result = Result { () throws(MasterFileErrors) in
            try MasterFileParser.parse(file.octets, path: path(name), apex: apex) {
                written throws(MasterFileRefusal) in
                let parts = try Self.parts(ofIncluded: written)
                let path = path(parts.joined(separator: "/"))
                if let octets = included[parts] { return MasterFileSource(path: path, octets: octets) }
                let octets = try includedOctets(parts, path: path)
                included[parts] = octets
                return MasterFileSource(path: path, octets: octets)
            }
        }
        switch result {
        case .success(let content):
            return MasterFileSnapshot(name: name, file: file, included: included, content: content, others: others)
        case .failure(let errors):
            var lines = errors.problems.prefix(Self.shownProblems).map(\.description)
            let rest = errors.problems.count - lines.count
            if rest > 0 { lines.append("and \(rest) more") }
            throw ProviderError(
                .unreadable,
                "the master file of zone '\(apex)' cannot be read; correct it and plan again:\n"
                    + lines.joined(separator: "\n"))
        }
    }

    /// The parts of the path that `$INCLUDE` names: below the directory, never out of it.
    private static func parts(ofIncluded path: String) throws(MasterFileRefusal) -> [String] {
        if path.hasPrefix("/") {
            throw MasterFileRefusal(
                "'\(path)' is an absolute path; only files in the provider's directory are included, relative to it")
        }
        let parts = path.split(separator: "/").filter { $0 != "." }.map(String.init)
        if parts.contains("..") {
            throw MasterFileRefusal(
                "'\(path)' has '..' in it; only files in the provider's directory are included, relative to it")
        }
        if parts.isEmpty { throw MasterFileRefusal("'\(path)' is not the name of a file") }
        return parts
    }

    private func includedOctets(_ parts: [String], path: String) throws(MasterFileRefusal) -> [UInt8] {
        do {
            guard let file = try system.read(configuration.directory, parts, Self.maximumFileSize) else {
                throw MasterFileRefusal("there is no file '\(path)'; $INCLUDE paths are relative to the directory")
            }
            return file.octets
        } catch let failure as MasterFileSystem.Failure {
            throw MasterFileRefusal("\(failure.step) '\(path)': \(failure.reason); \(failure.remedy.text)")
        } catch let refusal as MasterFileRefusal {
            throw refusal
        } catch {
            throw MasterFileRefusal("'\(path)' cannot be read")
        }
    }

    /// Takes a step on files and says what to do when it fails.
    func step<Value>(
        _ outcome: String = "nothing was changed",
        _ body: () throws(MasterFileSystem.Failure) -> Value
    ) throws(ProviderError) -> Value {
        do {
            return try body()
        } catch {
            throw Self.providerError(error, outcome: outcome)
        }
    }

    static func providerError(_ failure: MasterFileSystem.Failure, outcome: String) -> ProviderError {
        let (code, remedy) = failure.remedy
        let providerCode: ProviderError.Code =
            switch code {
            case .denied: .denied
            case .unavailable: .unavailable
            case .unreadable: .unreadable
            }
        return ProviderError(
            providerCode, "\(failure.step) '\(failure.path)': \(failure.reason); \(outcome); \(remedy)")
    }
}
