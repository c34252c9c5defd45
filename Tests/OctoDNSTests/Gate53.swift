import DNSModel
import Gate
import ZoneFiles
import ZonePlanning

@testable import DNSProviders

/// What gate53 makes of a zone file for one kind of provider.
struct Gate53Reading {
    /// The body of the request, or the master file; nothing where it is refused.
    var sent: String?
    var diagnostics: [Diagnostic]

    /// The ids of the errors.
    var refusals: [String] { diagnostics.filter { $0.severity == .error }.map { "[\($0.id)] \($0.message)" } }
    var warnings: Set<String> { Set(diagnostics.filter { $0.severity == .warning }.map(\.id)) }

    init(_ one: ZoneCase, _ provider: ProviderKind) throws {
        let apex = try DomainName(zone: one.apex)
        let options = ZoneFileOptions(
            defaultTTL: TTL(seconds: one.defaultTTL) ?? .maximum, lenient: one.isLenient,
            providers: ProviderNames(
                own: provider.rawValue, others: ProviderKind.allCases.filter { $0 != provider }.map(\.rawValue)),
            escapes: provider == .route53 ? .octal(at: "Route 53") : .decimal)
        let file = ZoneFileInput(path: "zones/\(one.apex)yaml", blob: "", octets: Array(one.yaml.utf8))
        let (read, mistakes) = ZoneFileReader.read(files: [file], apex: apex, options: options)
        diagnostics = mistakes
        guard let read else { return }
        let (served, problems) = Self.servable(read, provider, isLenient: one.isLenient)
        diagnostics += problems + Self.findings(served, provider)
        if diagnostics.contains(where: { $0.severity == .error }) { return }
        let sets = served.zone.sets.filter { set in !served.foreign.contains { $0.name == set.name } }
        switch provider {
        case .bind:
            sent = String(decoding: MasterFileWriter.octets(of: try Zone(apex: apex, sets: sets)), as: UTF8.self)
        case .route53:
            let changes = sets.map { set in
                XMLElement(
                    "Change",
                    children: [
                        XMLElement("Action", text: "CREATE"),
                        RecordSetElement.element(set, zoneID: "Z0000000000001"),
                    ])
            }
            let batch = XMLElement("ChangeBatch", children: [XMLElement("Changes", children: changes)])
            let body = XMLWriter.document(XMLElement("ChangeResourceRecordSetsRequest", children: [batch]))
            sent = String(decoding: body, as: UTF8.self)
        }
    }

    /// What the provider's rules say of the zone, as 'gate53 check' does.
    private static func findings(_ served: DesiredZone, _ provider: ProviderKind) -> [Diagnostic] {
        let subject = RuleSubject(served)
        return switch provider {
        case .route53: Route53Rules.findings(in: subject, isPrivate: false).map(\.diagnostic)
        case .bind: MasterFileRules.findings(in: subject).map(\.diagnostic)
        }
    }

    private static func servable(
        _ read: DesiredZone, _ provider: ProviderKind, isLenient: Bool
    ) -> (zone: DesiredZone, diagnostics: [Diagnostic]) {
        switch provider {
        case .route53:
            let (converted, conversion) = Route53Aliases.convert(read)
            let (limited, problems) = Servability.limit(
                converted, to: Route53Provider.capabilities, isLenient: isLenient)
            return (limited, conversion + problems)
        case .bind:
            return Servability.limit(read, to: MasterFileProvider.capabilities, isLenient: isLenient)
        }
    }
}
