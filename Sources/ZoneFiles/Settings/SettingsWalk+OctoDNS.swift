internal import ZonePlanning

// What octoDNS called the providers.

extension SettingsWalk {
    /// The `octodns-name` of each provider: a text or a list of texts, each of one provider only.
    ///
    /// - Parameter providers: the section `providers`.
    /// - Returns: the names by provider; those of a provider without any are not there.
    mutating func octoDNSNames(_ providers: YAMLValue) -> [String: [String]] {
        guard case .map(let pairs) = providers.content else { return [:] }
        let keys = pairs.compactMap { pair in
            if case .text(let name, _) = pair.key.content { name } else { nil }
        }
        var result: [String: [String]] = [:]
        var owners: [String: String] = [:]
        for pair in pairs {
            guard case .text(let provider, _) = pair.key.content, case .map(let fields) = pair.value.content else {
                continue
            }
            for field in fields {
                guard case .text("octodns-name", _) = field.key.content else { continue }
                let items = if case .list(let items) = field.value.content { items } else { [field.value] }
                for item in items {
                    guard let name = text(item) else { continue }
                    let owner = keys.contains(name) && name != provider ? name : owners[name]
                    if let owner, owner != provider {
                        error(
                            "duplicate-provider-name",
                            "the provider '\(Shown.text(owner))' is called '\(Shown.text(name))' already; a name in zone "
                                + "files' 'included' and 'excluded' means one provider", at: item)
                    } else if owners.updateValue(provider, forKey: name) == nil {
                        result[provider, default: []].append(name)
                    }
                }
            }
        }
        return result
    }
}
