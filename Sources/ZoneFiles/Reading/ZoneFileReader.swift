package import DNSModel
package import ZonePlanning

/// One file of a zone.
package struct ZoneFileInput: Hashable, Sendable {
    /// The path in the repository.
    package var path: String
    /// The git blob id in hexadecimal digits.
    package var blob: String
    /// What is in it.
    package var octets: [UInt8]

    package init(path: String, blob: String, octets: [UInt8]) {
        self.path = path
        self.blob = blob
        self.octets = octets
    }
}

/// How a zone's files are read.
package struct ZoneFileOptions: Hashable, Sendable {
    /// The time to live of records that say none.
    package var defaultTTL: TTL
    /// Whether a missing final dot, and `geo` and `dynamic`, are warnings and not errors.
    package var lenient: Bool
    /// The ids of what is taken without a word.
    package var lenientIDs: Set<String>
    /// What the settings call the zone's provider and others, for `octodns: {included: […], excluded: […]}`.
    package var providers: ProviderNames?
    /// What `\` and three digits are in the texts that octoDNS sends as they are written.
    package var escapes: TextEscapes

    /// One hour, as octoDNS has it.
    package static let octoDNSDefaultTTL = TTL(seconds: 3600) ?? .maximum

    package init(
        defaultTTL: TTL = ZoneFileOptions.octoDNSDefaultTTL, lenient: Bool = false, lenientIDs: Set<String> = [],
        providers: ProviderNames? = nil, escapes: TextEscapes = .decimal
    ) {
        self.escapes = escapes
        self.defaultTTL = defaultTTL
        self.lenientIDs = lenientIDs
        self.lenient = lenient
        self.providers = providers
    }
}

/// Reads zone files: octoDNS's YAML zone format with what gate53 adds under the key `gate53`.
package enum ZoneFileReader {
    /// Reads a zone from its one file, or from the files of its folder.
    ///
    /// - Parameters:
    ///   - files: the files, in any order.
    ///   - apex: the zone's name.
    ///   - options: how to read them.
    /// - Returns: the zone, unless there is an error; and every mistake in every file, by place.
    package static func read(
        files: [ZoneFileInput], apex: DomainName, options: ZoneFileOptions = ZoneFileOptions()
    ) -> (zone: DesiredZone?, diagnostics: [Diagnostic]) {
        read(files: files, apex: apex, options: options, usesScanner: true)
    }

    /// As ``read(files:apex:options:)``; without the scanner every file is read by libyaml.
    static func read(
        files: [ZoneFileInput], apex: DomainName, options: ZoneFileOptions, usesScanner: Bool
    ) -> (zone: DesiredZone?, diagnostics: [Diagnostic]) {
        let files = files.sorted { $0.path < $1.path }
        var builder = ZoneBuilder(apex: apex, options: options, files: files)
        for (index, file) in files.enumerated() {
            builder.file = UInt32(index)
            file.octets.withUnsafeBufferPointer { octets in
                read(octets, into: &builder, usesScanner: usesScanner)
            }
        }
        return builder.finish()
    }

    private static func read(_ octets: Octets, into builder: inout ZoneBuilder, usesScanner: Bool) {
        if usesScanner, var scanner = BlockScanner(octets) {
            let checkpoint = builder.checkpoint
            do {
                try readEntries(of: &scanner, into: &builder)
                return
            } catch {
                builder.rollBack(to: checkpoint)
            }
        }
        do {
            var parser = try YAMLParser(octets)
            try readEntries(of: &parser, into: &builder)
        } catch {
            builder.report(error)
        }
    }

    /// Reads all entries of one file.
    @inline(__always)
    private static func readEntries<Source: YAMLEntrySource & ~Copyable>(
        of source: inout Source, into builder: inout ZoneBuilder
    ) throws(YAMLFailure) {
        var tree = YAMLTree()
        while try source.nextEntry(into: &tree) { builder.addEntry(tree) }
    }
}
