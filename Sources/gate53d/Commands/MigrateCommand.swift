internal import ArgumentParser
internal import DynamicDNS

/// Brings a database to this version.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Bring the database to the version of this gate53d; forwards only.",
        discussion: """
            Make a backup before, while nothing is running: sqlite3 FILE ".backup COPY", or for PostgreSQL pg_dump.
            """)

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        do throws(HostStoreError) {
            try await Composition.store(at: database.path, migrates: true).close()
        } catch {
            throw ServiceFailure(error)
        }
        Output.line("The database is of this version.")
    }
}
