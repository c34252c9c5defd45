package import DNSModel
package import ZonePlanning

/// Record sets of octoDNS's type `Route53Provider/ALIAS`, made ordinary ones with an ``AliasTarget``.
///
/// One of them may have values of several types, which are as many record sets:
///
/// ```yaml
/// alias:
///   type: Route53Provider/ALIAS
///   values:
///   - type: A                          # the zone's own A
///   - {type: AAAA, name: www}          # www of this zone
///   - type: HTTPS
///     name: d111111abcdef8.cloudfront.net.
///     hosted-zone-id: Z2FDTNDATAQYW2
///     evaluate-target-health: false    # as when it is not there
/// ```
///
/// A name with a final dot is a whole name, any other is below the zone. Where the name lies says whether the target is
/// in this zone, so no list of the domains of services is needed, and no name is ever cut.
///
/// Source: README of octodns-route53.
package enum Route53Aliases {
    /// The type as zone files have it.
    package static let type = "Route53Provider/ALIAS"

    /// The record sets that one record of the type stands for; none where it is of another, or has a mistake.
    package static func sets(of record: ProviderSpecificSet, apex: DomainName) -> [RecordSet] {
        guard record.type == type else { return [] }
        var reader = AliasReader(record, apex: apex)
        let sets = reader.read()
        return reader.problems.contains { $0.severity == .error } ? [] : sets
    }

    /// Makes the zone's aliases ordinary record sets.
    ///
    /// - Parameter desired: the declared zone.
    /// - Returns: the zone with the aliases among its record sets, in canonical order, and without the sets they were
    ///   made of; and a diagnostic for each mistake in those.
    package static func convert(_ desired: DesiredZone) -> (zone: DesiredZone, diagnostics: [Diagnostic]) {
        var result = desired
        for index in result.foreign.indices where result.foreign[index].providerType == type {
            result.foreign[index].providerType = nil
        }
        guard desired.providerSets.contains(where: { $0.type == type }) else { return (result, []) }
        result.providerSets.removeAll { $0.type == type }
        var diagnostics: [Diagnostic] = []
        var sets = desired.zone.sets
        var marks = desired.marks
        var seen: [RecordSet.Key: SourceMark] = [:]
        for source in desired.providerSets where source.type == type {
            var reader = AliasReader(source, apex: desired.zone.apex)
            let aliases = reader.read()
            let location = desired.location(of: source.mark)
            diagnostics += reader.problems.map { problem in
                Diagnostic(problem.severity, id: problem.id, problem.message, at: location)
            }
            for alias in aliases {
                let first =
                    seen[alias.key]
                    ?? desired.zone.indices(of: alias.name).first { desired.zone.sets[$0].type == alias.type }
                    .map { desired.marks[$0] }
                if let first {
                    diagnostics.append(
                        Diagnostic(
                            .error, id: "duplicate-record-set",
                            "\(alias.key) is declared as an alias and a second time at \(desired.location(of: first)); keep "
                                + "one", at: location))
                    continue
                }
                seen[alias.key] = source.mark
                sets.append(alias)
                marks.append(source.mark)
            }
        }
        let order = CanonicalOrder.permutation(
            count: sets.count, apex: desired.zone.apex, identifier: { sets[$0].routing?.identifier },
            key: { (sets[$0].name, sets[$0].type) })
        if let order {
            sets = order.map { sets[$0] }
            marks = order.map { marks[$0] }
        }
        // Keys that stand twice were reported and left out.
        guard let zone = try? Zone(apex: desired.zone.apex, ordered: sets) else { return (result, diagnostics) }
        result.zone = zone
        result.marks = marks
        return (result, diagnostics)
    }
}
