internal import DNSModel

/// A place in a file.
package struct SourceLocation: Hashable, Sendable {
    /// The file's path in the repository, with `/` between folders.
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

extension SourceLocation: CustomStringConvertible {
    /// `file:line:column`, without the parts that are 0; safe to print, since file names come from strangers too.
    package var description: String {
        let file = Printable.text(file)
        return line == 0 ? file : column == 0 ? "\(file):\(line)" : "\(file):\(line):\(column)"
    }
}

extension SourceLocation: Comparable {
    /// By file, line and column.
    package static func < (left: SourceLocation, right: SourceLocation) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}
