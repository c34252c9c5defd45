/// The data of one record, by type.
///
/// Two values are equal when DNS would not tell them apart: names without regard to case, addresses in any spelling,
/// text in any division into character strings.
package enum RecordData: Hashable, Sendable {
    /// RFC 1035 section 3.4.1.
    case a(IPv4Address)
    /// RFC 3596 section 2.2.
    case aaaa(IPv6Address)
    /// RFC 8659 section 4.1.
    indirect case caa(CAA)
    /// RFC 1035 section 3.3.1.
    case cname(DomainName)
    /// RFC 6672 section 2.1.
    case dname(DomainName)
    /// RFC 4034 section 5.
    indirect case ds(DS)
    /// RFC 9460 section 9.
    indirect case https(SVCB)
    /// RFC 1876 section 2.
    indirect case loc(LOC)
    /// RFC 1035 section 3.3.9.
    case mx(MX)
    /// RFC 3403 section 4.
    indirect case naptr(NAPTR)
    /// RFC 1035 section 3.3.11.
    case ns(DomainName)
    /// RFC 7929 section 2: the transferable public key, not in base64.
    case openpgpkey([UInt8])
    /// RFC 1035 section 3.3.12.
    case ptr(DomainName)
    /// RFC 1035 section 3.3.13.
    indirect case soa(SOA)
    /// RFC 4408 section 3.1.1: as TXT; obsolete since RFC 7208.
    case spf([UInt8])
    /// RFC 2782.
    case srv(SRV)
    /// RFC 4255 section 3.1.
    indirect case sshfp(SSHFP)
    /// RFC 9460 section 2.
    indirect case svcb(SVCB)
    /// RFC 6698 section 2.1.
    indirect case tlsa(TLSA)
    /// RFC 1035 section 3.3.14: the octets of all its character strings, one after the other.
    case txt([UInt8])
    /// RFC 7553 section 4.
    indirect case uri(URI)
    /// RFC 3597: any other type, as its octets on the wire.
    indirect case unknown(RecordType, [UInt8])

    /// The record type this is the data of.
    package var type: RecordType {
        switch self {
        case .a: .a
        case .aaaa: .aaaa
        case .caa: .caa
        case .cname: .cname
        case .dname: .dname
        case .ds: .ds
        case .https: .https
        case .loc: .loc
        case .mx: .mx
        case .naptr: .naptr
        case .ns: .ns
        case .openpgpkey: .openpgpkey
        case .ptr: .ptr
        case .soa: .soa
        case .spf: .spf
        case .srv: .srv
        case .sshfp: .sshfp
        case .svcb: .svcb
        case .tlsa: .tlsa
        case .txt: .txt
        case .uri: .uri
        case .unknown(let type, _): type
        }
    }
}

/// An IPv4 address.
package struct IPv4Address: Hashable, Sendable {
    /// The four octets, the first in the highest place.
    package var bits: UInt32

    package init(bits: UInt32) { self.bits = bits }
}

/// An IPv6 address.
package struct IPv6Address: Hashable, Sendable {
    /// The first eight octets.
    package var high: UInt64
    /// The last eight octets.
    package var low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }
}

/// Certification authority authorization (RFC 8659 section 4.1).
package struct CAA: Hashable, Sendable {
    package var flags: UInt8
    /// The property tag in lower case, ASCII letters and digits.
    package var tag: [UInt8]
    package var value: [UInt8]

    package init(flags: UInt8, tag: [UInt8], value: [UInt8]) {
        self.flags = flags
        self.tag = tag
        self.value = value
    }
}

/// Delegation signer (RFC 4034 section 5.1).
package struct DS: Hashable, Sendable {
    package var keyTag: UInt16
    package var algorithm: UInt8
    package var digestType: UInt8
    package var digest: [UInt8]

    package init(keyTag: UInt16, algorithm: UInt8, digestType: UInt8, digest: [UInt8]) {
        self.keyTag = keyTag
        self.algorithm = algorithm
        self.digestType = digestType
        self.digest = digest
    }
}

/// Location (RFC 1876 section 2), fields as on the wire.
package struct LOC: Hashable, Sendable {
    /// Diameter of a sphere around the place, in centimetres: a digit and a power of ten, four bits each.
    package var size: UInt8
    /// As `size`.
    package var horizontalPrecision: UInt8
    /// As `size`.
    package var verticalPrecision: UInt8
    /// Thousandths of a second of arc; 2^31 is the equator, more is north.
    package var latitude: UInt32
    /// Thousandths of a second of arc; 2^31 is the prime meridian, more is east.
    package var longitude: UInt32
    /// Centimetres from 100,000 m below the WGS 84 reference spheroid.
    package var altitude: UInt32

    package init(
        size: UInt8, horizontalPrecision: UInt8, verticalPrecision: UInt8, latitude: UInt32, longitude: UInt32,
        altitude: UInt32
    ) {
        self.size = size
        self.horizontalPrecision = horizontalPrecision
        self.verticalPrecision = verticalPrecision
        self.latitude = latitude
        self.longitude = longitude
        self.altitude = altitude
    }
}

/// Mail exchange (RFC 1035 section 3.3.9).
package struct MX: Hashable, Sendable {
    package var preference: UInt16
    package var exchange: DomainName

    package init(preference: UInt16, exchange: DomainName) {
        self.preference = preference
        self.exchange = exchange
    }
}

/// Naming authority pointer (RFC 3403 section 4.1).
package struct NAPTR: Hashable, Sendable {
    package var order: UInt16
    package var preference: UInt16
    package var flags: [UInt8]
    package var services: [UInt8]
    package var regexp: [UInt8]
    package var replacement: DomainName

    package init(
        order: UInt16, preference: UInt16, flags: [UInt8], services: [UInt8], regexp: [UInt8], replacement: DomainName
    ) {
        self.order = order
        self.preference = preference
        self.flags = flags
        self.services = services
        self.regexp = regexp
        self.replacement = replacement
    }
}

/// Start of authority (RFC 1035 section 3.3.13), times in seconds.
package struct SOA: Hashable, Sendable {
    package var mname: DomainName
    package var rname: DomainName
    package var serial: UInt32
    package var refresh: UInt32
    package var retry: UInt32
    package var expire: UInt32
    package var minimum: UInt32

    package init(
        mname: DomainName, rname: DomainName, serial: UInt32, refresh: UInt32, retry: UInt32, expire: UInt32,
        minimum: UInt32
    ) {
        self.mname = mname
        self.rname = rname
        self.serial = serial
        self.refresh = refresh
        self.retry = retry
        self.expire = expire
        self.minimum = minimum
    }
}

/// Service location (RFC 2782).
package struct SRV: Hashable, Sendable {
    package var priority: UInt16
    package var weight: UInt16
    package var port: UInt16
    package var target: DomainName

    package init(priority: UInt16, weight: UInt16, port: UInt16, target: DomainName) {
        self.priority = priority
        self.weight = weight
        self.port = port
        self.target = target
    }
}

/// SSH key fingerprint (RFC 4255 section 3.1).
package struct SSHFP: Hashable, Sendable {
    package var algorithm: UInt8
    package var fingerprintType: UInt8
    package var fingerprint: [UInt8]

    package init(algorithm: UInt8, fingerprintType: UInt8, fingerprint: [UInt8]) {
        self.algorithm = algorithm
        self.fingerprintType = fingerprintType
        self.fingerprint = fingerprint
    }
}

/// Service binding (RFC 9460 section 2.2), for SVCB and HTTPS.
package struct SVCB: Hashable, Sendable {
    /// 0 for alias mode.
    package var priority: UInt16
    package var target: DomainName
    /// The service parameters, in ascending order of their keys, each key once.
    package var parameters: [Parameter]

    /// One service parameter: its key's number and its value as on the wire.
    package struct Parameter: Hashable, Sendable {
        package var key: UInt16
        package var value: [UInt8]

        package init(key: UInt16, value: [UInt8]) {
            self.key = key
            self.value = value
        }
    }

    package init(priority: UInt16, target: DomainName, parameters: [Parameter]) {
        self.priority = priority
        self.target = target
        self.parameters = parameters
    }
}

/// TLS certificate association (RFC 6698 section 2.1).
package struct TLSA: Hashable, Sendable {
    package var certificateUsage: UInt8
    package var selector: UInt8
    package var matchingType: UInt8
    package var certificateAssociationData: [UInt8]

    package init(certificateUsage: UInt8, selector: UInt8, matchingType: UInt8, certificateAssociationData: [UInt8]) {
        self.certificateUsage = certificateUsage
        self.selector = selector
        self.matchingType = matchingType
        self.certificateAssociationData = certificateAssociationData
    }
}

/// Uniform resource identifier (RFC 7553 section 4).
package struct URI: Hashable, Sendable {
    package var priority: UInt16
    package var weight: UInt16
    /// The URI's octets, without quotes.
    package var target: [UInt8]

    package init(priority: UInt16, weight: UInt16, target: [UInt8]) {
        self.priority = priority
        self.weight = weight
        self.target = target
    }
}
