internal import Gate
internal import Synchronization

/// Says on a terminal how far long work is, in one line that is drawn anew when something happens and each second.
final class Progress: Sendable {
    private struct State {
        var line = ProgressLine()
        /// What is on the terminal now.
        var drawn = ""
        var ticker: Task<Void, Never>?
    }

    private let start = ContinuousClock.now
    private let isShown: Bool
    private let state = Mutex(State())

    init(isQuiet: Bool) { isShown = !isQuiet && Terminal.standardError.isTerminal }

    /// Takes note of what happens.
    func saw(_ moment: RunMoment) {
        guard isShown else { return }
        state.withLock { state in
            state.line.saw(moment, at: elapsed)
            draw(&state)
            if state.line.isBusy, state.ticker == nil {
                state.ticker = Task { [self] in
                    while !Task.isCancelled {
                        try? await Task.sleep(for: .seconds(1))
                        tick()
                    }
                }
            } else if !state.line.isBusy {
                state.ticker?.cancel()
                state.ticker = nil
            }
        }
    }

    private func tick() { state.withLock { draw(&$0) } }

    private var elapsed: Double {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return Double(seconds) + Double(attoseconds) / 1e18
    }

    private func draw(_ state: inout State) {
        let width = max(1, Terminal.standardError.width - 1)
        let text = String(state.line.text(at: elapsed).prefix(width))
        guard text != state.drawn else { return }
        state.drawn = text
        Terminal.standardError.write(octets: Array("\r\u{1B}[K\(text)".utf8))
    }
}
