/// A sample with marks such as `⟦1⟧` where diagnostics are expected.
package struct MarkedYAML {
    /// The sample without marks.
    package let octets: [UInt8]
    /// Line and column of each mark.
    package let marks: [Int: (line: Int, column: Int)]

    package init(_ sample: String) {
        var text = ""
        var marks: [Int: (line: Int, column: Int)] = [:]
        var (line, column) = (1, 1)
        var rest = Substring(sample)
        while let first = rest.unicodeScalars.first {
            if first == "⟦", let close = rest.firstIndex(of: "⟧"),
                let number = Int(rest[rest.index(after: rest.startIndex)..<close])
            {
                marks[number] = (line, column)
                rest = rest[rest.index(after: close)...]
                continue
            }
            text.unicodeScalars.append(first)
            rest.unicodeScalars.removeFirst()
            if first == "\n" {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
        octets = Array(text.utf8)
        self.marks = marks
    }
}
