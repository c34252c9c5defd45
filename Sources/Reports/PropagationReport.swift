internal import DNSModel
package import ZonePlanning

/// Propagation for people at a terminal, as further lines of a receipt.
package struct PropagationReport: Sendable {
    package var style: TextStyle

    package init(style: TextStyle) { self.style = style }

    /// A few lines about one zone, below its name.
    package func titled(_ propagation: Propagation) -> [String] {
        ["\(style.paint("\(propagation.apex)", .strong)) by DNS:"] + lines(of: propagation)
    }

    /// A few lines about one zone.
    package func lines(of propagation: Propagation) -> [String] {
        if let reason = propagation.notAsked { return ["  not asked by DNS: \(Printable.text(reason))"] }
        var lines: [String] = []
        let all = propagation.servers.count
        let done = propagation.servers.count { $0.served != nil }
        if propagation.sets == 0 {
            lines.append("  nothing of it can be asked for by DNS")
        } else if let served = propagation.served {
            let everywhere =
                all == 1 ? "its name server" : all == 2 ? "both name servers" : "all \(all) name servers"
            lines.append(
                "  \(style.paint("served by \(everywhere)", .created)) at \(DriftWords.toTheSecond(served))")
        } else {
            lines.append(
                style.paint(
                    "  served by \(done) of \(counted(all, "name server")) at \(DriftWords.toTheSecond(propagation.finished))",
                    .warning))
        }
        for server in propagation.servers where server.served == nil && propagation.sets > 0 {
            let name = Printable.text(server.name) + (server.address.map { " (\(Printable.text($0)))" } ?? "")
            if let problem = server.problem {
                lines.append(style.paint("  \(name) \(Printable.text(problem))", .warning))
            } else {
                var sets = server.behind.map { Printable.text($0) }
                if server.behindCount > sets.count { sets.append("and \(server.behindCount - sets.count) more") }
                lines.append(style.paint("  \(name) does not serve yet: \(sets.joined(separator: ", "))", .warning))
            }
        }
        if let expire = propagation.cachesExpire, let ttl = propagation.longestTTL {
            lines.append("  caches have it by \(expire): the longest old TTL is \(ttl)")
        } else if propagation.served != nil {
            lines.append("  how long caches keep what was there is not known: an alias had its target's TTL")
        }
        if let phrase = propagation.unchecked.phrase { lines.append("  unchecked by DNS: \(phrase)") }
        switch propagation.delegation {
        case .agrees?: lines.append("  the parent zone has the same name servers")
        case .unknown(let reason)?: lines.append("  the delegation is not known: \(Printable.text(reason))")
        case .missing?, .differs?, nil: break
        }
        if let problem = propagation.delegation?.problem(of: propagation.apex) {
            lines.append(style.paint("  \(problem)", .warning))
        }
        return lines
    }
}
