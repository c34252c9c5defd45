internal import DNSModel

/// Why nobody, or only an administrator, can have a host name.
package enum HostNameRefusal: Error, Hashable, Sendable {
    case empty
    /// It has more labels than one below a suffix.
    case severalLabels
    /// There is no suffix that it is below.
    case unknownSuffix(String)
    case tooLong(Int)
    /// A character that labels of hosts can't have.
    case character(String)
    case hyphen
    case underscore
    /// Two hyphens in third and fourth place, and no A-label (RFC 5891 section 4.2.3.1).
    case hyphensInside
    /// What follows `xn--` stands for no label.
    case badPunycode
    /// What is wrong with a label of letters beyond ASCII.
    case badLabel(String)
    /// Letters of several scripts, or of one that is not known here.
    case mixedScripts
    /// Every letter looks like one of ASCII.
    case looksLike(String)
    case reserved(String)
    /// The pattern that it matches.
    case forbidden(String)
    /// A zone file declares something there.
    case declared
    /// A suffix is there or below it.
    case isSuffix

    /// The id, which stays the same.
    package var id: String {
        switch self {
        case .empty: "name-empty"
        case .severalLabels: "name-several-labels"
        case .unknownSuffix: "name-unknown-suffix"
        case .tooLong: "name-too-long"
        case .character: "name-character"
        case .hyphen: "name-hyphen"
        case .underscore: "name-underscore"
        case .hyphensInside: "name-hyphens-inside"
        case .badPunycode: "name-bad-punycode"
        case .badLabel: "name-bad-label"
        case .mixedScripts: "name-mixed-scripts"
        case .looksLike: "name-looks-like"
        case .reserved: "name-reserved"
        case .forbidden: "name-forbidden"
        case .declared: "name-declared"
        case .isSuffix: "name-is-suffix"
        }
    }

    /// What is wrong and what to do, for whoever wants the name.
    package var message: String {
        switch self {
        case .empty: "the name is empty; write one label, as in home"
        case .severalLabels: "the name has more than one label below the shared domain; choose one without dots"
        case .unknownSuffix(let text): "\(text) is not one of the shared domains; choose one that the page lists"
        case .tooLong(let count):
            "the name has \(count) characters; choose one of at most \(DomainName.maximumLabelLength)"
        case .character(let character):
            "the name has \(character); use the letters a to z, digits and hyphens, or letters of one other script"
        case .hyphen: "the name starts or ends with a hyphen; choose one that starts and ends with a letter or digit"
        case .underscore:
            "the name has an underscore, which names of hosts cannot have; a challenge for a certificate is a record of "
                + "the host, at _acme-challenge below it"
        case .hyphensInside:
            "the name has hyphens in third and fourth place, which is kept for encoded names; move them"
        case .badPunycode: "the name starts with xn-- and stands for no letters; write the letters themselves"
        case .badLabel(let problem): "\(problem); choose another name"
        case .mixedScripts:
            "the name mixes letters of several scripts, or has some of one that is not known here, so that it could look "
                + "like another name; use letters of one script"
        case .looksLike(let text): "the name looks like \(text) and is not; choose another name"
        case .reserved(let word): "the name is kept back as '\(word)'; choose another name, or ask an administrator"
        case .forbidden(let pattern): "the name is not given away (it matches '\(pattern)'); choose another name"
        case .declared: "the name is declared in the zone's files; choose another name"
        case .isSuffix: "the name is, or leads to, a shared domain itself; choose another name"
        }
    }
}
