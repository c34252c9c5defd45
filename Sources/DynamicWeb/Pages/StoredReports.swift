internal import DynamicDNS
internal import ZonePlanning

// Decision 0110: operations of the service.

/// Reports that are kept where hosts are.
struct StoredReports: AbuseDesk {
    let hosts: HostService

    func take(
        host: String, words: String, contact: String?, from: IPAddress?, rules: DynamicRules
    ) async throws(AbuseDeskRefusal) -> Int64 {
        do throws(HostService.ReportRefusal) {
            return try await hosts.report(host, words, contact: contact, from: from, rules: rules)
        } catch {
            throw AbuseDeskRefusal(error.message)
        }
    }

    func open(before: Int64?, limit: Int) async throws(HostStoreError) -> [OpenReport] {
        try await hosts.store.abuseReports(isOpen: true, before: before, limit: limit).map { report in
            OpenReport(
                number: report.number, at: report.at, host: report.host, words: report.text, contact: report.contact,
                from: report.from)
        }
    }

    func close(_ number: Int64, outcome: String, at: Instant) async throws(HostStoreError) -> Bool {
        try await hosts.store.closeAbuseReport(number, outcome: outcome, at: at)
    }
}
