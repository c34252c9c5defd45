internal import DNSModel
internal import ZonePlanning

extension Reconciler {
    /// Holds every zone against what was last applied and what git declares, by asking its name servers. Zones that
    /// don't look as they should are listed at their provider, and so are those of providers that can't say how many
    /// record sets they have.
    ///
    /// - Parameters:
    ///   - jobs: the zones.
    ///   - queries: asks name servers.
    ///   - lookup: finds them.
    /// - Returns: what was found, as of a full look.
    package func quickDrift(
        _ jobs: [DriftJob], asking queries: any NameServerQueries, _ lookup: NameServerLookup
    ) async -> DriftOutcome {
        let results: [QuickResult] = await concurrently(jobs.count, atOnce: Self.zonesAtOnce, saysProgress: true) {
            index in
            await quickCheck(jobs[index], queries, lookup)
        }
        var result = DriftOutcome()
        var unsure: [(job: DriftJob, why: String?)] = []
        for (job, check) in zip(jobs, results) {
            switch check {
            case .seen(let drift): result.zones.append(drift)
            case .failed(let failure): result.failures.append(failure)
            case .unsure(let why): unsure.append((job, why))
            }
        }
        let reasons = Dictionary(unsure.map { ($0.job.apex, $0.why) }, uniquingKeysWith: { first, _ in first })
        let full = await drift(unsure.map(\.job))
        for var zone in full.zones {
            if let why = reasons[zone.apex] ?? nil { zone.notes.append("it was listed: \(why)") }
            result.zones.append(zone)
        }
        result.failures += full.failures
        return result
    }

    /// How many zones are looked at by DNS at once, and how many questions of each wait for an answer; how many a
    /// server is asked at once is the client's business.
    private static let zonesAtOnce = 64
    private static let questionsAtOnce = 128

    private enum QuickResult: Sendable {
        case seen(ZoneDrift)
        /// It has to be listed; why, where that is worth saying.
        case unsure(String?)
        case failed(Drift.Failure)
    }

    private func quickCheck(
        _ job: DriftJob, _ queries: any NameServerQueries, _ lookup: NameServerLookup
    ) async -> QuickResult {
        let summary: ZoneSummary
        do throws(ProviderError) {
            // A provider that says nothing before it has read the zone loses nothing by reading it.
            guard let said = try await job.provider.summary(job.apex) else { return .unsure(nil) }
            summary = said
        } catch {
            return .failed(
                Drift.Failure(
                    apex: job.apex, provider: job.providerName, code: error.code.id, message: error.message))
        }
        let check = QuickCheck(base: job.last.base, head: job.desired, ownership: job.ownership)
        if let obstacle = check.obstacle(summary) { return .unsure(obstacle) }
        let provider = (job.providerName, job.provider.capabilities.kind)
        if job.provider.capabilities.version != nil, let drift = check.unmoved(summary, provider: provider) {
            return .seen(drift)
        }
        var servers: [NameServer] = []
        do throws(DNSQueryError) {
            var names = job.desired.zone.nameServers
            if names.isEmpty { names = try await lookup.names(of: job.apex) }
            if let obstacle = check.obstacle(summary, nameServers: names) { return .unsure(obstacle) }
            for (name, place) in await lookup.servers(names) {
                do throws(DNSQueryError) {
                    servers.append(try place.get())
                } catch {
                    return .unsure("its name server \(name) \(error.message)")
                }
            }
        } catch {
            return .unsure(error.message)
        }
        return await quickCheck(job, check, summary, servers, queries)
    }

    /// Asks the name servers of a zone.
    private func quickCheck(
        _ job: DriftJob, _ check: QuickCheck, _ summary: ZoneSummary, _ servers: [NameServer],
        _ queries: any NameServerQueries
    ) async -> QuickResult {
        // Whoever does not have the zone is not asked for all of it.
        let start = DNSQuestion(job.apex, .soa)
        for (server, answers) in zip(servers, await ask([start], of: servers, in: job.apex, queries)) {
            switch answers[0] {
            case .records: continue
            case .unknown(let why): return .unsure("\(server) \(Printable.text(why)), asked for \(job.apex) SOA")
            case .nothing, .hidden: return .unsure("\(server) has no SOA of \(job.apex)")
            }
        }
        var seen = servers.map { QuickCheck.Answers(server: $0, seen: []) }
        for first in stride(from: 0, to: check.questions.count, by: Self.questionsAtOnce) {
            let part = check.questions[first..<min(first + Self.questionsAtOnce, check.questions.count)]
            let answers = await ask(Array(part), of: servers, in: job.apex, queries)
            for (server, answers) in answers.enumerated() {
                seen[server].seen += answers.enumerated().map { check.seen($0.element, at: first + $0.offset) }
                // One that can't be said decides the zone; the rest need not be asked.
                for case (let index, .unknown(let why)) in answers.enumerated() {
                    let question = check.questions[first + index]
                    return .unsure(
                        "\(servers[server]) \(Printable.text(why)), asked for \(question.name) \(question.type)")
                }
            }
        }
        switch check.verdict(summary, seen, provider: (job.providerName, job.provider.capabilities.kind)) {
        case .clean(let drift): return .seen(drift)
        case .unsure(let why): return .unsure(why)
        }
    }

    /// Asks each server every question.
    ///
    /// - Returns: for each server, in order, the answers in the order of the questions.
    func ask(
        _ questions: [DNSQuestion], of servers: [NameServer], in apex: DomainName, _ queries: any NameServerQueries
    ) async -> [[ServedAnswer]] {
        let all = await concurrently(questions.count * servers.count, atOnce: Self.questionsAtOnce) { index in
            let question = questions[index % questions.count]
            do throws(DNSQueryError) {
                let message = try await queries.ask(question, at: servers[index / questions.count].endpoint)
                return ServedAnswer(message, to: question, in: apex)
            } catch {
                return ServedAnswer.unknown(error.message)
            }
        }
        return servers.indices.map { Array(all[($0 * questions.count)..<(($0 + 1) * questions.count)]) }
    }
}
