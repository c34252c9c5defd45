internal import DNSModel
internal import Gate
internal import ZoneFiles
internal import ZonePlanning

/// Which dynamic suffixes there are: the one place that says it.
struct DeclaredSuffixes: Sendable {
    /// Suffixes that the command line names, for as long as settings have no section for them.
    var named: [DomainName] = []

    /// The suffixes of what the protected branch declares.
    ///
    /// - Parameter declared: settings and zones.
    /// - Returns: the suffixes.
    /// - Throws: ``GateError`` for a suffix that is in no zone.
    func suffixes(of declared: DeclaredState) throws(GateError) -> [DynamicSuffix] {
        var suffixes: [DynamicSuffix] = []
        for name in named {
            let apexes = declared.apexes.filter { name.isAtOrBelow($0) }
            guard let apex = apexes.max(by: { $0.labelCount < $1.labelCount }), let ttl = TTL(seconds: 60) else {
                throw GateError(
                    .failed, "the dynamic suffix \(name) is in no zone that is declared; check the name",
                    id: "dynamic-zone")
            }
            let location = SourceLocation(file: declared.settingsFile.path, line: 1, column: 1)
            var suffix = DynamicSuffix(name: name, apex: apex, ttl: ttl, location: location)
            suffix.types = [.a, .aaaa, .txt]
            suffixes.append(suffix)
        }
        return suffixes
    }
}
