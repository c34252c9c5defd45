internal import DNSModel
internal import ZonePlanning

// What the zone tells its parent of its keys.

extension MasterFileCheck {
    /// CDS and CDNSKEY at the zone's own name are of its keys (RFC 7344 section 4.1), or ask for a deletion (RFC 8078
    /// section 4).
    mutating func checkKeys(of set: RecordSet, at index: Int) {
        guard set.name == zone.apex, let type = ModelledType(set.type), type == .cds || type == .cdnskey else { return }
        let said = set.data.compactMap { Self.algorithm(of: $0) }
        if said.contains(0), said.contains(where: { $0 != 0 }) {
            error(
                "cds-without-dnskey",
                "\(set.key) asks for a deletion and is of a key too, so BIND does not load the zone; keep one of the two",
                at: index)
            return
        }
        // 0 is the algorithm of a deletion.
        let ownKeys = zone[RecordSet.Key(name: zone.apex, type: RecordType(.dnskey))]?.data ?? []
        let keys = Set(ownKeys.compactMap { Self.algorithm(of: $0) } + [0])
        guard
            let algorithm = said.first(where: { !keys.contains($0) })
        else { return }
        error(
            "cds-without-dnskey",
            "\(set.key) is of a key of algorithm \(algorithm), and the zone has no such DNSKEY, so BIND does not load it; leave "
                + "it to the server that signs the zone, or declare the DNSKEY", at: index)
    }

    /// The algorithm of a key or of what is said of one.
    private static func algorithm(of data: RecordData) -> UInt8? {
        switch ModelledType(data.type) {
        case .cds: data.wire.dropFirst(2).first
        case .cdnskey, .dnskey: data.wire.dropFirst(3).first
        case .a, .aaaa, .apl, .caa, .cert, .cname, .csync, .dname, .ds, .eui48, .eui64, .hinfo, .https, .loc, .mx,
            .naptr,
            .ns, .openpgpkey, .ptr, .rp, .smimea, .soa, .spf, .srv, .sshfp, .svcb, .tlsa, .txt, .uri, .zonemd, nil:
            nil
        }
    }
}
