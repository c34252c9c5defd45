/// An allowed-signers file (ssh-keygen(1), ALLOWED SIGNERS), as far as it says who could approve.
///
/// What a signature is worth is for ssh-keygen to say; this only finds out whether there is anybody at all, and what a
/// line can't have been meant to say.
package struct SignersFile: Hashable, Sendable {
    /// The namespace of approvals.
    package static let namespace = "gate53-plan"

    /// The namespace of commits, as git signs them.
    package static let gitNamespace = "git"

    /// One line that names a key.
    package struct Line: Hashable, Sendable {
        /// From 1.
        package var number: Int
        /// Who the key belongs to, as patterns.
        package var principals: [String]
        /// Whether the key signs certificates, which name who they are for.
        package var isAuthority: Bool
        /// What the key may sign; `nil` where everything.
        package var namespaces: [String]?
        /// The first day on which the key no longer counts, as `YYYYMMDD`, where there is one.
        package var validBefore: String?
        /// The type of the key and its octets in base 64.
        package var key: String

        /// Whether it may sign plans.
        package var maySignPlans: Bool { maySign(in: SignersFile.namespace) }

        /// Whether it may sign in a namespace.
        package func maySign(in namespace: String) -> Bool {
            guard let namespaces else { return true }
            return namespaces.contains { SignersFile.matches($0, namespace) }
        }

        /// The principals that can be compared with who wrote a commit.
        package var identities: [String] { principals.filter(Reviewer.isIdentity) }

        /// Whether somebody can approve with it.
        package var isUsable: Bool { maySignPlans && (isAuthority || !identities.isEmpty) }
    }

    /// The lines that name keys.
    package private(set) var lines: [Line] = []
    /// What is wrong in the file, by place.
    package private(set) var diagnostics: [Diagnostic] = []

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - octets: the file.
    ///   - path: its path, for diagnostics.
    ///   - today: as `YYYYMMDD`, so that keys which count no longer are said; without it that is not checked.
    package init(_ octets: [UInt8], path: String = "", today: String? = nil) {
        var reader = SignersReader(path: path, today: today)
        reader.read(octets)
        (lines, diagnostics) = (reader.lines, reader.diagnostics)
    }

    /// How many people could approve: keys and names that belong together are one person's.
    ///
    /// - Parameter choice: whom to count; nobody named means everybody.
    /// - Returns: how many; `nil` where a key signs certificates, so that there may be any number.
    package func people(of choice: ReviewerChoice = ReviewerChoice()) -> Int? {
        let names = Set(choice.names.map { $0.lowercased() })
        var people: [(names: Set<String>, keys: Set<String>)] = []
        for line in lines where line.isUsable {
            if line.isAuthority { return nil }
            let own = Set(line.identities.map { $0.lowercased() })
            let isSame = { (person: (names: Set<String>, keys: Set<String>)) in
                !person.names.isDisjoint(with: own) || person.keys.contains(line.key)
            }
            let same = people.filter(isSame)
            people.removeAll(where: isSame)
            people.append(
                same.reduce((own, Set([line.key]))) { ($0.0.union($1.names), $0.1.union($1.keys)) })
        }
        return choice.isEmpty ? people.count : people.count { !$0.names.isDisjoint(with: names) }
    }

    /// Whether a pattern list's item fits a text: `*` is any run of characters, `?` one of them.
    package static func matches(_ pattern: String, _ text: String) -> Bool {
        let (pattern, text) = (Array(pattern.utf8), Array(text.utf8))
        var (place, found): (Int, Int) = (0, 0)
        var star: (place: Int, found: Int)?
        while found < text.count {
            if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
                star = (place, found)
                place += 1
            } else if place < pattern.count, pattern[place] == UInt8(ascii: "?") || pattern[place] == text[found] {
                (place, found) = (place + 1, found + 1)
            } else if let last = star {
                star = (last.place, last.found + 1)
                (place, found) = (last.place + 1, last.found + 1)
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}

extension Reviewer {
    /// Whether a principal of a signers file can be compared with who wrote a commit: an address of printable ASCII
    /// that is no pattern. A character that nobody sees would make another person of its owner.
    package static func isIdentity(_ principal: String) -> Bool {
        principal.contains("@") && isPlain(principal) && !principal.contains { "*?!,".contains($0) }
    }

    /// Whether a text is of printable ASCII characters.
    package static func isPlain(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { 0x21...0x7E ~= $0.value }
    }
}
