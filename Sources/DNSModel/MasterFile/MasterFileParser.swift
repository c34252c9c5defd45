// Decision 0034: live is read whatever is odd in it.

/// Reads master files: RFC 1035 section 5, `$TTL` of RFC 2308 section 4, generic types and data of RFC 3597 section 5,
/// and BIND's `$GENERATE` and TTL units.
///
/// A record without a TTL has the TTL of the last `$TTL` line, else that of the record before, else, if it is the SOA
/// record, the SOA's minimum, which then counts as a `$TTL` line (RFC 1035, RFC 2308, and BIND where no RFC says). A
/// blank owner is the owner of the record before it in the same file. `$INCLUDE` leaves origin and owner as they were
/// before it. Records of one set with different TTLs get the lowest one (RFC 2181 section 5.2), which is noted. Octets
/// beyond ASCII in names stand for themselves. Records outside of the zone, and data that name servers serve and we do
/// not model, are kept aside as they are written.
package struct MasterFileParser {
    /// Gives the octets of a file that `$INCLUDE` names, so that this module does no input or output.
    package typealias Include = (String) throws(MasterFileRefusal) -> MasterFileSource

    let apex: DomainName
    let limits: MasterFileLimits
    let include: Include
    /// Whether lines of the common form take the short way; off only to test that both ways agree.
    let usesShortWay: Bool
    /// The sets that have data which are not modelled, so that none of their records is.
    let opaque: Set<RecordSet.Key>

    // What is true for all files.
    var collector: RecordSetCollector
    var problems: [MasterFileProblem] = []
    var hasComments = false
    var usesInclude = false
    var usesGenerate = false
    var includes = 0
    var generated = 0
    var octets = 0
    var defaultTTL: TTL?
    var lastTTL: TTL?
    /// The names of the files that are being read, each included by the one before it.
    var files: [String] = []
    /// The sets of which data were met that are not modelled.
    var odd: Set<RecordSet.Key> = []

    // What is true for one file.
    var origin: DomainName
    /// The origin as written, and whether that may be other octets than the model says.
    var originText: [UInt8]
    var originHasCapitals = false
    /// The owner as written, made absolute, where that may be other octets than the model says.
    var ownerWritten: [UInt8]?
    var owner: DomainName?
    var ownerIsInside = false
    /// Whether the last owner could not be read.
    var ownerIsBroken = false
    /// The text of `owner` in the file, where the same text means the same name again.
    var ownerText: Octets?
    /// The line the entry at hand starts in, from 1.
    var line = 1
    var entry = MasterFileEntry()
    /// The data of the record at hand in one line, and which octet of the file each part of it starts at.
    var scratch: [UInt8] = []
    var scratchParts: [(scratch: Int, file: Int)] = []

    private init(
        apex: DomainName, limits: MasterFileLimits, usesShortWay: Bool, opaque: Set<RecordSet.Key>,
        include: @escaping Include
    ) {
        self.opaque = opaque
        self.apex = apex
        self.limits = limits
        self.usesShortWay = usesShortWay
        self.include = include
        origin = apex
        originText = apex.octets
        collector = RecordSetCollector(noteLimit: limits.notes)
    }

    /// Reads a master file.
    ///
    /// - Parameters:
    ///   - text: the file's octets.
    ///   - path: the file's name, for messages, and for telling whether it includes itself.
    ///   - apex: the name of the zone, which is the origin at the start.
    ///   - limits: how much the file may ask for.
    ///   - usesShortWay: whether lines of the common form take the short way; off only to test that both ways agree.
    ///   - include: gives the files that `$INCLUDE` names.
    /// - Returns: what the file holds.
    /// - Throws: ``MasterFileErrors`` with every mistake in the file.
    package static func parse(
        _ text: Octets, path: String, apex: DomainName, limits: MasterFileLimits = MasterFileLimits(),
        usesShortWay: Bool = true, include: @escaping Include = refuseIncludes
    ) throws(MasterFileErrors) -> MasterFile {
        var parser = MasterFileParser(
            apex: apex, limits: limits, usesShortWay: usesShortWay, opaque: [], include: include)
        parser.read(text, path: path)
        let opaque = parser.odd.union(parser.setsOfSigner)
        if !opaque.isEmpty, parser.problems.isEmpty {
            // A set is modelled whole or not at all.
            parser = MasterFileParser(
                apex: apex, limits: limits, usesShortWay: usesShortWay, opaque: opaque, include: include)
            parser.read(text, path: path)
        }
        return try parser.finish(isOurs: text.starts(with: MasterFileWriter.firstLine))
    }

    /// Reads a master file; see ``parse(_:path:apex:limits:usesShortWay:include:)-(Octets,_,_,_,_,_)``.
    package static func parse(
        _ text: [UInt8], path: String, apex: DomainName, limits: MasterFileLimits = MasterFileLimits(),
        usesShortWay: Bool = true, include: @escaping Include = refuseIncludes
    ) throws(MasterFileErrors) -> MasterFile {
        try text.withUnsafeBufferPointer { text in
            Result { () throws(MasterFileErrors) in
                try parse(
                    text, path: path, apex: apex, limits: limits, usesShortWay: usesShortWay, include: include)
            }
        }.get()
    }

    /// Gives no file at all.
    package static func refuseIncludes(_ path: String) throws(MasterFileRefusal) -> MasterFileSource {
        throw MasterFileRefusal("$INCLUDE is not allowed here")
    }

    /// In a signed zone, the sets at its own name that its signer makes: without its keys nobody could check a
    /// signature, so they are kept as they are, like the signatures.
    private var setsOfSigner: Set<RecordSet.Key> {
        guard collector.unmodelled.contains(where: { $0.type == "RRSIG" && $0.name == apex }) else { return [] }
        return Set(
            ModelledType.allCases.filter(\.isMadeBySigner).map {
                RecordSet.Key(name: apex, type: RecordType($0))
            })
    }

    /// Reads one file to its end, or until there are too many mistakes.
    mutating func read(_ text: Octets, path: String) {
        files.append(path)
        defer { files.removeLast() }
        guard count(octets: text.count, path: path) else { return }
        owner = nil
        ownerWritten = nil
        ownerIsInside = false
        ownerIsBroken = false
        ownerText = nil
        line = 1
        var index = text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let file = collector.index(ofFile: path)
        while index < text.count && problems.count < limits.errors {
            if usesShortWay, let next = readPlainRecord(text, at: index, file: file) {
                index = next
                line += 1
                continue
            }
            let start = index
            do {
                defer { index = entry.next }
                try entry.read(text, at: index)
                if entry.hasComment { hasComments = true }
                try readEntry(text, file: file)
            } catch {
                report(error, text: text, entryStart: start)
            }
            line += entry.lines
        }
        ownerText = nil
    }

    private mutating func count(octets count: Int, path: String) -> Bool {
        octets += count
        if octets <= limits.octets { return true }
        problems.append(
            MasterFileProblem(
                .badMasterFile, "the file and what it includes have over \(limits.octets) octets; split the zone",
                at: MasterFileLocation(file: path)))
        return false
    }

    private consuming func finish(isOurs: Bool) throws(MasterFileErrors) -> MasterFile {
        var result = MasterFile(zone: Zone(empty: apex))
        if problems.isEmpty {
            do {
                result.zone = try collector.zone(apex: apex)
            } catch {
                problems.append(error)
            }
        }
        if !problems.isEmpty { throw MasterFileErrors(problems: problems) }
        result.unmodelled = collector.unmodelled
        result.written = collector.written
        result.outside = collector.outside
        result.notes = collector.notes
        result.hasComments = hasComments
        result.usesInclude = usesInclude
        result.usesGenerate = usesGenerate
        result.isOurs = isOurs
        return result
    }

    /// Keeps a mistake whose offset is from the start of the file.
    mutating func report(_ error: DNSParseError, text: Octets, entryStart: Int) {
        var line = line
        var column = 1
        var index = entryStart
        while index < min(error.offset, text.count) {
            if text[index] == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if text[index] & 0xC0 != 0x80 {
                column += 1
            }
            index += 1
        }
        let location = MasterFileLocation(file: files.last ?? "", line: line, column: column)
        problems.append(MasterFileProblem(error.code, Printable.text(error.message), at: location))
    }
}
