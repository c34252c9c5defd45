/// Who must approve in a simulated team. It says so to the gate as settings and signers, and to the laws as itself.
struct WeekRule: Hashable, CustomStringConvertible, Sendable {
    enum Source: Hashable, Sendable { case signatures, forge }

    var source: Source
    var required: Int
    /// The keys of those who may sign.
    var keys: [WeekPerson: String]
    /// Who decides for every zone that is not named; empty for everybody who may sign.
    var reviewers: Set<WeekPerson> = []
    /// Who decides for some zones.
    var zones: [String: Set<WeekPerson>] = [:]
    /// The ledger's branch.
    var ledger = "gate53-ledger"
    /// Whether the author of a commit is known by its signature alone.
    var isSigned = false
    /// Whether zones may lose as many record sets as they like.
    var allowsDeletions = false

    /// One review by anybody at the forge.
    static let byForge = WeekRule(
        source: .forge, required: 1, keys: [:], reviewers: Set(WeekPerson.allCases), allowsDeletions: true)

    /// Whether somebody's word counts for a zone; `nil` for what no zone's reviewers decide, as settings.
    func counts(_ person: WeekPerson, for zone: String?) -> Bool {
        let named = zone.flatMap { zones[$0] } ?? reviewers
        return named.isEmpty ? source == .signatures && keys[person] != nil : named.contains(person) && isKnown(person)
    }

    private func isKnown(_ person: WeekPerson) -> Bool { source == .forge || keys[person] != nil }

    var description: String {
        "\(source) \(required) \(review.dropFirst(2).joined(separator: ", ")) keys "
            + keys.sorted { $0.key < $1.key }.map(\.value).joined(separator: " ") + " ledger \(ledger)"
    }

    // MARK: - As files

    /// The settings file.
    var settings: String {
        let deletions = allowsDeletions ? "delete-share: off, " : ""
        return """
            providers: {live: {type: master-file, directory: live, nameservers: [ns1.example.org.]}}
            zones: {'*': {provider: live, policies: {\(deletions)update-share: off, share-from: 1}}}
            review: {\(review.joined(separator: ", "))}
            ledger: {branch: \(ledger)}

            """
    }

    /// The signers file.
    var signers: String {
        keys.sorted { $0.key < $1.key }.map { Simulation.line($0.key.address, $0.value) }.joined()
    }

    private var review: [String] {
        var parts: [String] = []
        switch source {
        case .signatures:
            parts = ["required: \(required)", "signers: \(Simulation.signersPath)"]
            if isSigned { parts.append("authors: signed") }
        case .forge:
            let addresses = WeekPerson.allCases.map { "\($0.rawValue): [\($0.address)]" }.joined(separator: ", ")
            parts = [
                "source: github", "required: \(required)", "repository: example/dns",
                "commenter: \(SimulatedForge.commenter)", "addresses: {\(addresses)}",
            ]
        }
        if !reviewers.isEmpty { parts.append("reviewers: \(names(reviewers))") }
        if !zones.isEmpty {
            let entries = zones.sorted { $0.key < $1.key }.map { "{name: \($0.key), reviewers: \(names($0.value))}" }
            parts.append("zones: [\(entries.joined(separator: ", "))]")
        }
        return parts
    }

    private func names(_ people: Set<WeekPerson>) -> String {
        "[\(people.sorted().map { source == .forge ? $0.rawValue : $0.address }.joined(separator: ", "))]"
    }
}
