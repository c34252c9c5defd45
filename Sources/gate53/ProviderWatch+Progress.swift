internal import DNSModel
internal import Gate
internal import Logging
internal import Synchronization
internal import ZonePlanning

extension ProviderWatch {
    /// Shows how far a zone's list is, and with `--verbose` what is asked, where, and with whose credentials.
    ///
    /// - Parameters:
    ///   - name: what the settings call the provider.
    ///   - progress: how far the run is.
    ///   - logger: what is said with `--verbose`.
    init(telling name: String, _ progress: Progress, _ logger: Logger) {
        let last = LastWord()
        let shown = Printable.text(name)
        let found = LastWord()
        self.init(
            listed: { sets, zone in progress.saw(.listed(sets: sets, zone: zone)) },
            found: { zone, id in
                let line = "\(zone) is the hosted zone \(Printable.text(id))"
                if found.isNew(line) { logger.info("\(shown): \(line)") }
            },
            reached: { endpoint, credentials in
                let line = Printable.text("\(endpoint), credentials: \(credentials)")
                if last.isNew(line) { logger.info("\(shown): \(line)") }
            },
            asked: { request, status in
                RequestTally.count(shown, wasThrottled: false)
                logger.info("\(shown): \(Printable.text(request)): \(status)")
            },
            throttled: { _ in
                RequestTally.count(shown, wasThrottled: true)
                logger.info("\(shown): too many requests; going on more slowly")
            })
        // Nobody is asked what nobody is told.
        if logger.logLevel <= .info {
            called = {
                if last.isNew($0) { logger.info("\(shown): \($0)") }
            }
        }
    }
}

/// What was said, so that it is not said again.
private final class LastWord: Sendable {
    private let said = Mutex<Set<String>>([])

    /// Whether a text is said for the first time.
    func isNew(_ next: String) -> Bool { said.withLock { $0.insert(next).inserted } }
}
