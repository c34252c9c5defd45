internal import DNSModel
internal import DynamicDNS
internal import ZonePlanning

extension MemoryHostStore {
    func takeMail(at now: Instant, until: Instant, limit: Int) async throws(HostStoreError) -> [QueuedMail] {
        var taken: [QueuedMail] = []
        for (number, mail) in mails.sorted(by: { $0.key < $1.key }) where mail.due <= now && taken.count < limit {
            mails[number] = Mail(due: until, attempts: mail.attempts + 1)
            taken.append(QueuedMail(event: log[Int(number) - 1], attempts: mail.attempts + 1))
        }
        if !taken.isEmpty { try writing() }
        return taken
    }

    func finishMail(_ events: [Int64]) async throws(HostStoreError) {
        try writing()
        for number in events { mails[number] = nil }
    }

    func delayMail(_ events: [Int64], until: Instant) async throws(HostStoreError) {
        try writing()
        for number in events { mails[number]?.due = until }
    }

    func waitingMail() async throws(HostStoreError) -> Int { mails.count }

    func add(_ report: AbuseReport, most: Int, mostOfHost: Int) async throws(HostStoreError) -> Int64? {
        let open = reports.filter { $0.closed == nil }
        guard open.count < most, open.count(where: { $0.host == report.host }) < mostOfHost else { return nil }
        try writing()
        var report = report
        report.number = Int64(reports.count + 1)
        reports.append(report)
        return report.number
    }

    func abuseReports(isOpen: Bool, before: Int64?, limit: Int) async throws(HostStoreError) -> [AbuseReport] {
        Array(
            reports.reversed().filter { report in
                (report.closed == nil) == isOpen && (before.map { report.number < $0 } ?? true)
            }.prefix(limit))
    }

    func closeAbuseReport(_ number: Int64, outcome: String, at: Instant) async throws(HostStoreError) -> Bool {
        guard let index = reports.firstIndex(where: { $0.number == number && $0.closed == nil }) else { return false }
        try writing()
        reports[index].closed = at
        reports[index].outcome = outcome
        return true
    }

    func openAbuseReports() async throws(HostStoreError) -> Int { reports.count(where: { $0.closed == nil }) }

    func recordCount(zone: DomainName) async throws(HostStoreError) -> Int {
        hosts.values.reduce(0) { $0 + ($1.apex == zone ? $1.wanted.reduce(0) { $0 + $1.data.count } : 0) }
    }
}
