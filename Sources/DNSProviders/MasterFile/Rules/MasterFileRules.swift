package import DNSModel
package import ZonePlanning

/// The rules of the servers that load master files, held against a zone without running one.
///
/// BIND refuses a zone as a whole for one record that breaks one of them, with what it does unless it is told otherwise
/// (`check-names` for a primary zone, `check-integrity`); Knot and NSD refuse it for some. What BIND only warns of is a
/// warning.
///
/// Source: what `named-checkconf -z` of BIND 9.18, `kzonecheck` of Knot 3.2 and `nsd-checkzone` of NSD 4.6 do; RFC 952
/// and RFC 1123 section 2.1 (names of hosts), RFC 1035 section 5.2, RFC 2181 section 10.3, RFC 4592 section 4.2.
package enum MasterFileRules {
    /// Whether a server is known to read what is written.
    package enum Server: Hashable, Sendable {
        /// The settings have a command that makes it read the files, so what it would not load is an outage.
        case reads
        /// Nothing is known of what becomes of the files.
        case unknown
    }

    /// Every rule that a zone breaks, by place.
    ///
    /// - Parameters:
    ///   - subject: the zone.
    ///   - checkNames: what to do about names that are none of hosts.
    ///   - server: whether a server is known to read the files. Where none is, that a name server of the zone has no
    ///     address is a warning: BIND alone minds.
    ///   - mayExistElsewhere: whether a record set that is not declared may be live all the same.
    /// - Returns: the findings.
    package static func findings(
        in subject: RuleSubject, checkNames: MasterFileConfiguration.CheckNames = .fail,
        server: Server = .reads,
        mayExistElsewhere: (DomainName, RecordType) -> Bool = { _, _ in false }
    ) -> [RuleFinding] {
        var check = MasterFileCheck(subject, checkNames: checkNames, server: server)
        check.checkPlaces()
        if checkNames != .ignore { check.checkNamesOfHosts() }
        check.checkData()
        check.checkTargets(mayExistElsewhere)
        check.checkMail()
        check.checkLoops()
        return check.findings.sortedByLocation()
    }
}

/// A zone under check, and what was found.
struct MasterFileCheck {
    let subject: RuleSubject
    let checkNames: MasterFileConfiguration.CheckNames
    let server: MasterFileRules.Server
    private(set) var findings: [RuleFinding] = []

    init(
        _ subject: RuleSubject, checkNames: MasterFileConfiguration.CheckNames, server: MasterFileRules.Server
    ) {
        self.subject = subject
        self.checkNames = checkNames
        self.server = server
    }

    var zone: Zone { subject.zone }
    var sets: [RecordSet] { subject.zone.sets }

    mutating func report(
        _ severity: Diagnostic.Severity, _ id: String, _ message: String, at index: Int, about detail: String = ""
    ) {
        // What comes from the settings is only that of a zone that has no file yet.
        let isGuess = subject.stage == .declared && severity == .error && !subject.isOurs(setAt: index)
        let location = subject.location(ofSetAt: index) ?? subject.location
        findings.append(
            RuleFinding(
                Diagnostic(isGuess ? .warning : severity, id: id, message, at: location), key: sets[index].key,
                detail: detail))
    }

    mutating func error(_ id: String, _ message: String, at index: Int, about detail: String = "") {
        report(.error, id, message, at: index, about: detail)
    }

    mutating func warning(_ id: String, _ message: String, at index: Int, about detail: String = "") {
        report(.warning, id, message, at: index, about: detail)
    }
}
