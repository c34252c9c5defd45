package import DNSModel
package import ZonePlanning

/// What happened to one zone, for stderr; of many zones with one cause, one line says it.
package struct ZoneProblem: Hashable, Sendable {
    package var severity: Diagnostic.Severity
    package var apex: DomainName
    /// The provider's name in the settings, where it is to be said.
    package var provider: String?
    /// What happened and what to do; may have several lines.
    package var message: String
    /// The stable id; `nil` for what has none.
    package var id: String?

    package init(
        _ severity: Diagnostic.Severity, of apex: DomainName, on provider: String? = nil, id: String? = nil,
        _ message: String
    ) {
        self.severity = severity
        self.apex = apex
        self.provider = provider
        self.message = message
        self.id = id
    }

    /// That a zone was applied before and has no zone file any more.
    package init(zoneFileGone apex: DomainName) {
        self.init(
            .warning, of: apex, id: "zone-file-gone",
            "it was applied before, and has no zone file any more. The provider keeps the zone as it is, and nobody "
                + "watches it for changes; put the file back to go on managing it. To have the zone itself deleted, "
                + "write 'absent: true' for it in the settings")
    }

    /// `error: example.com. on live: … [provider-unreadable]`, with further lines set in.
    package var line: String { line(of: "\(apex)") }

    private func line(of subject: String) -> String {
        let place = provider.map { " on \(Printable.text($0))" } ?? ""
        return "\(severity.rawValue): \(subject)\(place): \(Printable.lines(message))" + (id.map { " [\($0)]" } ?? "")
    }

    /// The problems, one line each, but one line for more than ``DiagnosticGroups/mostListed`` that say the same, or
    /// the same but for the zone's name.
    ///
    /// - Parameters:
    ///   - problems: the problems.
    ///   - listsAll: whether each has a line in any case.
    /// - Returns: the lines.
    package static func lines(_ problems: [ZoneProblem], listsAll: Bool = false) -> [String] {
        if listsAll { return problems.map(\.line) }
        return Causes(problems) { problem in
            var cause = problem
            cause.message = ManyZones.without(problem.apex, problem.message)
            cause.apex = .root
            return cause
        }.groups.map { members in
            members.count == 1 ? members[0].line : members[0].line(of: ManyZones.list(members.map(\.apex)))
        }
    }
}

extension Drift.Failure {
    /// For stderr.
    package var problem: ZoneProblem { ZoneProblem(.error, of: apex, on: provider, id: code, message) }
}

/// Many zones in few words.
package enum ManyZones {
    /// `405 zones, a.example., b.example., c.example. and 402 more`.
    package static func list(_ apexes: [DomainName]) -> String {
        let first = apexes.prefix(DiagnosticGroups.mostListed).map { "\($0)" }.joined(separator: ", ")
        let more = apexes.count - DiagnosticGroups.mostListed
        return "\(counted(apexes.count, "zone")), \(first)" + (more > 0 ? " and \(more) more" : "")
    }

    /// Zones of which the same is said, together where they are many; the text is that of the first.
    package static func grouped(_ remarks: [(DomainName, String)]) -> [([DomainName], String)] {
        Causes(remarks) { apex, text in without(apex, text) }.groups.map { members in
            (members.map { $0.0 }, members[0].1)
        }
    }

    /// A text without the name of a zone, with or without its final dot.
    static func without(_ apex: DomainName, _ text: String) -> String {
        let name = apex.description
        guard name.count > 1 else { return text }
        return text.replacing(name, with: "").replacing(name.dropLast(), with: "").replacing(apex.displayText, with: "")
    }
}

/// Elements by what caused them: those of a cause that has more than ``DiagnosticGroups/mostListed`` are together.
struct Causes<Element> {
    /// The elements in the order of the first ones of their causes.
    private(set) var groups: [[Element]] = []

    init(_ elements: [Element], by cause: (Element) -> some Hashable) {
        self.init(elements, causes: elements.map(cause))
    }

    private init<Cause: Hashable>(_ elements: [Element], causes: [Cause]) {
        var counts: [Cause: Int] = [:]
        for cause in causes { counts[cause, default: 0] += 1 }
        var places: [Cause: Int] = [:]
        for (element, cause) in zip(elements, causes) {
            if let place = places[cause] {
                groups[place].append(element)
                continue
            }
            if counts[cause, default: 0] > DiagnosticGroups.mostListed { places[cause] = groups.count }
            groups.append([element])
        }
    }
}
