package import DNSModel
package import ZonePlanning

// Decision 0110: operations of the service.

/// That somebody says that a host is used for something bad.
package struct AbuseReport: Hashable, Sendable {
    /// Its place among all, which the store gives; 0 before that.
    package var number: Int64 = 0
    package var at: Instant
    package var host: DomainName
    /// What is wrong with it, as it was written.
    package var text: String
    /// Where whoever wrote it can be reached; `nil` where nobody said.
    package var contact: String?
    package var from: IPAddress?
    /// Since when nothing more is to be done about it.
    package var closed: Instant?
    /// What was done, by an administrator.
    package var outcome: String?

    package init(at: Instant, host: DomainName, text: String, contact: String?, from: IPAddress?) {
        self.at = at
        self.host = host
        self.text = text
        self.contact = contact
        self.from = from
    }
}

/// Where abuse reports are kept.
package protocol AbuseReportStore: Sendable {
    /// Adds a report, unless too many are open.
    ///
    /// - Parameters:
    ///   - report: the report.
    ///   - most: how many may be open, this one included.
    ///   - mostOfHost: how many of those of one host.
    /// - Returns: its number; `nil` where there are too many.
    /// - Throws: ``HostStoreError``.
    func add(_ report: AbuseReport, most: Int, mostOfHost: Int) async throws(HostStoreError) -> Int64?

    /// A page of the reports, the latest first.
    ///
    /// - Parameters:
    ///   - isOpen: only those that are open, or only those that are closed.
    ///   - before: only those with a smaller number; `nil` for the first page.
    ///   - limit: at most so many.
    /// - Returns: the reports.
    /// - Throws: ``HostStoreError``.
    func abuseReports(isOpen: Bool, before: Int64?, limit: Int) async throws(HostStoreError) -> [AbuseReport]

    /// Closes a report.
    ///
    /// - Returns: false where there is none with this number that is open.
    func closeAbuseReport(_ number: Int64, outcome: String, at: Instant) async throws(HostStoreError) -> Bool

    /// How many are open.
    func openAbuseReports() async throws(HostStoreError) -> Int
}
