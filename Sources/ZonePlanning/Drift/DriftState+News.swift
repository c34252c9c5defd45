internal import DNSModel

// Decision 0024: a monitor tells what a receiver does not know.

// What is told of drift: how what is known now differs from what each receiver was told before. So nothing is told
// twice, whenever the program ends and begins again, and what could not be told is told at a later look.

extension DriftState {
    /// What a receiver of notifications knows of drift.
    package struct Notified: Hashable, Sendable, Codable {
        /// Who it is, in words of the settings; has no secret in it.
        package var receiver: String
        /// What it was told is drifted.
        package var drifted: [Sighting]
        /// What it could not be told of; at most ``mostMissed``, the newest.
        package var missed: [Sighting]
        /// Whether it was told that looks fail.
        package var isBlind: Bool

        package init(receiver: String, drifted: [Sighting] = [], missed: [Sighting] = [], isBlind: Bool = false) {
            self.receiver = receiver
            self.drifted = drifted
            self.missed = missed
            self.isBlind = isBlind
        }

        /// How many sightings that could not be told are kept.
        package static let mostMissed = 100
    }

    /// What is new to a receiver.
    package struct News: Hashable, Sendable {
        /// What is drifted and it does not know, or knows otherwise.
        package var found: [Sighting]
        /// What it knows as drifted, or missed to hear of, and is not drifted any more.
        package var gone: [Sighting]
        /// Whether looks fail, for the second time in a row or more, and it does not know.
        package var isBlind: Bool
        /// Whether all zones can be looked at again, and it knows that looks failed.
        package var seesAgain: Bool
    }

    /// How many looks in a row fail before anybody is told: after a single one the next may be fine.
    package static let failuresBeforeNotice = 2

    /// What is new to a receiver after a look that was taken; `nil` where nothing is.
    ///
    /// Who was never told anything hears of all that is drifted. Of a zone that could not be looked at nothing is said
    /// to be found: its drift is that of an earlier look.
    ///
    /// - Parameters:
    ///   - receiver: who is told.
    ///   - drift: the look; `nil` where it failed as a whole.
    /// - Returns: the news.
    package func news(for receiver: String, after drift: Drift?) -> News? {
        let notified = knowledge(of: receiver)
        var news = News(
            found: [], gone: [], isBlind: failedChecks >= Self.failuresBeforeNotice && !notified.isBlind,
            seesAgain: failedChecks == 0 && notified.isBlind)
        if let drift {
            let known = Dictionary(
                notified.drifted.map { ($0.place, $0.mark) }, uniquingKeysWith: { first, _ in first })
            let looked = Set(drift.zones.map(\.apex.description))
            news.found = sightings.filter { looked.contains($0.zone) && known[$0.place] != $0.mark }
            var seen = Set(sightings.map(\.place))
            news.gone = (notified.drifted + notified.missed).filter { seen.insert($0.place).inserted }
        }
        return news.found.isEmpty && news.gone.isEmpty && !news.isBlind && !news.seesAgain ? nil : news
    }

    /// Says that a receiver was told, or could not be.
    ///
    /// What it could not be told stays new to it. What goes away before it could be told is told with its end.
    package mutating func record(_ news: News, to receiver: String, wasReceived: Bool) {
        var knowledge = knowledge(of: receiver)
        let found = Set(news.found.map(\.place))
        if wasReceived {
            let over = found.union(news.gone.map(\.place))
            knowledge.drifted = Self.sorted(knowledge.drifted.filter { !over.contains($0.place) } + news.found)
            knowledge.missed.removeAll { over.contains($0.place) }
            if news.isBlind { knowledge.isBlind = true }
            if news.seesAgain { knowledge.isBlind = false }
        } else {
            let missed = knowledge.missed.filter { !found.contains($0.place) } + news.found
            knowledge.missed = Array(missed.suffix(Notified.mostMissed))
        }
        notified.removeAll { $0.receiver == receiver }
        notified.append(knowledge)
        notified.sort { $0.receiver < $1.receiver }
    }

    /// Forgets what was told to others than these.
    package mutating func keepNotified(of receivers: Set<String>) {
        notified.removeAll { !receivers.contains($0.receiver) }
    }

    private func knowledge(of receiver: String) -> Notified {
        notified.first { $0.receiver == receiver } ?? Notified(receiver: receiver)
    }
}
