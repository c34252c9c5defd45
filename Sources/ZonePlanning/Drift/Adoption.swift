package import DNSModel

// Decision 0031: adopting drift is a pull request.

/// What of a zone's drift is taken into git: live as it is, in the place of what git declares.
package struct Adoption: Hashable, Sendable {
    package var apex: DomainName
    package var provider: ZonePlan.ProviderIdentity
    /// The sets that are adopted, in canonical order.
    package var sets: [SetDrift]
    /// The sets whose adoption nobody asked for by name, and that are no plain drift: git moved too, or it is not known
    /// who moved.
    package var disputed: [SetDrift]
    /// The sets that can't be adopted, since what is live there can't be modelled.
    package var opaque: [SetDrift]
    /// How many sets the settings accept, and so are left as they are.
    package var accepted: Int

    /// Chooses what of a zone's drift is adopted.
    ///
    /// Without patterns, the sets that only somebody else moved. With patterns, every set they mean that is not what
    /// git declares and does not wait to be applied: conflicts, sets without a base and accepted ones too.
    ///
    /// - Parameters:
    ///   - drift: the zone's drift.
    ///   - patterns: patterns on names; none means all.
    package init(_ drift: ZoneDrift, named patterns: [RecordPattern]) {
        apex = drift.apex
        provider = drift.provider
        sets = []
        disputed = []
        opaque = []
        accepted = 0
        let matcher = RecordPatternMatcher(patterns, apex: drift.apex)
        for set in drift.sets {
            guard patterns.isEmpty || matcher.matches(set.key) else { continue }
            switch set.state {
            case .inSync, .pending: continue
            case .drift, .both, .differs: break
            }
            if patterns.isEmpty, set.isAccepted {
                accepted += 1
            } else if set.unmodelled != nil {
                opaque.append(set)
            } else if patterns.isEmpty, set.state != .drift {
                disputed.append(set)
            } else {
                sets.append(set)
            }
        }
    }

    /// What changes in git.
    package var changes: [Change] {
        sets.compactMap { set in
            switch (set.head, set.live) {
            case (nil, nil): nil
            case (nil, let live?): .create(live)
            case (let head?, nil): .delete(head)
            case (let head?, let live?): .update(from: head, to: live)
            }
        }
    }

    // MARK: - The commit

    /// The message of the commit that adopts: what, from where, who did it and when.
    ///
    /// Each line but the first begins with a word or sign of ours, so that no text of anybody can pass for a trailer.
    package static func message(_ adoptions: [Adoption]) -> String {
        let zones = adoptions.map { "\($0.apex)" }
        let shown = zones.count > 3 ? "\(zones.count) zones" : zones.joined(separator: ", ")
        var lines = ["Adopt what was changed outside git in \(shown)"]
        for adoption in adoptions {
            let provider = Printable.text("\(adoption.provider.name), \(adoption.provider.zoneID)")
            lines += ["", "\(adoption.apex) (\(provider)):"]
            for set in adoption.sets {
                lines.append("- \(Printable.text("\(set.key)")): \(words(set.head)) -> \(words(set.live))")
                lines.append("  " + (set.who.map(phrase) ?? "by whom is not known"))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func words(_ set: RecordSet?) -> String { Printable.text(Conflict.words(for: set)) }

    private static func phrase(_ who: DriftActor) -> String {
        var text = "by \(Printable.text(who.name)) at \(Printable.text(who.time))"
        if let address = who.sourceAddress { text += " from \(Printable.text(address))" }
        if let agent = who.userAgent { text += " with \(Printable.text(agent))" }
        return text
    }
}
