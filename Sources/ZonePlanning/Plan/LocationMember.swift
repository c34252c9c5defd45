/// A place in a document.
package struct LocationMember: Codable {
    var file: String
    var line: Int
    var column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }
}
