internal import DNSModel
internal import Logging
package import ZonePlanning

/// That no provider could say what became of a change.
package struct UnknownChange: Error, Hashable, Sendable {
    /// What each provider said, in order.
    package var failures: [ReadFailure]
}

extension Reconciler {
    /// Asks providers, one after the other, what became of a change, until one knows it.
    ///
    /// - Parameters:
    ///   - id: as a receipt has it.
    ///   - directories: the providers.
    /// - Returns: which provider knows it, and what it says.
    /// - Throws: ``UnknownChange`` with what each of them said.
    package func change(
        _ id: String, of directories: [NamedDirectory]
    ) async throws(UnknownChange) -> (directory: NamedDirectory, status: ChangeStatus) {
        var failures: [ReadFailure] = []
        for directory in directories {
            do throws(ProviderError) {
                return (directory, try await directory.directory.change(id))
            } catch {
                failures.append(ReadFailure(provider: directory.name, code: error.code.id, message: error.message))
            }
        }
        throw UnknownChange(failures: failures)
    }

    /// Waits until a change is in sync: looks after 2 seconds, then every 10 seconds.
    ///
    /// A provider that is broken for now is asked again.
    ///
    /// - Parameters:
    ///   - status: what the provider said last.
    ///   - directory: the provider.
    ///   - limit: how long to wait at most; the time that the questions take is not counted.
    ///   - sleep: waits; when it throws, waiting is over.
    /// - Returns: what the provider said last; it is not in sync where the time was over.
    /// - Throws: ``ProviderError`` when the provider can't say any more.
    package func awaitSync(
        of status: ChangeStatus, in directory: NamedDirectory, limit: Duration,
        sleep: @Sendable (Duration) async throws -> Void
    ) async throws(ProviderError) -> ChangeStatus {
        var status = status
        var waited = Duration.zero
        var pause = Self.firstPause
        while !status.isServedEverywhere, waited < limit {
            pause = min(pause, limit - waited)
            do { try await sleep(pause) } catch { return status }
            waited += pause
            pause = Self.pause
            do throws(ProviderError) {
                status = try await directory.directory.change(status.id)
            } catch {
                guard error.code == .unavailable else { throw error }
                log.notice("\(Printable.text(directory.name)) can't say for now: \(Printable.text(error.message))")
            }
            log.info(
                "\(Printable.text(status.id)) is \(status.isServedEverywhere ? "in sync" : "pending") after \(waited)")
        }
        return status
    }

    private static let firstPause = Duration.seconds(2)
    private static let pause = Duration.seconds(10)
}
