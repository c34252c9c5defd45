internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import Reports
internal import ZonePlanning

// `gate53 apply --verify-dns`.
extension ApplyCommand {
    /// Waits until name servers serve what was applied, keeps and shows what they said, and ends the command where one
    /// does not serve it.
    func verify(_ applied: [Applying.Applied?], _ composition: Composition) async throws(CommandFailure) {
        var lines: [String] = []
        for plan in applied {
            guard let plan else { continue }
            let (queries, lookup) = composition.nameServerQueries(nameServers, waitsForServers: true)
            let propagations: [Propagation]
            let serving = Serving(composition.ports, of: plan)
            do throws(GateError) {
                propagations = try await serving.wait(asking: queries, lookup, timing(composition.stop))
            } catch {
                throw CommandFailure(error)
            }
            do throws(GateError) { try await serving.keep(propagations) } catch { lines += error.lines }
            try show(propagations, of: plan.outcome)
            let again = merged ? "ask them again later" : "check again with the same command, which changes nothing"
            lines += propagations.filter { $0.notAsked == nil && !$0.isServed }.map {
                "error: \($0.apex) is applied, but not all of its name servers have it yet; \(again) [not-served]"
            }
        }
        if !lines.isEmpty { throw CommandFailure(.failure, lines) }
    }

    /// How long name servers are asked.
    private func timing(_ stop: StopRequest) -> PropagationTiming {
        let seconds = dnsTimeout?.seconds ?? 120
        return PropagationTiming(
            seconds: seconds, now: Clock.timestamp, sleep: { try await Task.sleep(for: $0) },
            expire: {
                // Whoever is told to stop waits no longer, and what is known by then is kept.
                await stop.orUntilRequested { try? await Task.sleep(for: .seconds(seconds)) }
            })
    }

    private func show(_ propagations: [Propagation], of outcome: ApplyOutcome) throws(CommandFailure) {
        switch format {
        case .json:
            do {
                Terminal.standardOutput.write(octets: try ReceiptList(outcome.receipts, propagations).octets())
            } catch {
                throw CommandFailure(.failure, error.message)
            }
        case .text where !verbosity.quiet:
            let report = PropagationReport(style: Terminal.standardOutput.style)
            for propagation in propagations {
                for line in report.titled(propagation) { Terminal.standardOutput.write(line) }
            }
            return
        case .text: break
        }
        for propagation in propagations {
            guard let problem = propagation.delegation?.problem(of: propagation.apex) else { continue }
            Terminal.standardError.write("warning: \(problem) [delegation]")
        }
    }
}
