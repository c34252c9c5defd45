package import DNSModel
package import ZoneFiles
package import ZonePlanning

/// What is known of an apply when it ends, well or not: whom to tell, and of what.
package struct ApplyNews: Sendable {
    /// The receivers that the protected branch's settings name; none as long as it is not known which that is.
    package private(set) var receivers: [NotificationSettings] = []
    package private(set) var branch: String?
    /// The commit in hexadecimal.
    package private(set) var commit: String?
    /// The receipts of this run, none where nothing was to be done; `nil` where no apply came to its end.
    package var receipts: [Receipt]?
    /// The ledger that counts; `nil` where the run ended before it came to that.
    package private(set) var ledger: TrustedLedger?
    /// By whose word others are told.
    package private(set) var followed = FollowedSettings.own
    /// The zones of a plan that were left out, since a newer version wrote what was applied to them last.
    package var leftOut: [DomainName] = []

    package init() {}

    /// The protected branch was found: from here on its settings say who is told.
    mutating func found(_ trusted: TrustedBranch) {
        receivers = trusted.settings?.notifications ?? []
        branch = trusted.branch.name
        commit = trusted.branch.commit.hex
    }

    /// The ledger was found, and with it what was accepted.
    ///
    /// - Parameters:
    ///   - ledger: the ledger.
    ///   - isApproved: whether the settings of this run may be followed.
    mutating func found(_ ledger: TrustedLedger, isApproved: Bool) {
        self.ledger = ledger
        followed = ledger.followed(isApproved: isApproved)
    }

    /// Who decides has approved the settings of this run.
    mutating func approved() { followed = .own }
}
