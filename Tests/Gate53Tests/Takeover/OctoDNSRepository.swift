internal import StrictRoute53
internal import TestSupport

/// A repository of octoDNS in the shape of a large public one, and the same as Route 53 has it.
///
/// The shape is that of github.com/ministryofjustice/dns, names and values are made: 405 zones of which most are parked
/// with the same few sets, 204 aliases as octoDNS dumps them, 28 of which evaluate the health of their target, 793 names
/// without a final dot, 36 sets below a delegation, and octoDNS's own settings among the zone files.
struct OctoDNSRepository {
    /// A zone: its sets as octoDNS has them, name by name, and as Route 53 has them.
    struct Zone {
        var apex: String
        var entries: [String: [[String]]] = [:]
        var live: [RecordSet] = []

        mutating func add(_ name: String, _ type: String, ttl: Int, yaml: [String], live values: [String]) {
            entries[name, default: []].append(["ttl: \(ttl)", "type: \(type)"] + yaml)
            live.append(RecordSet(name.isEmpty ? apex : "\(name).\(apex)", type, ttl: ttl, values: values))
        }

        /// The zone file.
        var text: String {
            var lines = ["---"]
            for (name, sets) in entries.sorted(by: { $0.key < $1.key }) {
                lines.append(name.isEmpty || name.hasPrefix("*") ? "'\(name)':" : "\(name):")
                for set in sets {
                    for (index, line) in set.enumerated() {
                        let start = sets.count == 1 ? "  " : index == 0 ? "  - " : "    "
                        lines.append(start + line)
                    }
                }
            }
            return lines.joined(separator: "\n") + "\n"
        }
    }

    static let zoneCount = 405
    static let setCount = 4222
    static let parkedCount = 278
    static let undottedCount = 793
    static let aliasCount = 204
    static let healthCount = 28
    static let occludedCount = 36

    private(set) var zones: [Zone] = []
    private var generator: Generator
    private var undotted = Self.undottedCount
    private var aliases = Self.aliasCount
    private var healthy = Self.healthCount
    private var occluded = Self.occludedCount

    init(seed: UInt64) {
        generator = Generator(seed: seed)
        for number in 0..<Self.zoneCount {
            let apex =
                "\(Self.words[number % Self.words.count])\(number).\(number % 3 == 0 ? "gov.example" : "org.example")"
            var zone = Zone(apex: apex)
            // A zone that is in use for each two that are parked.
            if number % 3 == 0, number / 3 < Self.zoneCount - Self.parkedCount {
                fill(&zone, isLast: number / 3 == Self.zoneCount - Self.parkedCount - 1)
            } else {
                park(&zone)
            }
            zones.append(zone)
        }
    }

    private static let words = ["court", "prison", "legal", "tribunal", "probation", "justice", "appeal"]

    /// octoDNS's settings at the root of the repository.
    static let config = """
        ---
        providers:
          config:
            class: octodns.provider.yaml.YamlProvider
            directory: ./hostedzones
            default_ttl: 3600
            enforce_order: false
          route53:
            class: octodns_route53.Route53Provider
            access_key_id: env/AWS_ACCESS_KEY_ID
            secret_access_key: env/AWS_SECRET_ACCESS_KEY
        zones:
          '*':
            sources: [config]
            targets: [route53]
            lenient: true

        """

    /// What lies among the zone files and is none.
    static let stray = """
        ---
        providers:
          config:
            class: octodns.provider.yaml.YamlProvider
            directory: ./config
        zones: {}

        """

    // MARK: - Zones

    /// A zone that receives and sends no mail, and has no web site.
    private func park(_ zone: inout Zone) {
        zone.add(
            "", "MX", ttl: 3600, yaml: ["value:", "  exchange: .", "  preference: 0"], live: ["0 ."])
        zone.add("", "TXT", ttl: 3600, yaml: ["value: v=spf1 -all"], live: ["\"v=spf1 -all\""])
        zone.add(
            "*._domainkey", "TXT", ttl: 3600, yaml: ["value: v=DKIM1\\; p="], live: ["\"v=DKIM1; p=\""])
        zone.add(
            "_dmarc", "TXT", ttl: 300, yaml: ["value: v=DMARC1\\;p=reject\\;sp=reject\\;rua=mailto:dmarc@gov.example"],
            live: ["\"v=DMARC1;p=reject;sp=reject;rua=mailto:dmarc@gov.example\""])
        zone.add("_asvdns-0f1e", "TXT", ttl: 3600, yaml: ["value: asvdns_0f1e"], live: ["\"asvdns_0f1e\""])
    }

    private mutating func fill(_ zone: inout Zone, isLast: Bool) {
        address("", &zone)
        mail(&zone)
        zone.add(
            "", "TXT", ttl: 300,
            yaml: ["values:", "- MS=ms\(generator.number(1000...9999))", "- v=spf1 include:mail.example ~all"],
            live: [])
        zone.live[zone.live.count - 1].values = zone.entries[""]?.last?.dropFirst(3).map { "\"\($0.dropFirst(2))\"" }
        zone.add(
            "", "CAA", ttl: 300, yaml: ["value:", "  flags: 0", "  tag: issue", "  value: ca.example"],
            live: ["0 issue \"ca.example\""])
        for number in 0..<(isLast ? undotted : 6) { canonicalName("host\(number)", &zone) }
        for number in 0..<2 { alias("mta-sts\(number == 0 ? "" : "-\(number)")", &zone, isLast: isLast) }
        service("_sip._tls", &zone)
        key("selector1._domainkey", &zone)
        zone.add("legacy_cas_acp", "A", ttl: 300, yaml: ["value: 192.0.2.7"], live: ["192.0.2.7"])
        zone.add("ipv6", "AAAA", ttl: 60, yaml: ["value: 2001:db8::7"], live: ["2001:db8::7"])
        if occluded > 0 { delegation("delegated", &zone) }
        // What is left of the sets, in the last zone that is in use.
        let made = zones.reduce(zone.live.count) { $0 + $1.live.count }
        let left = Self.setCount - made - 5 * (Self.zoneCount - zones.count - 1)
        for number in 0..<(isLast ? left : 6) { address("web\(number)", &zone) }
    }

    private mutating func target(_ name: String) -> (yaml: String, live: String) {
        guard undotted > 0 else { return ("\(name).", "\(name).") }
        undotted -= 1
        return (name, "\(name).")
    }

    private mutating func address(_ name: String, _ zone: inout Zone) {
        let values = (0..<generator.number(1...2)).map { "192.0.2.\($0 * 100 + generator.number(1...99))" }
        zone.add(
            name, "A", ttl: generator.one(of: [60, 300, 3600]), yaml: ["values:"] + values.map { "- \($0)" },
            live: values)
    }

    private mutating func canonicalName(_ name: String, _ zone: inout Zone) {
        let target = target("\(name).service\(generator.number(1...50)).example.net")
        zone.add(name, "CNAME", ttl: 300, yaml: ["value: \(target.yaml)"], live: [target.live])
    }

    private mutating func mail(_ zone: inout Zone) {
        let target = target("mx\(generator.number(1...9)).mail.example")
        zone.add(
            "", "MX", ttl: 3600, yaml: ["value:", "  exchange: \(target.yaml)", "  preference: 10"],
            live: ["10 \(target.live)"])
    }

    private mutating func service(_ name: String, _ zone: inout Zone) {
        zone.add(
            name, "SRV", ttl: 3600,
            yaml: ["value:", "  port: 443", "  priority: 100", "  target: sipdir.example.net.", "  weight: 1"],
            live: ["100 1 443 sipdir.example.net."])
    }

    /// A key of the length that is cut into two strings.
    private mutating func key(_ name: String, _ zone: inout Zone) {
        let text = String((0..<390).map { _ in generator.one(of: Array("ABCDEFGHabcdefgh0123456789+/")) })
        let whole = "v=DKIM1; k=rsa; p=" + text
        zone.add(
            name, "TXT", ttl: 300, yaml: ["value: \(whole.replacing(";", with: "\\;"))"],
            live: ["\"\(whole.prefix(255))\" \"\(whole.dropFirst(255))\""])
    }

    /// An alias as octoDNS dumps it, with the TTL that it gives to what has none.
    private mutating func alias(_ name: String, _ zone: inout Zone, isLast: Bool) {
        guard aliases > 0 else { return }
        aliases -= 1
        let evaluates = healthy > 0
        if evaluates { healthy -= 1 }
        let target =
            evaluates
            ? "d\(generator.number(100_000...999_999)).cloudfront.net" : "lb-\(aliases).eu-west-2.elb.amazonaws.com"
        let id = evaluates ? "Z2FDTNDATAQYW2" : "ZHURV8PSTC4K8"
        zone.entries[name, default: []].append([
            "ttl: 942942942", "type: Route53Provider/ALIAS", "value:", "  evaluate-target-health: \(evaluates)",
            "  hosted-zone-id: \(id)", "  name: \(target).", "  type: A",
        ])
        var set = RecordSet("\(name).\(zone.apex)", "A", ttl: nil, values: nil)
        set.alias = RecordSet.AliasTarget(zoneID: id, name: "\(target).", evaluatesTargetHealth: evaluates)
        zone.live.append(set)
    }

    /// Name servers for a part of the zone, and three sets that these hide.
    private mutating func delegation(_ name: String, _ zone: inout Zone) {
        let servers = (1...2).map { "ns\($0).elsewhere.example." }
        zone.add(name, "NS", ttl: 300, yaml: ["values:"] + servers.map { "- \($0)" }, live: servers)
        for number in 1...3 where occluded > 0 {
            occluded -= 1
            zone.add("www\(number).\(name)", "A", ttl: 300, yaml: ["value: 192.0.2.80"], live: ["192.0.2.80"])
        }
    }
}
