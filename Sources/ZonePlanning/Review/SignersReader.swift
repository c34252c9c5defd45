internal import DNSModel

/// Reads the lines of a signers file and gathers mistakes.
struct SignersReader {
    let path: String
    let today: String?
    var lines: [SignersFile.Line] = []
    var diagnostics: [Diagnostic] = []

    init(path: String, today: String?) {
        self.path = path
        self.today = today
    }

    /// The types of keys that ssh-keygen checks signatures of.
    private static let keyTypes: Set<String> = [
        "ssh-ed25519", "ssh-rsa", "ssh-dss", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
        "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    ]

    mutating func read(_ octets: [UInt8]) {
        var octets = octets[...]
        if octets.starts(with: [0xEF, 0xBB, 0xBF]) {
            error(
                "byte-order-mark",
                "the file begins with a byte order mark (BOM), which becomes a part of the first name; save "
                    + "it as UTF-8 without one", 1, 1)
            // The mark stays part of the first name, as it does for ssh-keygen.
        } else if octets.starts(with: [0xFF, 0xFE]) || octets.starts(with: [0xFE, 0xFF]) {
            error("byte-order-mark", "the file is UTF-16, which ssh-keygen can't read; save it as UTF-8", 1, 1)
            return
        }
        var number = 0
        while !octets.isEmpty {
            number += 1
            let line = octets.prefix { $0 != 0x0A }
            octets = octets.dropFirst(line.count + 1)
            read(line: line, number)
        }
    }

    private mutating func read(line octets: ArraySlice<UInt8>, _ number: Int) {
        guard let text = String(validating: octets, as: UTF8.self) else {
            error("bad-signer", "the line is not UTF-8; write names and comments in ASCII", number, 1)
            return
        }
        var characters = Array(text.unicodeScalars)
        if let place = characters.firstIndex(of: "\r") {
            error(
                "carriage-return",
                place == characters.count - 1
                    ? "the line ends with a carriage return; save the file with line feeds alone"
                    : "there is a carriage return in the line, so what follows it is not a line of its own; save the file with "
                        + "line feeds", number, place + 1)
            characters.removeAll { $0 == "\r" }
        }
        var words = SignerWords(characters)
        guard let start = words.skipBlanks(), characters[start] != "#" else { return }
        let principals = words.next(quoted: true)
        if let odd = principals.scalars.firstIndex(where: { !(0x20...0x7E ~= $0.value) }) {
            let code = String(principals.scalars[odd].value, radix: 16, uppercase: true)
            let digits = String(repeating: "0", count: max(0, 4 - code.count)) + code
            error(
                "bad-principal",
                "the name of the signer has the character U+\(digits), which is not printable ASCII. So it is not an "
                    + "e-mail address, and the key can't approve; type the address again", number,
                principals.start + odd + 1)
        }
        var line = SignersFile.Line(
            number: number, principals: principals.text.split(separator: ",").map(String.init), isAuthority: false,
            namespaces: nil, validBefore: nil, key: "")
        guard words.skipBlanks() != nil else {
            error(
                "bad-signer", "the line has a name and no key; write NAME KEYTYPE KEY, as in the .pub file", number, 1)
            return
        }
        var word = words.next()
        if !Self.keyTypes.contains(word.text) {
            guard read(options: word, into: &line), words.skipBlanks() != nil else { return }
            word = words.next()
        }
        guard Self.keyTypes.contains(word.text) else {
            error(
                "bad-signer",
                "'\(Printable.text(word.text))' is not a type of key; write it as in the .pub file of the key, "
                    + "ssh-ed25519 for example", number, word.start + 1)
            return
        }
        _ = words.skipBlanks()
        let key = words.next()
        guard Self.isKey(key.text, of: word.text) else {
            error(
                "bad-signer", "this is not a key of type \(word.text); copy it from the .pub file again", number,
                key.start + 1)
            return
        }
        line.key = key.text
        lines.append(line)
        inspect(at: line, number)
    }

    /// Says what keeps a line from counting.
    private mutating func inspect(at line: SignersFile.Line, _ number: Int) {
        if !line.maySignPlans {
            let names = (line.namespaces ?? []).joined(separator: ",")
            // A key that signs commits of the ledger has a namespace of its own.
            guard !(line.namespaces ?? []).contains("git") else { return }
            warning(
                "signer-namespace",
                "the key may not approve: namespaces=\"\(Printable.text(names))\" has no "
                    + "'\(SignersFile.namespace)'; add it", number)
        } else if !line.isAuthority, line.identities.isEmpty, line.principals.allSatisfy(Reviewer.isPlain) {
            warning(
                "no-identity",
                "'\(Printable.text(line.principals.joined(separator: ",")))' is not an e-mail address, so it can't "
                    + "be compared with the authors of commits, and the key can't approve; write the address that "
                    + "its owner commits with", number)
        }
        if let end = line.validBefore, let today, end <= today {
            warning("signer-expired", "the key counts only before \(Printable.text(end)); renew or remove it", number)
        }
    }

    /// Reads `cert-authority,namespaces="…",valid-before="…"`.
    private mutating func read(options word: SignerWords.Word, into line: inout SignersFile.Line) -> Bool {
        var rest = word.text[...]
        while !rest.isEmpty {
            let name = rest.prefix { $0 != "=" && $0 != "," }
            rest = rest.dropFirst(name.count)
            var value: Substring?
            if rest.first == "=" {
                rest = rest.dropFirst()
                guard rest.first == "\"", let end = rest.dropFirst().firstIndex(of: "\"") else {
                    error(
                        "bad-signer",
                        "the value of '\(Printable.text(String(name)))' is written in double quotes, as in "
                            + "namespaces=\"\(SignersFile.namespace)\"", line.number, word.start + 1)
                    return false
                }
                value = rest[rest.index(after: rest.startIndex)..<end]
                rest = rest[rest.index(after: end)...]
            }
            switch (name.lowercased(), value) {
            case ("cert-authority", nil): line.isAuthority = true
            case ("namespaces", let value?): line.namespaces = value.split(separator: ",").map(String.init)
            case ("valid-before", let value?): line.validBefore = String(value.prefix(8))
            case ("valid-after", _?): break
            default:
                error(
                    "bad-signer",
                    "'\(Printable.text(String(name)))' is neither a type of key nor an option that ssh-keygen "
                        + "knows; write NAME KEYTYPE KEY, with options between name and type", line.number,
                    word.start + 1)
                return false
            }
            if rest.first == "," { rest = rest.dropFirst() }
        }
        return true
    }

    /// Whether a text is base 64 of a key that says it is of a type (RFC 4253 section 6.6).
    private static func isKey(_ text: String, of type: String) -> Bool {
        let digits = text.utf8
        guard digits.count >= 24, digits.count % 4 == 0 else { return false }
        var (octets, bits, count): ([UInt8], UInt32, Int) = ([], 0, 0)
        for digit in digits {
            let value: UInt32
            switch digit {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = UInt32(digit) - 65
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = UInt32(digit) - 71
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt32(digit) + 4
            case UInt8(ascii: "+"): value = 62
            case UInt8(ascii: "/"): value = 63
            case UInt8(ascii: "="): value = 0
            default: return false
            }
            (bits, count) = ((bits << 6 | value) & 0xFF_FFFF, count + 1)
            if count % 4 == 0 {
                octets += [UInt8(bits >> 16), UInt8(bits >> 8 & 0xFF), UInt8(bits & 0xFF)]
            }
        }
        let length = octets.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        return length == type.utf8.count && octets.dropFirst(4).prefix(length).elementsEqual(type.utf8)
            && octets.count > 4 + length + 4
    }

    private mutating func error(_ id: String, _ message: String, _ line: Int, _ column: Int) {
        diagnostics.append(
            Diagnostic(.error, id: id, message, at: SourceLocation(file: path, line: line, column: column)))
    }

    private mutating func warning(_ id: String, _ message: String, _ line: Int) {
        diagnostics.append(
            Diagnostic(.warning, id: id, message, at: SourceLocation(file: path, line: line, column: 1)))
    }
}

/// The words of a line, with blanks between them that are in no quotes.
private struct SignerWords {
    struct Word {
        /// Where it begins, from 0.
        var start: Int
        var scalars: [Unicode.Scalar]
        var text: String {
            var text = ""
            text.unicodeScalars.append(contentsOf: scalars)
            return text
        }
    }

    private let characters: [Unicode.Scalar]
    private var place = 0

    init(_ characters: [Unicode.Scalar]) { self.characters = characters }

    /// Goes to the next word; nothing at the line's end.
    mutating func skipBlanks() -> Int? {
        while place < characters.count, characters[place] == " " || characters[place] == "\t" { place += 1 }
        return place < characters.count ? place : nil
    }

    /// The word here; with `quoted` one in double quotes is taken without them.
    mutating func next(quoted: Bool = false) -> Word {
        if quoted, place < characters.count, characters[place] == "\"" {
            let start = place + 1
            let end = characters[start...].firstIndex(of: "\"") ?? characters.count
            place = min(characters.count, end + 1)
            return Word(start: start, scalars: Array(characters[start..<end]))
        }
        let start = place
        var isQuoted = false
        while place < characters.count, isQuoted || (characters[place] != " " && characters[place] != "\t") {
            if characters[place] == "\"" { isQuoted.toggle() }
            place += 1
        }
        return Word(start: start, scalars: Array(characters[start..<place]))
    }
}
