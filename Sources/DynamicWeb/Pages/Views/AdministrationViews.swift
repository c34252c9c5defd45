internal import DynamicDNS
internal import ZonePlanning

/// The form that blocks something, or lets it be again.
struct BlockForm: Sendable {
    var canBlock: Bool
    var blockPath: String
    var blockID: String
    var blockName: String
}

/// What administrators see first.
struct AdministrationView: Sendable {
    var problems: [String]
    var hasProblems: Bool
    var warnings: [String]
    var hasWarnings: Bool
    /// The latest report on drift.
    var drift: String?
    var openReports: String
    var numbers: [NumberRow]

    struct NumberRow: Sendable {
        var what: String
        var of: String
        var now: String
    }

    /// - Parameters:
    ///   - problems: what is wrong, one sentence each.
    ///   - warnings: what should be known, and stops nothing.
    ///   - drift: the latest report on drift; `nil` where nobody looks for it.
    ///   - gauges: the numbers of the moment.
    ///   - openReports: how many reports are open, as far as they were counted.
    init(problems: [String], warnings: [String], drift: String?, gauges: [Gauge], openReports: String) {
        self.warnings = warnings
        hasWarnings = !warnings.isEmpty
        self.drift = drift
        self.problems = problems
        hasProblems = !problems.isEmpty
        self.openReports = openReports
        numbers = gauges.filter { $0.name != "rules_info" }.map { gauge in
            let help = gauge.help.hasSuffix(".") ? String(gauge.help.dropLast()) : gauge.help
            let value = gauge.value
            // Only so many digits as there is something to see.
            let text =
                value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\((value * 100).rounded() / 100)"
            return NumberRow(what: help, of: gauge.labels.map(\.value).joined(separator: " "), now: text)
        }
    }
}

struct AccountsView: Sendable {
    var accounts: [Row]
    var next: String?

    struct Row: Sendable {
        var number: String
        var owner: String
        var role: String
        var since: String
        var isBlocked: Bool
    }

    init(_ accounts: [Account], next: AccountID?, now: Instant) {
        self.accounts = accounts.map { account in
            Row(
                number: account.id.text, owner: account.name.isEmpty ? "without a name" : account.name,
                role: account.role.rawValue, since: "\(account.created.date)", isBlocked: account.block != nil)
        }
        self.next = next?.text
    }
}

/// An account, for administrators.
struct OneAccountView: Sendable {
    var number: String
    var role: String
    var since: String
    var mail: String
    var factor: String
    var accountBlock: String?
    var canBlock: Bool
    var blockPath: String
    var blockID = "reason"
    var blockName: String
    var hosts: [HostCard]
    var hasHosts: Bool
    var next: String?
    var events: [HistoryView.EventRow]
    var hasEvents: Bool

    struct HostCard: Sendable {
        var name: String
        var state: String
        var stateText: String
        var blockText: String?
        var addresses: [String]
        var form: BlockForm
    }

    init(_ account: Account, hosts: [Host], next: String?, events: [HostEvent], now: Instant) {
        number = account.id.text
        role = account.role.rawValue
        since = "\(account.created.date)"
        mail = account.mail ?? "none"
        factor = account.oneTimeSecret == nil ? "none" : "one-time passwords"
        accountBlock = account.block
        canBlock = account.block == nil
        blockPath = "/admin/accounts/\(account.id.text)"
        blockName = account.name
        self.hosts = hosts.enumerated().map { index, host in
            let row = HostRow(host, now: now)
            return HostCard(
                name: row.name, state: row.state, stateText: row.stateText, blockText: row.blockText,
                addresses: row.addresses,
                form: BlockForm(
                    canBlock: host.block == nil, blockPath: "/admin/hosts/\(row.name)", blockID: "reason-\(index)",
                    blockName: row.name))
        }
        hasHosts = !hosts.isEmpty
        self.next = next
        self.events = events.map { HistoryView.EventRow($0, tokens: [:], now: now) }
        hasEvents = !events.isEmpty
    }
}

struct ReportsView: Sendable {
    var reports: [Row]
    var hasReports: Bool
    var older: String?

    struct Row: Sendable {
        var number: Int64
        var at: String
        var host: String
        var words: String
        var contact: String?
        var source: String?
    }

    init(_ reports: [OpenReport], older: String?, now: Instant) {
        self.reports = reports.map { report in
            Row(
                number: report.number, at: Words.Moment(report.at, now: now).text, host: report.host.withoutDot,
                words: report.words, contact: report.contact, source: report.from.map { "\($0)" })
        }
        hasReports = !reports.isEmpty
        self.older = older
    }
}
