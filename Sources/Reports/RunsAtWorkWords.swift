internal import DNSModel
package import ZonePlanning

extension RunsAtWork {
    /// Who is at work on what, and what to do; safe to print.
    package var phrase: String {
        let more = others > 0 ? ", and \(others) more" : ""
        let zones = first.zones.prefix(3).map(\.description).joined(separator: ", ")
        let how = waited > 0 ? "was not done after \(waited) seconds" : "is at work"
        return Printable.text(
            "another run \(how) on \(zones)\(first.zones.count > 3 ? ", …" : ""): \(first.summary)\(more); wait for "
                + "it with '--wait 10m', or apply again later. If that run died, a waiting run takes over "
                + "\(RunIntent.lifetime / 60) minutes after its last heartbeat")
    }
}
