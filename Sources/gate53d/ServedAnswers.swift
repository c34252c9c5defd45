internal import DNSModel
internal import DynamicDNS
internal import FoundationEssentials
internal import Gate

/// What DNS answers now for a host, by the resolvers of this machine.
struct ServedAnswers: LiveAnswers {
    let queries: any NameServerQueries

    /// What this machine has of its resolvers, in the form of `resolv.conf`.
    static var configuration: String {
        String(
            decoding: FileManager.default.contents(atPath: "/etc/resolv.conf")?.prefix(65_536) ?? Data(), as: UTF8.self)
    }

    func lines(of host: Host) async -> [String]? {
        let usual: [DNSQuestion] =
            host.kind == .ordinary
            ? [DNSQuestion(host.name, .a), DNSQuestion(host.name, .aaaa)] : [DNSQuestion(host.name, .txt)]
        let wanted = host.wanted.map { DNSQuestion($0.name, $0.type) }.filter { !usual.contains($0) }
        var lines: [String] = []
        for question in usual + wanted.prefix(4) {
            do {
                let message = try await queries.resolve(question)
                guard message.responseCode == .noError || message.responseCode == .nameError else { return nil }
                lines += message.answer.filter { $0.name == question.name }.map { record in
                    let owner = record.name == host.name ? "" : "\(record.name) "
                    return "\(owner)\(record.type) \(Printable.cut(record.data.text, to: 200))"
                }
            } catch {
                return nil
            }
        }
        var seen: Set<String> = []
        return lines.filter { seen.insert($0).inserted }
    }
}
