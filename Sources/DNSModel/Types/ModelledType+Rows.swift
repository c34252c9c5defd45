extension ModelledType {
    /// The type's row, as it is written here: the mnemonic of the registry, and the fields in the order of the
    /// presentation form and of the wire.
    var written: TypeRow {
        switch self {
        case .a: TypeRow("A")
        case .ns: TypeRow("NS")
        case .cname: TypeRow("CNAME")
        case .soa: TypeRow("SOA")
        case .ptr: TypeRow("PTR")
        case .hinfo:
            // RFC 1035 section 3.3.2.
            TypeRow(
                "HINFO", .fields([RecordField("cpu", .string, label: "CPU"), RecordField("os", .string, label: "OS")]))
        case .mx:
            TypeRow(
                "MX",
                .fields([
                    RecordField("preference", .uint16, or: "priority"), RecordField("exchange", .name, or: "value"),
                ]))
        case .txt: TypeRow("TXT")
        case .rp:
            // RFC 1183 section 2.2.
            TypeRow(
                "RP",
                .fields([
                    RecordField("mbox", .mailbox, label: "mailbox"), RecordField("txt", .name, label: "name of a TXT"),
                ]))
        case .aaaa: TypeRow("AAAA")
        case .loc:
            TypeRow(
                "LOC",
                .words(
                    [
                        "lat_degrees", "lat_minutes", "lat_seconds", "lat_direction", "long_degrees", "long_minutes",
                        "long_seconds", "long_direction", "altitude", "size", "precision_horz", "precision_vert",
                    ], endsInDigits: false))
        case .srv:
            TypeRow(
                "SRV",
                .fields([
                    RecordField("priority", .uint16), RecordField("weight", .uint16), RecordField("port", .uint16),
                    RecordField("target", .name),
                ]))
        case .naptr:
            TypeRow(
                "NAPTR",
                .fields([
                    RecordField("order", .uint16), RecordField("preference", .uint16), RecordField("flags", .flags),
                    RecordField("service", .string), RecordField("regexp", .string),
                    RecordField("replacement", .name),
                ]))
        case .cert:
            // RFC 4398 section 2.
            TypeRow(
                "CERT",
                .fields([
                    RecordField("certificate_type", .number(bits: 16, words: Self.certificates)),
                    RecordField("key_tag", .uint16), RecordField("algorithm", .algorithm),
                    RecordField("certificate", .base64),
                ]))
        case .dname: TypeRow("DNAME")
        case .apl: TypeRow("APL", .fields([RecordField("prefixes", .prefixes)]))
        case .ds: TypeRow("DS", .words(["key_tag", "algorithm", "digest_type", "digest"], endsInDigits: true))
        case .sshfp: TypeRow("SSHFP", .words(["algorithm", "fingerprint_type", "fingerprint"], endsInDigits: true))
        case .dnskey: TypeRow("DNSKEY", .fields(Self.key))
        case .tlsa:
            TypeRow(
                "TLSA",
                .words(
                    ["certificate_usage", "selector", "matching_type", "certificate_association_data"],
                    endsInDigits: true))
        case .smimea:
            // RFC 8162 section 2: as TLSA.
            TypeRow(
                "SMIMEA",
                .fields([
                    RecordField("certificate_usage", .number(bits: 8, words: TLSA.usages.mapValues { UInt32($0) })),
                    RecordField("selector", .number(bits: 8, words: TLSA.selectors.mapValues { UInt32($0) })),
                    RecordField("matching_type", .number(bits: 8, words: TLSA.matchingTypes.mapValues { UInt32($0) })),
                    RecordField("certificate_association_data", .digest(by: 2, lengths: [1: 32, 2: 64])),
                ]))
        case .cds:
            // RFC 7344 section 3.1: as DS.
            TypeRow(
                "CDS",
                .fields([
                    RecordField("key_tag", .uint16), RecordField("algorithm", .algorithm),
                    RecordField("digest_type", .uint8),
                    RecordField("digest", .digest(by: 2, lengths: [1: 20, 2: 32, 3: 32, 4: 48])),
                ]), deletion: (1, "0 0 0 00"))
        case .cdnskey: TypeRow("CDNSKEY", .fields(Self.key), deletion: (2, "0 3 0 AA=="))
        case .openpgpkey: TypeRow("OPENPGPKEY")
        case .csync:
            // RFC 7477 section 2.1.
            TypeRow(
                "CSYNC",
                .fields([
                    RecordField("soa_serial", .uint32, label: "SOA serial"), RecordField("flags", .uint16),
                    RecordField("types", .types),
                ]))
        case .zonemd:
            // RFC 8976 section 2.
            TypeRow(
                "ZONEMD",
                .fields([
                    RecordField("serial", .uint32), RecordField("scheme", .uint8),
                    RecordField("hash_algorithm", .uint8),
                    RecordField("digest", .digest(by: 2, lengths: [1: 48, 2: 64], least: 12)),
                ]))
        case .svcb: TypeRow("SVCB", .parameters(Self.binding))
        case .https: TypeRow("HTTPS", .parameters(Self.binding))
        case .spf: TypeRow("SPF")
        case .eui48: TypeRow("EUI48", .fields([RecordField("address", .address(octets: 6))]))
        case .eui64: TypeRow("EUI64", .fields([RecordField("address", .address(octets: 8))]))
        case .uri:
            TypeRow(
                "URI",
                .fields([
                    RecordField("priority", .uint16), RecordField("weight", .uint16),
                    RecordField("target", .text(mayBeEmpty: false)),
                ]))
        case .caa:
            TypeRow(
                "CAA",
                .fields([
                    RecordField("flags", .uint8, fallback: "0"), RecordField("tag", .tag),
                    RecordField("value", .text(mayBeEmpty: true)),
                ]))
        }
    }

    /// The fields of DNSKEY and CDNSKEY (RFC 4034 section 2.1, RFC 7344 section 3.2).
    private static let key = [
        RecordField("flags", .uint16), RecordField("protocol", .uint8), RecordField("algorithm", .algorithm),
        RecordField("public_key", .base64),
    ]

    /// The fields of SVCB and HTTPS.
    private static let binding: [StaticString] = ["svcpriority", "targetname", "svcparams"]

    /// The former names of DS's fields that octoDNS still reads, in the order of those they stand for.
    package static let formerFieldsOfDS: [StaticString] = ["flags", "protocol", "algorithm", "public_key"]

    /// RFC 4398 section 2.1.
    private static let certificates: [String: UInt32] = [
        "PKIX": 1, "SPKI": 2, "PGP": 3, "IPKIX": 4, "ISPKI": 5, "IPGP": 6, "ACPKIX": 7, "IACPKIX": 8, "URI": 253,
        "OID": 254,
    ]
}
