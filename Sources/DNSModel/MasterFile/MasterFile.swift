/// What a master file (RFC 1035 section 5) holds.
package struct MasterFile: Hashable, Sendable {
    /// The record sets whose data we model.
    package var zone: Zone
    /// The records whose type or data we do not model, and all others of their sets, in file order.
    package var unmodelled: [WrittenRecord]
    /// The records of the modelled sets that the model does not say to the letter: names in capitals, TTLs that differ.
    package var written: [RecordSet.Key: [WrittenRecord]]
    /// The records outside of the zone, which name servers drop, in file order.
    package var outside: [WrittenRecord]
    /// What was read otherwise than it is written, such as records of one set with two TTLs; at most
    /// ``MasterFileLimits/notes``.
    package var notes: [MasterFileProblem]
    /// Whether the file, or one it includes, has comments.
    package var hasComments: Bool
    /// Whether the file has `$INCLUDE` lines.
    package var usesInclude: Bool
    /// Whether the file, or one it includes, has `$GENERATE` lines.
    package var usesGenerate: Bool
    /// Whether the file starts with the comment that ``MasterFileWriter`` starts files with.
    package var isOurs: Bool

    package init(
        zone: Zone, unmodelled: [WrittenRecord] = [], written: [RecordSet.Key: [WrittenRecord]] = [:],
        outside: [WrittenRecord] = [], notes: [MasterFileProblem] = [], hasComments: Bool = false,
        usesInclude: Bool = false, usesGenerate: Bool = false, isOurs: Bool = false
    ) {
        self.zone = zone
        self.unmodelled = unmodelled
        self.written = written
        self.outside = outside
        self.notes = notes
        self.hasComments = hasComments
        self.usesInclude = usesInclude
        self.usesGenerate = usesGenerate
        self.isOurs = isOurs
    }
}

/// A place in a master file.
package struct MasterFileLocation: Hashable, Sendable {
    /// The file's name as the parser was given it.
    package var file: String
    /// The line, from 1; 0 for the file as a whole.
    package var line: Int
    /// The column in characters, from 1; 0 for the line as a whole.
    package var column: Int

    package init(file: String, line: Int = 0, column: Int = 0) {
        self.file = file
        self.line = line
        self.column = column
    }
}

extension MasterFileLocation: CustomStringConvertible {
    /// `file:line:column`, without the parts that are 0.
    package var description: String {
        line == 0 ? file : column == 0 ? "\(file):\(line)" : "\(file):\(line):\(column)"
    }
}

/// A mistake in a master file, or something that was read otherwise than it is written.
package struct MasterFileProblem: Error, Hashable, Sendable {
    package var location: MasterFileLocation
    /// The kind of problem, stable across versions.
    package var code: DNSParseError.Code
    /// What is wrong and what to write instead; without control characters.
    package var message: String

    package init(_ code: DNSParseError.Code, _ message: String, at location: MasterFileLocation) {
        self.code = code
        self.message = message
        self.location = location
    }
}

extension MasterFileProblem: CustomStringConvertible {
    /// `file:line:column: message [id]`.
    package var description: String { "\(location): \(message) [\(code.rawValue)]" }
}

/// Why a master file was not read: every mistake that was found, in the order they were found.
package struct MasterFileErrors: Error, Hashable, Sendable {
    /// The mistakes, at least one and at most ``MasterFileLimits/errors``.
    package var problems: [MasterFileProblem]

    package init(problems: [MasterFileProblem]) { self.problems = problems }
}

/// How much a master file may ask for.
package struct MasterFileLimits: Hashable, Sendable {
    /// How deep `$INCLUDE` may nest.
    package var includeDepth = 16
    /// How many `$INCLUDE` lines are followed in all.
    package var includes = 1_024
    /// How many octets are read in all, included files counted each time.
    package var octets = 1 << 30
    /// How many records one `$GENERATE` line may make.
    package var generatedByOneLine = 65_536
    /// How many records all `$GENERATE` lines may make together.
    package var generated = 1 << 20
    /// After how many mistakes reading stops.
    package var errors = 100
    /// How many notes are kept.
    package var notes = 1_000

    package init() {}
}

/// A file that `$INCLUDE` asks for.
package struct MasterFileSource: Hashable, Sendable {
    /// The file's name: what identifies it, and what problems in it are reported under.
    package var path: String
    package var octets: [UInt8]

    package init(path: String, octets: [UInt8]) {
        self.path = path
        self.octets = octets
    }
}

/// Why a file that `$INCLUDE` asks for is not read.
package struct MasterFileRefusal: Error, Hashable, Sendable {
    /// What is wrong and what to do instead.
    package var message: String

    package init(_ message: String) { self.message = message }
}
