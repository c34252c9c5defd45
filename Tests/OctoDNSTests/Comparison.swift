import DNSModel
import DNSProviders
import ZonePlanning

@testable import StrictRoute53

/// A record set in a form in which equal ones are equal, whichever tool wrote it.
struct PlainSet: Hashable, CustomStringConvertible {
    var key: String
    /// The wire form of each value in hexadecimal digits, sorted.
    var values: [String]

    var description: String { "\(key) \(values)" }
}

/// What one tool would send, as its reader would understand it.
enum Outcome: Equatable {
    /// The tool refuses, and why.
    case refused([String])
    /// It sends what no server takes, and why.
    case broken(String)
    case sent(Set<PlainSet>)

    init(_ sent: Sent, _ provider: ProviderKind) {
        guard let sets = sent.sets else {
            let reasons = sent.refused ?? []
            self = reasons.first.map { $0.hasPrefix("not loaded: ") ? .broken($0) : .refused(reasons) } ?? .refused([])
            return
        }
        var plain: Set<PlainSet> = []
        for set in sets {
            switch Self.plain(set, provider) {
            case .success(let one): plain.insert(one)
            case .failure(let problem):
                self = .broken(problem.description)
                return
            }
        }
        self = .sent(plain)
    }

    /// Why a server would not take a set.
    struct Refusal: Error, CustomStringConvertible {
        var description: String
    }

    private static func plain(_ set: SentSet, _ provider: ProviderKind) -> Result<PlainSet, Refusal> {
        switch provider {
        case .bind:
            return .success(
                PlainSet(key: "\(set.name.lowercased()) \(set.ttl ?? "") \(set.type)", values: set.values.sorted()))
        case .route53:
            do {
                let name = try Name(set.name).text
                let values = try set.values.map { try wire(set.type, $0) }
                let alias = try set.alias.map { " alias \($0[0]) \(try Name($0[1], allowsRoot: true).text) \($0[2])" }
                return .success(
                    PlainSet(key: "\(name) \(set.ttl ?? "") \(set.type)\(alias ?? "")", values: values.sorted()))
            } catch let problem as Problem {
                return .failure(Refusal(description: "\(problem.code): \(problem.text): \(problem.value)"))
            } catch {
                return .failure(Refusal(description: "\(error)"))
            }
        }
    }

    /// The wire form of a value of Route 53, as a strict service understands the text.
    private static func wire(_ type: String, _ text: String) throws -> String {
        let canonical = try canonicalValue(type, text)
        guard let known = RecordType(parsing: type) else { return canonical }
        let octets = try Route53Text.data(type: known, text).wire
        let digits = Array("0123456789abcdef")
        return String(octets.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}

/// What both tools make of one zone file for one kind of provider.
struct Comparison: CustomStringConvertible {
    var zone: ZoneCase
    var provider: ProviderKind
    var octoDNS: Outcome
    var gate53: Outcome
    /// The ids of gate53's warnings.
    var warnings: Set<String>

    /// Whether both send the same, or both send nothing that would be served.
    var isAgreement: Bool {
        switch (octoDNS, gate53) {
        case (.sent(let left), .sent(let right)): left == right
        case (.refused, .refused), (.broken, .refused), (.broken, .broken): true
        case (.sent, _), (.refused, _), (.broken, _): false
        }
    }

    var description: String {
        "\(provider.rawValue): \(zone)    octoDNS \(octoDNS)\n    gate53  \(gate53) \(warnings.sorted())"
    }
}
