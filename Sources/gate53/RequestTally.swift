internal import Synchronization
internal import ZonePlanning

/// How much this process asked of each provider.
enum RequestTally {
    private struct Count {
        var requests = 0
        var throttled = 0
    }

    private static let counts = Mutex<[String: Count]>([:])

    /// Counts an answer, or that one said that there were too many requests.
    static func count(_ provider: String, wasThrottled: Bool) {
        counts.withLock {
            if wasThrottled {
                $0[provider, default: Count()].throttled += 1
            } else {
                $0[provider, default: Count()].requests += 1
            }
        }
    }

    /// A line for each provider that was asked, as in `aws: 34 requests, 2 of them throttled`.
    static var lines: [String] {
        counts.withLock { counts in
            counts.sorted { $0.key < $1.key }.map { name, count in
                "\(name): \(counted(count.requests, "request")), \(count.throttled) of them throttled"
            }
        }
    }
}
