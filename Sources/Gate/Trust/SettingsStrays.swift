internal import DNSModel

// Decision 0092: the ledger is verified where it is read.

/// Says what in the ledger's folder of accepted settings does not count.
struct SettingsStrays {
    let ledger: any Ledger
    let observer: GateObserver

    /// Tells it.
    func warn() async {
        await warnOfStrays()
        await warnOfUnreadable()
    }

    /// Says which settings that were accepted can't be read, so that the rule before goes on to count.
    private func warnOfUnreadable() async {
        let unreadable: [(path: String, why: String)]
        do throws(LedgerError) { unreadable = try await AcceptedSettings.unreadable(in: ledger) } catch { return }
        for item in unreadable {
            observer(
                .warning(
                    "the ledger's '\(Printable.text(item.path))' is passed over, and the rule before goes on to count: "
                        + "\(Printable.text(item.why)); see who wrote it, as with 'git log -- \(Printable.text(item.path))' on "
                        + "the ledger's branch [acceptance-unproven]"))
        }
    }

    /// Says what in the ledger's folder of accepted settings is none of them. A warning that can't be given stops
    /// nothing: the settings themselves were read.
    private func warnOfStrays() async {
        let strays: [String]
        do throws(LedgerError) { strays = try await AcceptedSettings.strays(in: ledger) } catch { return }
        guard let first = strays.first else { return }
        let more = strays.count == 1 ? "" : " and \(strays.count - 1) more"
        observer(
            .warning(
                "the ledger's '\(Printable.text(first))'\(more) says nothing of settings that were accepted, and is "
                    + "passed over; see who wrote it, as with 'git log -- \(Printable.text(first))' on the ledger's branch "
                    + "[ledger-stray]"))
    }
}
