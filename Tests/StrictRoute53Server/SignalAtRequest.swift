internal import Foundation
internal import Glibc

internal import enum StrictRoute53.Operation

/// A signal that a process gets when a request comes, so that it comes at one event of a run and not at some time.
struct SignalAtRequest: Sendable {
    private let signal: Int32
    let operation: Operation
    /// The number of the request among those of the operation, from 1.
    let number: Int
    /// The file with the process's number.
    private let process: String
    /// The file in which something stands once the process has taken the signal.
    private let words: String

    /// Reads `TERM:ChangeResourceRecordSets:2:pid:log`.
    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 4).map(String.init)
        guard parts.count == 5, let operation = Operation(rawValue: parts[1]), let number = Int(parts[2]),
            number > 0
        else { return nil }
        switch parts[0] {
        case "TERM": signal = SIGTERM
        case "INT": signal = SIGINT
        default: return nil
        }
        (self.operation, self.number, process, words) = (operation, number, parts[3], parts[4])
    }

    /// Sends it, and waits until it is taken, for half a minute at most.
    func send() {
        var isSent = false
        for _ in 0..<3_000 {
            if !isSent, let text = try? String(contentsOfFile: process, encoding: .utf8),
                let number = pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines))
            {
                kill(number, signal)
                isSent = true
            }
            if isSent, let octets = FileManager.default.contents(atPath: words), !octets.isEmpty { return }
            usleep(10_000)
        }
    }
}
