internal import DNSModel
package import ZonePlanning

extension ReadFailure {
    /// For stderr, with further lines set in: `error: example.com. on live: … [provider-unreadable]`.
    package var line: String {
        let provider = Printable.text(provider)
        var place = provider
        if let apex {
            let id = id.flatMap { $0 == apex.description ? nil : " (\(Printable.text($0)))" } ?? ""
            place = "\(apex)\(id) on \(provider)"
        }
        return "error: \(place): \(Printable.lines(message)) [\(code)]"
    }

    /// For stderr: a line each, but one for many zones of a provider that failed alike.
    package static func lines(_ failures: [ReadFailure], listsAll: Bool = false) -> [String] {
        let ofZones = failures.compactMap { failure in
            failure.apex.map {
                ZoneProblem(.error, of: $0, on: failure.provider, id: failure.code, failure.message)
            }
        }
        if listsAll || ofZones.count <= DiagnosticGroups.mostListed { return failures.map(\.line) }
        return failures.filter { $0.apex == nil }.map(\.line) + ZoneProblem.lines(ofZones)
    }
}

/// A failure in a document.
struct ReadFailureMember: Encodable {
    var provider: String
    var zone: String?
    var id: String?
    var code: String
    var message: String

    init(_ failure: ReadFailure) {
        provider = failure.provider
        zone = failure.apex?.description
        id = failure.id
        code = failure.code
        message = failure.message
    }
}
