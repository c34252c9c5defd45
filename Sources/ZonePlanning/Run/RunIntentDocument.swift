private import DNSModel

/// An intent as a file in the ledger: JSON, see `Schemas/intent.schema.json`.
package enum RunIntentDocument {
    /// The version of the format that is written, and the newest that is read.
    package static let version = 1

    /// Writes an intent.
    ///
    /// - Throws: ``DocumentError`` when JSON can't be written, which no intent causes.
    package static func encode(_ intent: RunIntent) throws(DocumentError) -> [UInt8] {
        try DocumentCoding.encode(RunIntentFile(intent))
    }

    /// Reads an intent.
    ///
    /// - Throws: ``DocumentError`` when the octets are not an intent, or one of a newer format.
    package static func decode(_ octets: [UInt8]) throws(DocumentError) -> RunIntent {
        try DocumentCoding.decode(
            RunIntentFile.self, from: octets, what: "run's intent", format: \.format, name: "gate53-intent",
            newest: version
        ).intent()
    }
}

/// The members of an intent document.
private struct RunIntentFile: Codable {
    var format: String
    var run: String
    var by: String
    var host: String
    var process: Int
    var url: String?
    var clone: String
    var plan: String
    var zones: [String]
    var started: String
    var expires: String

    init(_ intent: RunIntent) {
        format = "gate53-intent/\(RunIntentDocument.version)"
        run = intent.run.name
        by = intent.run.by
        host = intent.run.host
        process = intent.run.process
        url = intent.run.url
        clone = intent.run.clone
        plan = intent.plan.hexadecimal
        zones = intent.zones.map(\.description)
        started = intent.started.description
        expires = intent.expires.description
    }

    func intent() throws(DocumentError) -> RunIntent {
        guard let digest = Digest(hexadecimal: plan), let started = Instant(parsing: started),
            let expires = Instant(parsing: expires)
        else { throw DocumentError(.unreadable, "this is not a run's intent: a bad plan digest or time") }
        var apexes: [DomainName] = []
        for zone in zones {
            guard let apex = try? DomainName(parsing: zone) else {
                throw DocumentError(.unreadable, "this is not a run's intent: a bad zone name")
            }
            apexes.append(apex)
        }
        let identity = RunIdentity(name: run, by: by, host: host, process: process, url: url, clone: clone)
        return RunIntent(run: identity, plan: digest, zones: apexes, started: started, expires: expires)
    }
}
