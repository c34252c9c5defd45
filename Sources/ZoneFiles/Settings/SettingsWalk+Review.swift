internal import DNSModel
internal import ZonePlanning

extension SettingsWalk {
    private static let sourceKeys = [
        "source", "required", "signers", "url", "repository", "commenter", "reviewers", "teams", "zones", "addresses",
    ]

    /// Reads `review`: one source in the section itself, or several under `sources`.
    mutating func review(_ value: YAMLValue) -> ReviewSettings {
        let fields = fields(
            value, of: "'review'", ["branch", "sources", "valid-for", "whole", "authors"] + Self.sourceKeys)
        var review = ReviewSettings(sources: [], branch: fields["branch"].flatMap { text($0) })
        if let days = fields["valid-for"].flatMap({ days($0) }) { review.validFor = days }
        if let isWhole = fields["whole"].flatMap({ flag($0) }) { review.isWhole = isWhole }
        if let authors = fields["authors"].flatMap({ choice($0, CommitAuthorship.self) }) { review.authors = authors }
        guard let several = fields["sources"] else {
            review.sources = [reviewSource(fields, at: value)]
            requireSigners(review, fields["authors"])
            return review
        }
        for key in Self.sourceKeys {
            guard let stray = fields[key] else { continue }
            error("bad-value", "with 'sources', '\(key)' belongs to one of them; move it there", at: stray)
        }
        guard case .list(let items) = several.content, !items.isEmpty else {
            error(
                "wrong-shape",
                "write a list, as in [{source: signatures, signers: reviewers}, {source: github, teams: [dns]}]",
                at: several)
            return review
        }
        review.sources = []
        for item in items {
            let source = reviewSource(self.fields(item, of: "a source of approvals", Self.sourceKeys), at: item)
            if review.sources.contains(where: { $0.forge == source.forge && $0.repository == source.repository }) {
                error("duplicate-key", "this source of approvals is here twice; keep one", at: item)
            }
            review.sources.append(source)
        }
        requireSigners(review, fields["authors"])
        return review
    }

    /// Who signed a commit is known by a signers file alone.
    private mutating func requireSigners(_ review: ReviewSettings, _ authors: YAMLValue?) {
        guard let authors, review.authors == .signed, review.signers == nil else { return }
        error(
            "missing-key",
            "'authors: signed' needs a signers file, which says whose key is whose: name it with 'signers: PATH'. "
                + "Beside a forge that is a source of its own, as in 'sources: [{source: github, reviewers: [alice, bob]}, "
                + "{signers: reviewers, required: 0}]'",
            at: authors)
    }

    /// A number of days, as in `30d`.
    mutating func days(_ value: YAMLValue, most: Int = 365) -> Int? {
        guard let text = text(value) else { return nil }
        guard text.hasSuffix("d"), let days = Int(text.dropLast()), 1...most ~= days, "\(days)d" == text else {
            error("bad-value", "write a number of days from 1d to \(most)d, as in 30d", at: value)
            return nil
        }
        return days
    }

    private enum SourceWord: String, CaseIterable {
        case signatures, github, gitlab, gitea

        var forge: ForgeKind? {
            switch self {
            case .signatures: nil
            case .github: .github
            case .gitlab: .gitlab
            case .gitea: .gitea
            }
        }
    }

    private mutating func reviewSource(_ fields: [String: YAMLValue], at place: YAMLValue) -> ReviewSource {
        var source = ReviewSource(forge: fields["source"].flatMap { choice($0, SourceWord.self) }?.forge)
        if let required = fields["required"].flatMap({ number($0, 0...100) }) { source.required = required }
        source.signers = fields["signers"].flatMap { path($0) }
        source.url = fields["url"].flatMap { forgeURL($0) }
        source.repository = fields["repository"].flatMap { repositoryName($0) }
        source.commenter = fields["commenter"].flatMap { text($0) }
        source.reviewers = reviewers(fields)
        source.zones = fields["zones"].map { zoneReviewers($0) } ?? []
        source.addresses = fields["addresses"].map { addresses($0) } ?? [:]
        if let forge = source.forge {
            if let stray = fields["signers"] {
                error(
                    "bad-value", "'signers' is for signatures; list the accounts under 'reviewers' or 'teams'",
                    at: stray)
            }
            // Everybody who can read a repository can approve in it.
            if source.required > 0, source.reviewers.isEmpty, source.zones.isEmpty, fields["reviewers"] == nil {
                error(
                    "no-reviewers",
                    "name the accounts at \(forge.name) that may approve, as in 'reviewers: [alice, bob]' or 'teams: [dns]'",
                    at: fields["source"] ?? place)
            }
        } else {
            for key in ["url", "repository", "commenter", "teams", "addresses"] {
                guard let stray = fields[key] else { continue }
                error("bad-value", "'\(key)' is for a forge; signatures have 'signers' and 'reviewers'", at: stray)
            }
        }
        return source
    }

    private mutating func reviewers(_ fields: [String: YAMLValue]) -> ReviewerChoice {
        var choice = ReviewerChoice()
        for key in ["reviewers", "teams"] {
            guard let value = fields[key] else { continue }
            let names = texts(value, example: "[alice, bob]")
            if names.isEmpty, case .list = value.content {
                error(
                    "bad-value", "the list is empty, so nobody could approve; name somebody, or leave the key out",
                    at: value)
            }
            if key == "reviewers" { choice.names = names } else { choice.teams = names }
        }
        return choice
    }

    private mutating func zoneReviewers(_ value: YAMLValue) -> [ZoneReviewers] {
        guard case .list(let items) = value.content else {
            error("wrong-shape", "write a list, as in [{name: 'example.*', reviewers: [carol]}]", at: value)
            return []
        }
        var zones: [ZoneReviewers] = []
        for item in items {
            let fields = fields(item, of: "an entry of 'zones'", ["name", "reviewers", "teams"])
            guard let pattern = fields["name"] else {
                error("missing-key", "the entry has no 'name', as in {name: 'example.*', reviewers: [carol]}", at: item)
                continue
            }
            let choice = reviewers(fields)
            if choice.isEmpty, fields["reviewers"] == nil, fields["teams"] == nil {
                error("missing-key", "the entry names nobody; add 'reviewers' or 'teams'", at: item)
            }
            if let text = text(pattern) { zones.append(ZoneReviewers(pattern: text, reviewers: choice)) }
        }
        return zones
    }

    private mutating func addresses(_ value: YAMLValue) -> [String: Set<String>] {
        var addresses: [String: Set<String>] = [:]
        var owners: [String: String] = [:]
        for entry in entries(value, of: "'addresses'") {
            let account = entry.name.lowercased()
            for address in texts(entry.value, example: "{alice: [alice@example.com]}").map({ $0.lowercased() }) {
                if !address.contains("@") {
                    error("bad-value", "'\(Shown.text(address))' is not an e-mail address", at: entry.value)
                }
                if let owner = owners[address], owner != account {
                    error(
                        "duplicate-key",
                        "'\(Shown.text(address))' is the address of '\(Shown.text(owner))' too; keep one",
                        at: entry.value)
                }
                owners[address] = account
                addresses[account, default: []].insert(address)
            }
        }
        return addresses
    }

    /// The URL of a forge's interface: https, or http on this machine.
    private mutating func forgeURL(_ value: YAMLValue) -> String? {
        guard let text = text(value) else { return nil }
        let isPrintable = text.unicodeScalars.allSatisfy { 0x21...0x7E ~= $0.value }
        let rest = text.hasPrefix("https://") ? text.dropFirst(8) : text.hasPrefix("http://") ? text.dropFirst(7) : ""
        guard isPrintable, !rest.isEmpty, !rest.contains(where: { "?#@\\".contains($0) }) else {
            error(
                "bad-value", "write a URL such as 'https://git.example.com/api/v1', without user name and query",
                at: value)
            return nil
        }
        return text
    }

    /// A repository's path: at least an owner and a name.
    private mutating func repositoryName(_ value: YAMLValue) -> String? {
        guard let text = text(value) else { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let isPath = parts.allSatisfy { part in
            !part.isEmpty && part != "." && part != ".."
                && part.utf8.allSatisfy { octet in
                    48...57 ~= octet || 65...90 ~= octet || 97...122 ~= octet || "-_.".utf8.contains(octet)
                }
        }
        let isNumber = parts.count == 1 && text.utf8.allSatisfy { 48...57 ~= $0 }
        guard isPath, parts.count >= 2 || isNumber else {
            error("bad-value", "write the repository with its owner, as in org/dns", at: value)
            return nil
        }
        return text
    }
}
