/// Says on a terminal how far long work is.
struct Progress: Sendable {
    private let start = ContinuousClock.now
    private let isShown: Bool

    init(isQuiet: Bool) { isShown = !isQuiet && Terminal.standardError.isTerminal }

    /// Shows a line that the next one overwrites, if the work has taken over a second; clears it when all is done.
    func show(_ what: String, done: Int, total: Int) {
        guard isShown, ContinuousClock.now - start > .seconds(1) else { return }
        let line = done < total ? "\(what): \(done) of \(total)" : ""
        Terminal.standardError.write(octets: Array("\r\u{1B}[K\(line)".utf8))
    }
}
