package import DNSModel
package import ZonePlanning

/// Writes what messages ask for into a zone file, and canonical form with it; comments stay.
///
/// - A name that is read without its final dot gets it: under `lenient` every one, else those in the zone, since any
///   other may have been meant relative to it.
/// - The `ttl` of an alias goes, since the target's counts.
/// - Texts get the quotes of canonical form.
///
/// The zone that the file declares stays the same, or the file is left as it is.
package enum ZoneFileFixer {
    /// Mends a file.
    ///
    /// - Parameters:
    ///   - octets: the file.
    ///   - path: its path, for diagnostics.
    ///   - apex: the zone that it is of.
    ///   - options: how the settings have it read.
    /// - Returns: the file to write, which may be the same; `nil` where it could not be read, and then there is an
    ///   error.
    package static func fix(
        _ octets: [UInt8], path: String, apex: DomainName, options: ZoneFileOptions
    ) -> (octets: [UInt8]?, diagnostics: [Diagnostic]) {
        let (formatted, diagnostics) = ZoneFileFormatter.format(octets, path: path)
        guard let formatted else { return (nil, diagnostics) }
        let reader = Reader(path: path, apex: apex, options: options)
        var result = formatted
        // Of what octoDNS calls an alias nothing is known before the zone can be read.
        for step in [reader.withoutAliasTTLs, reader.withoutAliasTTLs, reader.withFinalDots] {
            let mended = step(result)
            if mended != result, reader.isSame(mended, result) { result = mended }
        }
        // A line that went may leave what canonical form has otherwise.
        return (ZoneFileFormatter.format(result, path: path).octets ?? result, diagnostics)
    }
}

/// Reads a file leniently, to find what there is to mend.
private struct Reader {
    let path: String
    let apex: DomainName
    let options: ZoneFileOptions

    private static let notAbsolute = DNSParseError.Code.nameNotAbsolute.rawValue

    private func read(_ octets: [UInt8]) -> (zone: DesiredZone?, diagnostics: [Diagnostic]) {
        let lenient = ZoneFileOptions(defaultTTL: options.defaultTTL, lenient: true, escapes: options.escapes)
        return ZoneFileReader.read(
            files: [ZoneFileInput(path: path, blob: "", octets: octets)], apex: apex, options: lenient)
    }

    /// Whether two files declare the same, but for the TTLs of aliases; of one that can't be read nothing is known, and
    /// then the other must have less to mend and no more errors.
    func isSame(_ mended: [UInt8], _ original: [UInt8]) -> Bool {
        let (after, before) = (read(mended), read(original))
        guard let one = after.zone, let other = before.zone else {
            func errors(_ found: [Diagnostic]) -> Int { found.count { $0.severity == .error } }
            return errors(after.diagnostics) <= errors(before.diagnostics)
                && after.diagnostics.count < before.diagnostics.count
        }
        return one.zone == other.zone
            && one.providerSets.map { "\($0.name) \($0.type)" } == other.providerSets.map { "\($0.name) \($0.type)" }
    }

    // MARK: - Aliases

    /// The file without the `ttl` of its aliases.
    func withoutAliasTTLs(_ octets: [UInt8]) -> [UInt8] {
        let (zone, diagnostics) = read(octets)
        let text = FileText(octets)
        let places = diagnostics.filter { $0.id == "alias-with-ttl" }.compactMap(\.location)
        var lines = Set(places.map { $0.line - 1 })
        for set in zone?.providerSets ?? [] where set.ttl != nil && set.type.uppercased().hasSuffix("/ALIAS") {
            if let line = lineOfTTL(from: Int(set.mark.line) - 1, text) { lines.insert(line) }
        }
        let edits = lines.compactMap { removal(ofTTLAt: $0, text) }
        let inBraces = Set(places.compactMap { offset(of: $0, text) })
            .compactMap { TextEdit.removal(ofFlowPairAt: $0, in: text) }
        return TextEdit.apply(edits + inBraces, to: octets) ?? octets
    }

    /// Where a place is, whose columns count characters; `nil` where the line has none.
    private func offset(of place: SourceLocation, _ text: FileText) -> Int? {
        guard place.line > 0, place.line <= text.lineCount else { return nil }
        let start = text.start(ofLine: place.line - 1)
        let line = String(decoding: text.octets[start..<text.end(ofLine: place.line - 1)], as: UTF8.self).unicodeScalars
        guard place.column > 0, place.column <= line.count else { return nil }
        return start + String(String.UnicodeScalarView(line.prefix(place.column - 1))).utf8.count
    }

    /// The line of the record's `ttl`, going by the lines that belong to the record that begins at one.
    private func lineOfTTL(from first: Int, _ text: FileText) -> Int? {
        guard let start = text.indentation(ofLine: first) else { return nil }
        for line in first..<text.lineCount {
            guard let indentation = text.indentation(ofLine: line) else { continue }
            if line > first, indentation <= start, !text.isComment(line: line) { return nil }
            if keyOffset(of: "ttl:", inLine: line, text) != nil { return line }
        }
        return nil
    }

    /// Where a line has a key, behind its indentation and the dash of a list.
    private func keyOffset(of key: String, inLine line: Int, _ text: FileText) -> Int? {
        var start = text.start(ofLine: line)
        let end = text.end(ofLine: line)
        while start < end, [UInt8(ascii: " "), UInt8(ascii: "-")].contains(text.octets[start]) { start += 1 }
        return text.octets[start..<end].starts(with: key.utf8) ? start : nil
    }

    /// Takes a `ttl` out; a comment behind it stays, in a line of its own.
    private func removal(ofTTLAt line: Int, _ text: FileText) -> TextEdit? {
        guard let start = keyOffset(of: "ttl:", inLine: line, text) else { return nil }
        let end = text.end(ofLine: line)
        let column = start - text.start(ofLine: line)
        if let comment = text.octets[start..<end].firstIndex(of: UInt8(ascii: "#")) {
            return TextEdit(range: start..<comment, replacement: [])
        }
        // The next key of the record takes its place, also behind the dash of a list.
        let next = line + 1
        if next < text.lineCount, text.indentation(ofLine: next) == column, !text.isComment(line: next) {
            return TextEdit(range: start..<(text.start(ofLine: next) + column), replacement: [])
        }
        return TextEdit(range: text.start(ofLine: line)..<text.start(ofLine: next), replacement: [])
    }

    // MARK: - Names

    /// The file with the final dots that names lack.
    func withFinalDots(_ octets: [UInt8]) -> [UInt8] {
        let text = FileText(octets)
        let mendsAll = options.lenient || options.lenientIDs.contains(Self.notAbsolute)
        // Several records may have one value by its anchor.
        let ends = Set(
            read(octets).diagnostics.filter { $0.id == Self.notAbsolute }
                .compactMap { end(ofNameIn: $0, text, mendsAll: mendsAll) })
        let edits = ends.sorted().reversed().map { TextEdit(range: $0..<$0, replacement: [UInt8(ascii: ".")]) }
        guard let all = TextEdit.apply(edits, to: octets), !isSame(all, octets), edits.count <= 200 else {
            return TextEdit.apply(edits, to: octets) ?? octets
        }
        // One that can't be made takes none of the others with it.
        return edits.reduce(octets) { result, edit in
            guard let next = TextEdit.apply([edit], to: result), isSame(next, result) else { return result }
            return next
        }
    }

    /// Where the name ends that a diagnostic is about.
    private func end(ofNameIn diagnostic: Diagnostic, _ text: FileText, mendsAll: Bool) -> Int? {
        guard let place = diagnostic.location, var position = offset(of: place, text) else { return nil }
        let end = text.end(ofLine: place.line - 1)
        var words: [Range<Int>] = []
        var quote: UInt8?
        if position < end, [0x22, 0x27].contains(text.octets[position]) {
            quote = text.octets[position]
            position += 1
        }
        // Between single quotes two of them are one of the text.
        func isPair(_ index: Int) -> Bool {
            guard quote == 0x27, text.octets[index] == 0x27 else { return false }
            return (index + 1 < end && text.octets[index + 1] == 0x27) || text.octets[index - 1] == 0x27
        }
        func isSeparator(_ index: Int) -> Bool {
            [0x20, 0x09, 0x22, 0x27, 0x2C, 0x7D, 0x5D].contains(text.octets[index]) && !isPair(index)
        }
        while position < end {
            let octet = text.octets[position]
            if octet == quote && !isPair(position) { break }
            if quote == nil, [0x2C, 0x7D, 0x5D, 0x23].contains(octet) { break }
            if isSeparator(position) {
                position += 1
                continue
            }
            let word = position
            while position < end, !isSeparator(position) { position += 1 }
            words.append(word..<position)
        }
        let isService = ["SVCB ", "HTTPS "].contains { diagnostic.message.hasPrefix($0) }
        guard let word = isService && words.count > 1 ? words[1] : words.last else { return nil }
        let name = Array(text.octets[word])
        // A block's text stands in the lines below.
        if [UInt8(ascii: "|"), UInt8(ascii: ">")].contains(name.first) { return nil }
        guard name.last != UInt8(ascii: "."), name != [UInt8(ascii: "@")],
            let absolute = name.withUnsafeBufferPointer({ try? DomainName(parsing: $0, origin: .root) }),
            mendsAll || absolute.isAtOrBelow(apex)
        else { return nil }
        return word.upperBound
    }
}
