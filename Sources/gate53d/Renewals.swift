internal import Logging
internal import ServiceLifecycle
internal import UnixSignals

// Decision 0110: operations of the service.

/// Has the certificate read again when its files change, and at SIGHUP.
struct Renewals: Service {
    /// Reads it again, and says whether there is another one now. Where there is none, SIGHUP does nothing, and does
    /// not end the program either.
    let read: @Sendable () throws(ServiceFailure) -> Bool
    let logger: Logger
    /// How often the files are looked at.
    var interval = Duration.seconds(30)

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in signals.cancelOnGracefulShutdown() { renew() }
            }
            group.addTask {
                while !Task.isShuttingDownGracefully, !Task.isCancelled {
                    _ = try? await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
                    renew()
                }
            }
        }
    }

    private func renew() {
        do throws(ServiceFailure) {
            if try read() { logger.info("the certificate was renewed") }
        } catch {
            logger.error(
                "the certificate can't be renewed; the one before counts", metadata: ["reason": "\(error.sentence)"])
        }
    }
}
