internal import DNSModel

/// Finds what a zone's provider can't serve.
package enum Servability {
    /// The zone without what the provider can't serve, and a diagnostic for each such set.
    ///
    /// - Parameters:
    ///   - desired: the declared zone.
    ///   - capabilities: what the provider can do.
    ///   - isLenient: whether such a set is left out and counted with a warning, instead of being an error.
    /// - Returns: the zone to plan with, and the diagnostics.
    package static func limit(
        _ desired: DesiredZone, to capabilities: ProviderCapabilities, isLenient: Bool
    ) -> (zone: DesiredZone, diagnostics: [Diagnostic]) {
        var result = desired
        var diagnostics: [Diagnostic] = []
        func report(_ name: DomainName, _ type: String, _ mark: SourceMark) {
            let what = "\(Printable.text(type)) at \(name) can't be served by a \(capabilities.kind) provider"
            diagnostics.append(
                Diagnostic(
                    isLenient ? .warning : .error, id: "type-not-served",
                    isLenient
                        ? what + "; it is left out"
                        : what + "; remove it, or leave it out with 'lenient: true' for the zone",
                    at: desired.location(of: mark)))
        }
        for set in desired.providerSets { report(set.name, set.type, set.mark) }
        result.leftOut += desired.providerSets.count
        result.providerSets = []
        func problem(with set: RecordSet) -> String? {
            if let types = capabilities.types, !types.contains(set.type) { return set.type.description }
            if capabilities.hasRouting || set.isPlain { return nil }
            if set.alias != nil { return "an alias of type \(set.type)" }
            return set.routing != nil ? "a routing policy for \(set.type)" : "a health check of \(set.type)"
        }
        for (index, foreign) in desired.declaredAndForeign {
            let word = desired.location(of: foreign.mark)
            diagnostics.append(
                Diagnostic(
                    .error, id: "declared-and-left-alone",
                    "\(desired.zone.sets[index].key) is declared here, and ignored by 'octodns: {ignored: true}' at \(word); "
                        + "remove one of the two",
                    at: desired.location(ofSetAt: index)))
        }
        if desired.zone.sets.contains(where: { problem(with: $0) != nil }) {
            var marks: [SourceMark] = []
            for (set, mark) in zip(desired.zone.sets, desired.marks) {
                if let what = problem(with: set) {
                    report(set.name, what, mark)
                    result.leftOut += 1
                } else {
                    marks.append(mark)
                }
            }
            result.zone = desired.zone.filtered { problem(with: $0) == nil }
            result.marks = marks
        }
        return (result, diagnostics)
    }
}
