package import DNSModel
package import ZonePlanning

/// The rules of Amazon Route 53 that a declared zone can be held against without asking the service.
///
/// A batch is refused as a whole for one bad change, so a plan that was printed must break none of them. Where it is
/// not known what the service does, the rule is the stricter reading. How many record sets a zone may have is not among
/// them: the live zone says that.
///
/// Source: ChangeResourceRecordSets and ResourceRecordSet, Amazon Route 53 API Reference; "Quotas", "Choosing between
/// alias and non-alias records" and "Choosing a routing policy", Amazon Route 53 Developer Guide.
package enum Route53Rules {
    /// The record types that the service has.
    package static let types: Set<RecordType> = [
        .a, .aaaa, .caa, .cname, .ds, .https, .mx, .naptr, .ns, .ptr, .soa, .spf, .srv, .sshfp, .svcb, .tlsa, .txt,
    ]

    /// Every rule that a zone breaks, by place.
    ///
    /// - Parameters:
    ///   - subject: the zone, with ``Route53Aliases`` converted and without types that the service does not have.
    ///   - isPrivate: whether it is a private zone.
    ///   - mayExistElsewhere: whether a record set that is not declared may be live all the same, because the settings
    ///     ignore it; an alias to it is then a warning and not an error.
    /// - Returns: the findings.
    package static func findings(
        in subject: RuleSubject, isPrivate: Bool,
        mayExistElsewhere: (DomainName, RecordType) -> Bool = { _, _ in false }
    ) -> [RuleFinding] {
        var check = RuleCheck(subject, isPrivate: isPrivate)
        check.checkZoneName()
        let sets = subject.zone.sets
        var start = 0
        while start < sets.count {
            var end = start + 1
            while end < sets.count, sets[end].name == sets[start].name { end += 1 }
            check.checkName(start..<end)
            var first = start
            while first < end {
                var next = first + 1
                while next < end, sets[next].type == sets[first].type { next += 1 }
                check.checkGroup(first..<next)
                first = next
            }
            start = end
        }
        for index in sets.indices {
            check.checkValues(at: index)
            check.checkMember(at: index)
        }
        check.checkAliases(mayExistElsewhere)
        check.checkLoops()
        for index in NullMX.contradictions(in: subject.zone) {
            check.report(NullMX.severity(in: subject.stage), NullMX.id, NullMX.message(sets[index]), at: index)
        }
        return check.sorted
    }
}

/// A zone under check, and what was found.
struct RuleCheck {
    let subject: RuleSubject
    let isPrivate: Bool
    private var found: [RuleFinding] = []

    init(_ subject: RuleSubject, isPrivate: Bool) {
        self.subject = subject
        self.isPrivate = isPrivate
    }

    var zone: Zone { subject.zone }
    var sets: [RecordSet] { subject.zone.sets }

    /// What was found, by place; of one place in the order it was found in.
    var sorted: [RuleFinding] { found.sortedByLocation() }

    mutating func error(_ id: String, _ message: String, at index: Int) { report(.error, id, message, at: index) }

    mutating func warning(_ id: String, _ message: String, at index: Int) { report(.warning, id, message, at: index) }

    /// Reports what is wrong by a rule that nobody can be sure of; where live says otherwise, nothing is said.
    mutating func guess(_ id: String, _ message: String, at index: Int) {
        report(.warning, id, message, at: index, isGuess: true)
    }

    mutating func report(
        _ severity: Diagnostic.Severity, _ id: String, _ message: String, at index: Int, isGuess: Bool = false
    ) {
        let diagnostic = Diagnostic(severity, id: id, message, at: subject.location(ofSetAt: index))
        found.append(RuleFinding(diagnostic, key: sets[index].key, isGuess: isGuess))
    }

    /// Reports something about the zone as a whole.
    mutating func errorInZone(_ id: String, _ message: String) {
        found.append(RuleFinding(Diagnostic(.error, id: id, message, at: subject.location), key: nil))
    }

    /// Where a set is, as a message about another one says it: the line, and the file where it is another.
    func place(of other: Int, seenFrom index: Int) -> String {
        guard let there = subject.location(ofSetAt: other) else { return "live" }
        guard let here = subject.location(ofSetAt: index), there.file == here.file else {
            return "\(Printable.text(there.file)):\(there.line)"
        }
        return "line \(there.line)"
    }

    /// Somebody's text for a message, in quotes and not too long.
    func shown(_ text: String) -> String { DNSParseError.shown(Array(text.utf8)) }
}
