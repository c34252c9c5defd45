internal import DNSModel
internal import ZoneFiles
internal import ZonePlanning

/// The text of the files that a new repository gets.
enum StarterFiles {
    /// The settings.
    ///
    /// - Parameters:
    ///   - kind: where the zones are served.
    ///   - directory: the folder that was named for it.
    ///   - zones: the zones that need more than their provider's name: the id of a hosted zone, or that it is private.
    ///   - reviews: the forge whose reviews count, and the accounts that may; nothing for signatures.
    /// - Returns: YAML.
    static func settings(
        _ kind: any ProviderKind, directory: String, zones: [(apex: DomainName, lines: [String])],
        reviews: (forge: ForgeKind, reviewers: [String])?
    ) -> String {
        let provider = kind.starter(folder: directory)
        var lines = [
            "---",
            "# Where zones are served, who must approve a plan, and what a plan may do. Paths are",
            "# relative to the repository's root.",
            "",
            "providers:",
            "  \(provider.name):",
            "    type: \(kind.name)",
        ]
        lines += provider.lines.map { text(of: $0) }
        lines += [
            "",
            "# '*' is every zone file in the folder zones.",
            "zones:",
            "  '*':",
            "    provider: \(provider.name)",
            "    # What others keep in the zones, and git does not:",
            "    # ignore:",
            "    #   - {name: '_acme-challenge**', type: TXT} # certificate robots",
            "    #   - {name: '_????????????????????????????????**', type: CNAME} # AWS Certificate Manager",
            "    #   - {name: 'external-dns-**', type: TXT} # external-dns's own records",
        ]
        for zone in zones {
            lines += ["  \(key(zone.apex)):", "    provider: \(provider.name)"] + zone.lines.map { "    " + $0 }
        }
        lines += review(reviews, signers: reviewersPath)
        lines += pushedLedger
        return lines.joined(separator: "\n") + "\n"
    }

    /// A line of a provider's settings.
    static func text(of line: StarterLine) -> String {
        switch line {
        case .comment(let text): "    # \(text)"
        case .key(let key, let text): "    \(key): \(quoted(text))"
        }
    }

    /// Who must approve, and the policies.
    static func review(_ reviews: (forge: ForgeKind, reviewers: [String])?, signers: String) -> [String] {
        var lines = [
            "",
            "# A plan is applied only after this many reviewers approved it, who wrote none of it.",
            "review:",
            "  required: 1",
        ]
        if let (forge, reviewers) = reviews {
            lines += [
                "  source: \(forge.rawValue)",
                "  reviewers: [\(reviewers.map(quoted).joined(separator: ", "))]",
            ]
        } else {
            lines.append("  signers: \(signers)")
        }
        return lines + [
            "",
            "# What a plan may do without being allowed by name.",
            "policies:",
            "  delete-share: 30%",
            "  update-share: 30%",
            "  protected:",
            "    - {name: '@', type: [NS, MX]}",
        ]
    }

    /// How the ledger is kept.
    static let pushedLedger = [
        "",
        "# What is applied is recorded in the branch gate53-ledger, which is pushed, or nothing is applied.",
        "ledger: {push: required}",
    ]

    static let settingsPath = "zones/gate53.yaml"
    static let reviewersPath = "zones/reviewers"

    /// The file of a zone in which nothing is yet.
    static func emptyZone(_ apex: DomainName) -> String {
        """
        ---
        # The record sets of \(Printable.text(apex.description)) by name; '' is the zone's own name. For instance:
        #
        # '':
        #   type: MX
        #   value: {preference: 10, exchange: mail.example.com.}
        # www:
        #   type: A
        #   value: 192.0.2.10

        """
    }

    /// The signers file.
    ///
    /// - Parameter signer: the user's e-mail address and public key, where both are known.
    /// - Returns: the text.
    static func reviewers(_ signer: (address: String, key: String)?) -> String {
        let example = "bo@example.com namespaces=\"gate53-plan\" ssh-ed25519 AAAAC3NzaC1lZDI1…"
        let lines = [
            "# Who may approve plans: a line for each key, in the form of allowed signers of",
            "# ssh-keygen(1). First the reviewer's e-mail address, then what the key is for, then",
            "# the key as in ~/.ssh/id_ed25519.pub. Nobody approves what they wrote themselves, so",
            "# two people are needed at least:",
            "#",
            "# \(example)",
        ]
        let own = signer.map { ["\($0.address) namespaces=\"gate53-plan\" \($0.key)"] } ?? []
        return (lines + own).joined(separator: "\n") + "\n"
    }

    /// What git should not keep.
    ///
    /// - Parameter folder: where zones are served from; `nil` where that is no folder.
    /// - Returns: the text.
    static func gitIgnore(served folder: String?) -> String {
        var lines = ["# Plans and their signatures are kept in the ledger.", "/plan*.json", "/plan*.json*.sig"]
        if let folder, !folder.hasPrefix("/"), !folder.split(separator: "/").contains("..") {
            lines += ["# What is served.", "/\(folder.split(separator: "/").joined(separator: "/"))/"]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The first two words of a public key file, where it is one: its type and the key.
    static func publicKey(_ octets: [UInt8]) -> String? {
        let words = String(decoding: octets, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard words.count >= 2, ["ssh-", "ecdsa-", "sk-"].contains(where: { words[0].hasPrefix($0) }),
            (words[0] + words[1]).utf8.allSatisfy({ 0x21...0x7E ~= $0 })
        else { return nil }
        return "\(words[0]) \(words[1])"
    }

    /// An address that can stand first in a line of the signers file.
    static func isAddress(_ text: String) -> Bool {
        text.contains("@") && text.utf8.allSatisfy { 0x21...0x7E ~= $0 }
            && !text.contains { "\"*?!,#".contains($0) }
    }

    static func key(_ apex: DomainName) -> String { quoted(String(apex.description.dropLast())) }

    /// A text as a YAML scalar: as it is where that is plain, else in single quotes (YAML 1.2, section 7.3.2).
    static func quoted(_ text: String) -> String {
        let isPlain =
            text.utf8.allSatisfy { octet in
                switch octet {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"),
                    UInt8(ascii: "-"):
                    true
                default: false
                }
            } && text.utf8.contains(where: { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 }) && !text.hasPrefix("-")
            && !["true", "false", "null", "yes", "no", "on", "off"].contains(text)
        return isPlain ? text : "'" + text.replacing("'", with: "''") + "'"
    }
}
