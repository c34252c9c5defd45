internal import ArgumentParser
internal import DNSModel

/// Whether the ledger is fetched before it is read.
struct LedgerOptions: ParsableArguments {
    @Flag(help: "Read the ledger as this clone has it, without asking the remote.")
    var noFetch = false
}

/// How long something is waited for: seconds, or units as in `10m`.
struct WaitDuration: ExpressibleByArgument {
    var seconds: Int64

    init?(argument: String) {
        // The units are those of a TTL.
        guard let time = try? TTL(parsing: argument) else { return nil }
        seconds = Int64(time.seconds)
    }
}
