// Decision 0071: a record type is one row.

extension ModelledType {
    /// Whether data of the type is a ``FieldData``, which nothing reads but the row.
    ///
    /// Servers take more spellings of such data than the RFCs have, and write some of them.
    package var isFieldData: Bool {
        switch self {
        case .apl, .cdnskey, .cds, .cert, .csync, .dnskey, .eui48, .eui64, .hinfo, .rp, .smimea, .zonemd: true
        case .a, .aaaa, .caa, .cname, .dname, .ds, .https, .loc, .mx, .naptr, .ns, .openpgpkey, .ptr, .soa, .spf, .srv,
            .sshfp, .svcb, .tlsa, .txt, .uri:
            false
        }
    }

    /// Whether whoever signs a zone makes the set of the type at the zone's own name, and changes it by its own clock.
    package var isMadeBySigner: Bool {
        switch self {
        case .cdnskey, .cds, .dnskey, .zonemd: true
        case .a, .aaaa, .apl, .caa, .cert, .cname, .csync, .dname, .ds, .eui48, .eui64, .hinfo, .https, .loc, .mx,
            .naptr,
            .ns, .openpgpkey, .ptr, .rp, .smimea, .soa, .spf, .srv, .sshfp, .svcb, .tlsa, .txt, .uri:
            false
        }
    }
}
