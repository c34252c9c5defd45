package import DNSModel

extension Generator {
    /// Random record data of a type, nasty octets included.
    package mutating func recordData(_ type: RecordType) -> RecordData {
        guard let modelled = ModelledType(type) else { return .unknown(type, octets(0...40)) }
        return switch modelled {
        case .a: .a(IPv4Address(bits: edgy(UInt32.self)))
        case .aaaa: .aaaa(address())
        case .caa:
            .caa(
                CAA(
                    flags: edgy(UInt8.self),
                    tag: one(of: ["issue", "issuewild", "iodef", "x9"].map { Array($0.utf8) }), value: octets(0...40)))
        case .cname: .cname(target())
        case .dname: .dname(target())
        case .ds: ds()
        case .https: .https(serviceBinding())
        case .loc: loc()
        case .mx: mx()
        case .naptr: naptr()
        case .ns: .ns(target())
        case .openpgpkey: .openpgpkey(octets(1...100))
        case .ptr: .ptr(target())
        case .soa: soa()
        case .spf: .spf(text())
        case .srv:
            .srv(
                SRV(
                    priority: edgy(UInt16.self), weight: edgy(UInt16.self), port: edgy(UInt16.self), target: target()))
        case .sshfp: sshfp()
        case .svcb: .svcb(serviceBinding())
        case .tlsa: tlsa()
        case .txt: .txt(text())
        case .uri:
            .uri(URI(priority: edgy(UInt16.self), weight: edgy(UInt16.self), target: octets(1...60)))
        case .apl, .cdnskey, .cds, .cert, .csync, .dnskey, .eui48, .eui64, .hinfo, .rp, .smimea, .zonemd:
            .fields(fields(modelled))
        }
    }

    /// Random text, often of a length around which strings begin and end, and often in strings of its own.
    package mutating func text() -> TXT {
        switch number(0...9) {
        case 0: TXT(octets(254...256))
        case 1: TXT(octets(509...511))
        case 2: TXT([])
        case 3: TXT(strings: (0..<number(2...6)).map { _ in octets(0...40) })
        case 4: TXT(strings: [octets(254...255), octets(0...256), octets(0...2)])
        // As DNS-SD and key records of mail have it.
        case 5: TXT(strings: ["txtvers=1", "path=/\(number(0...9))", "u;v=\"w\" \\"].map { Array($0.utf8) })
        default: TXT(octets(1...60))
        }
    }

    private mutating func address() -> IPv6Address {
        // Groups of zeros, so that every place of `::` comes up.
        var groups = (0..<8).map { _ in once(in: 2) ? 0 : UInt64(edgy(UInt16.self)) }
        if once(in: 10) { groups.replaceSubrange(0..<6, with: [0, 0, 0, 0, 0, 0xFFFF]) }
        return IPv6Address(
            high: groups[0..<4].reduce(0) { $0 << 16 | $1 }, low: groups[4..<8].reduce(0) { $0 << 16 | $1 })
    }

    private mutating func ds() -> RecordData {
        let (digestType, length) = one(of: [(UInt8(1), 20), (2, 32), (4, 48), (9, 7)])
        return .ds(
            DS(
                keyTag: edgy(UInt16.self), algorithm: edgy(UInt8.self), digestType: digestType,
                digest: octets(length...length)))
    }

    private mutating func sshfp() -> RecordData {
        let (type, length) = one(of: [(UInt8(1), 20), (2, 32), (7, 9)])
        return .sshfp(
            SSHFP(algorithm: edgy(UInt8.self), fingerprintType: type, fingerprint: octets(length...length)))
    }

    private mutating func tlsa() -> RecordData {
        let (type, length) = one(of: [(UInt8(0), 90), (1, 32), (2, 64)])
        return .tlsa(
            TLSA(
                certificateUsage: edgy(UInt8.self), selector: edgy(UInt8.self), matchingType: type,
                certificateAssociationData: octets(length...length)))
    }

    private mutating func soa() -> RecordData {
        .soa(
            SOA(
                mname: name(below: "example.com."), rname: "hostmaster.example.com.", serial: edgy(UInt32.self),
                refresh: edgy(UInt32.self), retry: edgy(UInt32.self), expire: edgy(UInt32.self),
                minimum: edgy(UInt32.self)))
    }

    /// The exchange '.' is for an MX that is alone.
    private mutating func mx() -> RecordData {
        let preference = edgy(UInt16.self)
        let exchange = target()
        return .mx(MX(preference: preference, exchange: exchange == .root ? "mx.example.com." : exchange))
    }

    private mutating func naptr() -> RecordData {
        .naptr(
            NAPTR(
                order: edgy(UInt16.self), preference: edgy(UInt16.self), flags: octets(0...3),
                services: octets(0...20), regexp: octets(0...255), replacement: target()))
    }

    private mutating func loc() -> RecordData {
        func precision(_ digit: UInt8, _ power: UInt8) -> UInt8 { digit == 0 ? 0 : digit << 4 | power }
        let zero = UInt32(1) << 31
        let (latitude, longitude) = (UInt32(90 * 3_600_000), UInt32(180 * 3_600_000))
        return .loc(
            LOC(
                size: precision(number(0...9), number(0...9)),
                horizontalPrecision: precision(number(0...9), number(0...9)),
                verticalPrecision: precision(number(0...9), number(0...9)),
                latitude: once(in: 4) ? zero : number((zero - latitude)...(zero + latitude)),
                longitude: once(in: 4) ? zero : number((zero - longitude)...(zero + longitude)),
                altitude: edgy(UInt32.self)))
    }

    private mutating func serviceBinding() -> SVCB {
        if once(in: 4) { return SVCB(priority: 0, target: target(), parameters: []) }
        var parameters: [SVCB.Parameter] = []
        if once(in: 2) {
            let protocols = (0..<number(1...3)).flatMap { _ in
                let name = octets(1...12)
                return [UInt8(name.count)] + name
            }
            parameters.append(SVCB.Parameter(key: 1, value: protocols))
            if once(in: 3) { parameters.append(SVCB.Parameter(key: 2, value: [])) }
        }
        if once(in: 2) { parameters.append(SVCB.Parameter(key: 3, value: octets(2...2))) }
        if once(in: 3) { parameters.append(SVCB.Parameter(key: 4, value: octets(8...8))) }
        if once(in: 3) { parameters.append(SVCB.Parameter(key: 5, value: octets(1...30))) }
        if once(in: 3) { parameters.append(SVCB.Parameter(key: 6, value: octets(32...32))) }
        if once(in: 4) { parameters.append(SVCB.Parameter(key: 7, value: Array("/dns-query{?dns}".utf8))) }
        if once(in: 6) { parameters.append(SVCB.Parameter(key: 8, value: [])) }
        if once(in: 3) { parameters.append(SVCB.Parameter(key: number(9...65534), value: octets(0...20))) }
        if !parameters.isEmpty, once(in: 2) {
            let keys = parameters.map(\.key).shuffled(using: &random).prefix(2).sorted()
            let value = keys.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
            parameters.insert(SVCB.Parameter(key: 0, value: value), at: 0)
        }
        return SVCB(priority: number(1...UInt16.max), target: target(), parameters: parameters)
    }
}
