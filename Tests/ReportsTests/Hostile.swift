internal import DNSModel
internal import TestSupport
internal import Testing

/// Texts that could steer a terminal, hide, or make a line read as another one.
let hostileTexts = [
    "\u{1B}[2J", "\u{9B}31m", "\u{202E}evil", "\u{2066}", "\r", "\n", "\u{8}", "`", "\\", "\"", "; x", "\u{200B}",
    "\u{FEFF}", "\u{E0041}", "\u{2028}", "\u{3164}", "@", "  ", "]", "[", "ä", String(repeating: "x", count: 70),
]

/// A name below `example.` with a text as its label.
func hostileName(_ text: String) -> DomainName {
    (try? DomainName(labels: [Array(text.utf8.prefix(40)), Array("example".utf8)])) ?? "x.example."
}

/// Expects a text to have nothing in it but line feeds that could do anything in a terminal, and no line too wide.
func expectPrintable(
    _ text: String, width: Int = 80, sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
    for scalar in text.unicodeScalars where scalar != "\n" {
        #expect(
            !(0x00...0x1F ~= scalar.value) && !(0x7F...0x9F ~= scalar.value)
                && ![0x202E, 0x2066, 0x200B, 0xFEFF, 0xE0041, 0x2028, 0x3164].contains(scalar.value),
            sourceLocation: sourceLocation)
    }
    // A message on stderr is broken by the terminal.
    guard !text.hasPrefix("error:") else { return }
    for line in text.split(separator: "\n") { #expect(line.count <= width, "\(line)", sourceLocation: sourceLocation) }
}
