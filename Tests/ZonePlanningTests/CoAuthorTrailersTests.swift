internal import Testing
internal import ZonePlanning

@Suite("Co-authors of a commit message") struct CoAuthorTrailersTests {
    struct Case: Sendable {
        var message: String
        var emails: [String]
    }

    static let cases: [Case] = [
        Case(message: "Change", emails: []),
        Case(message: "Change\n\nCo-authored-by: Ann <ann@x>", emails: ["ann@x"]),
        // Blanks before the colon, capitals, an indented line, Windows' line ends.
        Case(message: "Change\r\n\r\n  CO-AUTHORED-BY \t: Ann <ann@x>\r\n", emails: ["ann@x"]),
        // The value on the next line, or on two.
        Case(message: "c\n\nCo-authored-by:\n Ann <ann@x>\nNext: <no@x>", emails: ["ann@x"]),
        Case(message: "c\n\nCo-authored-by: Ann\n\t<ann@x>", emails: ["ann@x"]),
        Case(message: "c\n\nCo-authored-by: Ann\n  <ann@x>,\n  Bo <bo@x>", emails: ["ann@x", "bo@x"]),
        // Several in one line, with brackets and without.
        Case(message: "Co-authored-by: Ann <ann@x>, Bo <bo@x>; Cy < cy@x >", emails: ["ann@x", "bo@x", "cy@x"]),
        Case(message: "Co-authored-by: ann@x, bo@x", emails: ["ann@x", "bo@x"]),
        Case(message: "Co-authored-by: Ann <ann@x> bo@x", emails: ["ann@x", "bo@x"]),
        Case(message: "Co-authored-by: Ann <<ann@x>>", emails: ["ann@x"]),
        Case(message: "Co-authored-by: Ann <the best> <ann@x>", emails: ["thebest", "ann@x"]),
        // One after the other, indented alike.
        Case(message: "Co-authored-by: <ann@x>\n Co-authored-by: <bo@x>", emails: ["ann@x", "bo@x"]),
        Case(message: "Co-authored-by: mallory", emails: ["mallory"]), Case(message: "Co-authored-by:", emails: [""]),
        Case(message: "Co-authored-by ann@x\nCo-authored-by-the-way: <ann@x>\nNot co-authored-by: <ann@x>", emails: []),
        Case(message: "Co-authored-by: Ann <ann@x>\nplain <no@x>", emails: ["ann@x"]),
    ]

    @Test("Everybody whom a forge or git could take for one", arguments: cases)
    func people(found: Case) {
        #expect(CoAuthorTrailers.people(in: found.message).map(\.email) == found.emails)
    }

    @Test("Names go with their addresses") func names() {
        #expect(
            CoAuthorTrailers.people(in: "Co-authored-by: Ann A. <ann@x>, Bo B. <bo@x>") == [
                CoAuthorTrailers.Person(name: "Ann A.", email: "ann@x"),
                CoAuthorTrailers.Person(name: "Bo B.", email: "bo@x"),
            ])
    }
}
