internal import DNSModel
internal import ZonePlanning

/// A name of a provider in a record's `included` or `excluded` that needs a word to the user.
struct ProviderWord {
    var name: String
    /// The providers it fits; none where it fits nothing.
    var fits: [String]
    /// Whether it stands in `excluded`.
    var isExcluded: Bool
    var mark: SourceMark
}

// Record sets that are not git's: `ignored`, `included` and `excluded`.

extension ZoneBuilder {
    /// Whether `included` names the zone's provider, or nobody.
    ///
    /// A name that fits several providers includes none of them: what is left alone can hurt nobody.
    mutating func isIncluded(_ tree: borrowing YAMLTree, _ node: Int) -> Bool {
        let words = words(tree, node)
        let meanings = words.map { meaning(of: $0.text, at: mark(tree[$0.node]), isExcluded: false) }
        return words.isEmpty || options.providers == nil || meanings.contains(.own)
    }

    /// Whether `excluded` names the zone's provider.
    mutating func isExcluded(_ tree: borrowing YAMLTree, _ node: Int) -> Bool {
        let words = words(tree, node)
        let meanings = words.map { meaning(of: $0.text, at: mark(tree[$0.node]), isExcluded: true) }
        return meanings.contains { meaning in
            switch meaning {
            case .own, .ambiguous: true
            case .other, .unknown, nil: false
            }
        }
    }

    private mutating func meaning(of name: String, at mark: SourceMark, isExcluded: Bool) -> ProviderNames.Meaning? {
        guard let providers = options.providers else { return nil }
        let meaning = providers.meaning(of: name)
        switch meaning {
        case .own, .other: break
        case .ambiguous(let fits):
            providerWords.append(ProviderWord(name: name, fits: fits, isExcluded: isExcluded, mark: mark))
        case .unknown:
            providerWords.append(ProviderWord(name: name, fits: [], isExcluded: isExcluded, mark: mark))
        }
        return meaning
    }

    /// Warns of names of providers that are not understood, each once where it is first.
    mutating func reportProviderWords() {
        guard let providers = options.providers else { return }
        var groups: [String: [ProviderWord]] = [:]
        for word in providerWords { groups["\(word.isExcluded) \(word.name)", default: []].append(word) }
        for words in groups.values {
            guard let word = words.first else { continue }
            let shown = Shown.text(word.name)
            let again = words.count == 1 ? "" : " (and \(words.count - 1) times more)"
            let place = "'\(shown)' in 'octodns: \(word.isExcluded ? "excluded" : "included")'\(again)"
            if word.fits.isEmpty {
                let closest = DidYouMean.closest(to: word.name, in: providers.known).map {
                    "did you mean '\($0)'? else "
                }
                warning(
                    "unknown-provider-name",
                    "\(place) is not a provider of the settings (\(Shown.text(providers.names.joined(separator: ", ")))), so "
                        + (word.isExcluded ? "it leaves nothing out here; " : "the record is left alone here; ")
                        + (closest ?? "")
                        + "write 'octodns-name: \(shown)' at the provider that is meant, or list it under 'defaults: "
                        + "{other-providers: [\(shown)]}' where gate53 does not serve it", at: word.mark)
            } else {
                warning(
                    "ambiguous-provider-name",
                    "\(place) fits \(word.fits.map { "'\(Shown.text($0))'" }.joined(separator: " and ")) by their type, so "
                        + "the record is left alone here; write the provider's name, or 'octodns-name: \(shown)' for the "
                        + "one that is meant", at: word.mark)
            }
        }
    }

    /// What a set of a provider-specific type keeps others from touching: the record sets it may be served as.
    static func foreign(
        _ name: DomainName, _ type: String, _ fields: [ProviderValue.Pair], _ reason: ForeignSet.Reason,
        _ mark: SourceMark
    ) -> ForeignSet {
        let isAlias = type == "ALIAS" || type.hasSuffix("/ALIAS")
        let named = types(in: .map(fields))
        return ForeignSet(
            name: name, types: named, perhaps: isAlias ? [.a, .aaaa].filter { !named.contains($0) } : [],
            reason: reason, providerType: type, mark: mark)
    }

    /// The record types that stand under `type` anywhere in a value.
    private static func types(in value: ProviderValue) -> [RecordType] {
        switch value {
        case .text: []
        case .list(let items): items.flatMap { types(in: $0) }
        case .map(let pairs):
            pairs.flatMap { pair -> [RecordType] in
                guard pair.key == "type", case .text(let text) = pair.value else { return types(in: pair.value) }
                return RecordType(parsing: text).map { [$0] } ?? []
            }
        }
    }
}
