package import DNSModel

/// Where a provider's master files are and how they are written.
package struct MasterFileConfiguration: Hashable, Sendable {
    /// The folder of the master files. A folder that is not there holds no zones; the first apply makes it.
    package var directory: String
    /// The SOA fields of zones that get a file for the first time.
    package var soa: StartOfAuthority
    /// The SOA fields of single zones, in place of ``soa``.
    package var zoneSOA: [DomainName: StartOfAuthority]
    /// The apex NS of a zone that gets a file for the first time and whose zone file declares none.
    package var nameservers: [DomainName]
    /// How the SOA serial grows.
    package var serial: SerialPolicy
    /// A command and its arguments to run after a file was written, without a shell; empty for none. `<zone>` in an
    /// argument stands for the zone's name without its final dot.
    package var reload: [String]
    /// The command's whole environment.
    package var reloadEnvironment: [String: String]
    /// How many seconds the command may take.
    package var reloadTimeLimit: Int
    /// What to do about names that are none of hosts where BIND asks for one.
    package var checkNames: CheckNames
    /// The file's name, with `<zone>` once; see ``MasterFileName``.
    package var fileName: String

    package init(
        directory: String, soa: StartOfAuthority = StartOfAuthority(), zoneSOA: [DomainName: StartOfAuthority] = [:],
        nameservers: [DomainName] = [], serial: SerialPolicy = .date, reload: [String] = [],
        reloadEnvironment: [String: String] = MasterFileConfiguration.plainEnvironment, reloadTimeLimit: Int = 30,
        checkNames: CheckNames = .fail, fileName: String = MasterFileName.standardPattern
    ) {
        self.directory = directory
        self.soa = soa
        self.zoneSOA = zoneSOA
        self.nameservers = nameservers
        self.serial = serial
        self.reload = reload
        self.reloadEnvironment = reloadEnvironment
        self.reloadTimeLimit = reloadTimeLimit
        self.checkNames = checkNames
        self.fileName = fileName
    }

    /// The folders that commands are mostly in, and nothing else.
    package static let plainEnvironment = ["PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]

    /// What BIND's option `check-names` says for a primary zone.
    package enum CheckNames: String, Hashable, Sendable, CaseIterable {
        /// A zone with such a name is not loaded, as BIND does it unless it is told otherwise.
        case fail
        case warn
        case ignore
    }

    /// How the serial of a zone grows with each write.
    package enum SerialPolicy: String, Hashable, Sendable, CaseIterable {
        /// `YYYYMMDDnn`, the day of the write and a number from 01; one more than before where that would not be more.
        case date
        /// One more than before.
        case increment
    }

    /// The fields of an SOA record that is made for a new file (RFC 1035 section 3.3.13).
    package struct StartOfAuthority: Hashable, Sendable {
        /// The primary name server; `nil` means the first name server of the zone.
        package var mname: DomainName?
        /// The mailbox of the person responsible; `nil` means `hostmaster` in the zone.
        package var rname: DomainName?
        /// Seconds between two looks of a secondary.
        package var refresh: UInt32
        /// Seconds to the next look after one that failed.
        package var retry: UInt32
        /// Seconds after which a secondary without contact stops to answer.
        package var expire: UInt32
        /// Seconds that a negative answer may be kept (RFC 2308 section 4).
        package var minimum: UInt32
        /// The TTL of the SOA record, and of the apex NS that come from the settings.
        package var ttl: TTL

        package init(
            mname: DomainName? = nil, rname: DomainName? = nil, refresh: UInt32 = 10_800, retry: UInt32 = 3_600,
            expire: UInt32 = 1_209_600, minimum: UInt32 = 3_600, ttl: TTL = TTL(seconds: 3_600) ?? .maximum
        ) {
            self.mname = mname
            self.rname = rname
            self.refresh = refresh
            self.retry = retry
            self.expire = expire
            self.minimum = minimum
            self.ttl = ttl
        }
    }
}
