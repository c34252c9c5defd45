internal import DNSModel
internal import ZonePlanning

// Decision 0110: operations of the service.

extension HostService {
    /// Why a report was not taken.
    package enum ReportRefusal: Error, Hashable, Sendable {
        case noHost
        case empty
        case limited(seconds: Int)
        case tooMany
        case store(HostStoreError)

        /// What is wrong and what to do.
        package var message: String {
            switch self {
            case .noHost: "there is no such host here; write its whole name, as in home.dyn.example.com"
            case .empty: "the report says nothing; write what is wrong with the host"
            case .limited(let seconds):
                "too many reports came from your network; try again in \(counted(seconds, "second"))"
            case .tooMany: "there are many open reports; they are looked at, and more can be taken later"
            case .store: "the service cannot store anything now; try again in a minute"
            }
        }
    }

    /// How many reports may be open in all, and of one host.
    private static let mostReports = (all: 10_000, ofHost: 20)

    /// Takes a report that a host is used for something bad. Anybody may send one.
    ///
    /// - Parameters:
    ///   - text: which host: its name, or an address on it as browsers show it.
    ///   - words: what is wrong.
    ///   - contact: where whoever writes it can be reached; `nil` or empty where nobody says.
    ///   - address: from where it comes.
    ///   - rules: the rules in force.
    /// - Returns: its number.
    /// - Throws: ``ReportRefusal``.
    package func report(
        _ text: String, _ words: String, contact: String?, from address: IPAddress?, rules: DynamicRules
    ) async throws(ReportRefusal) -> Int64 {
        let now = clock.now
        guard words.contains(where: { !$0.isWhitespace }) else { throw .empty }
        if let subscriber = address?.subscriber, let wait = await limiter.take([.reports(subscriber)], at: now) {
            throw .limited(seconds: wait)
        }
        do {
            guard let name = Self.reported(text, rules), let host = try await store.host(name) else {
                throw ReportRefusal.noHost
            }
            let report = AbuseReport(
                at: now, host: host.name, text: Self.cut(words, to: 2_000),
                contact: contact.flatMap { $0.isEmpty ? nil : Self.cut($0, to: 200) }, from: address)
            let most = Self.mostReports
            guard let number = try await store.add(report, most: most.all, mostOfHost: most.ofHost) else {
                throw ReportRefusal.tooMany
            }
            return number
        } catch let error as ReportRefusal {
            throw error
        } catch let error as HostStoreError {
            throw .store(error)
        } catch {
            throw .store(.unavailable("\(error)"))
        }
    }

    /// Of a text only so much is kept; where it is shown, it is escaped.
    private static func cut(_ text: String, to most: Int) -> String { String(text.prefix(most)) }

    /// The host that a name or URL is of.
    private static func reported(_ text: String, _ rules: DynamicRules) -> DomainName? {
        var rest = text.prefix(1_000).drop(while: \.isWhitespace)
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" && $0 != ":" && !$0.isWhitespace }
        guard let name = rules.host(rest, allowsLabel: true) else { return nil }
        return rules.suffixes.lazy.compactMap { name.ancestor(oneBelow: $0.name) }.first
    }
}
