package import DNSModel

/// What a run is at, for whoever watches it.
package enum RunMoment: Hashable, Sendable {
    /// So many of all zones were read.
    case read(zones: Int, of: Int)
    /// So many record sets of a zone that is being read were listed; the zone as its provider names it.
    case listed(sets: Int, zone: String)
    /// A change batch of a zone is being applied.
    case applies(batch: Int, of: Int, zone: DomainName)
    /// So many zones are served everywhere, of all that were applied.
    case served(zones: Int, of: Int)
    /// What was going on is over, well or not.
    case idle
}

/// What a line says of how far a run is. It is told what happens and how late it is, and has no clock.
package struct ProgressLine: Sendable {
    private enum Phase: Hashable, Sendable {
        case reading(Int, Int)
        case applying(Int, Int, DomainName)
        case serving(Int, Int)
    }

    private var phase: Phase?
    /// When the phase began, and when anything did.
    private var (since, start): (Double, Double?) = (0, nil)
    private var sets: [String: Int] = [:]

    /// Nothing is shown of what takes no longer than this, in seconds.
    package static let longestWait = 1.0

    package init() {}

    /// Whether something goes on.
    package var isBusy: Bool { phase != nil }

    /// Takes note of what happens.
    ///
    /// - Parameters:
    ///   - moment: what.
    ///   - seconds: when, counted from any time.
    package mutating func saw(_ moment: RunMoment, at seconds: Double) {
        switch moment {
        case .read(let zones, let count): enter(zones < count ? .reading(zones, count) : nil, seconds)
        case .listed(let count, let zone): sets[zone] = count
        case .applies(let batch, let count, let zone): enter(.applying(batch, count, zone), seconds)
        case .served(let zones, let count): enter(zones < count ? .serving(zones, count) : nil, seconds)
        case .idle: enter(nil, seconds)
        }
    }

    private mutating func enter(_ next: Phase?, _ seconds: Double) {
        let isSame =
            switch (phase, next) {
            case (.reading, .reading), (.serving, .serving), (nil, nil): true
            case (.applying(_, _, let one), .applying(_, _, let other)): one == other
            case (.reading, _), (.applying, _), (.serving, _), (nil, _): false
            }
        if !isSame {
            since = seconds
            sets = [:]
        }
        if next != nil, start == nil { start = seconds }
        phase = next
    }

    /// The line, without a line end; empty where there is nothing to say, or not yet.
    ///
    /// - Parameter seconds: how late it is.
    /// - Returns: the line, safe to print.
    package func text(at seconds: Double) -> String {
        guard let phase, let start, seconds - start >= Self.longestWait else { return "" }
        let time = "\(max(0, Int(seconds - since))) s"
        switch phase {
        case .reading(let done, let count):
            let listed = sets.values.reduce(0, +)
            let far = count == 1 ? "reading the live zone" : "reading live zones: \(done) of \(count)"
            return far + (listed > 0 ? ", \(listed) record sets" : "") + ", \(time)"
        case .applying(let batch, let count, let zone): return "\(zone): batch \(batch) of \(count), \(time)"
        case .serving(let done, let count):
            return "waiting until all servers have it" + (count == 1 ? "" : ": \(done) of \(count)") + ", \(time)"
        }
    }
}
