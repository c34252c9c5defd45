internal import DNSModel

// Decision 0092: the ledger is verified where it is read.

/// Says what in the ledger does not count: in its folder of accepted settings, and where one of its folders belongs.
struct LedgerStrays {
    let ledger: any Ledger
    /// What the ledger calls accepted, and nobody could accept.
    let passedOver: [(settings: AcceptedSettings, why: String)]
    let memory: LedgerMemory
    let observer: GateObserver

    /// Tells it.
    func warn() async {
        await warnOfMisplaced()
        await warnOfStrays()
        await warnOfUnreadable()
        for item in passedOver {
            warn(
                "the ledger says that the settings of \(Printable.text(String(item.settings.commit.prefix(12)))) were "
                    + "accepted (\(Printable.text(item.settings.folder))). That does not count: "
                    + "\(Printable.text(item.why)); find out who wrote it. If these settings are right, have a plan "
                    + "approved that shows them [acceptance-unproven]")
        }
    }

    private func warn(_ message: String) {
        if memory.isNew(message) { observer(.warning(message)) }
    }

    /// Says which files are where only folders belong, and the other way round.
    private func warnOfMisplaced() async {
        let misplaced: [String]
        do throws(LedgerError) { misplaced = try await ledger.misplaced() } catch { return }
        guard let first = misplaced.first else { return }
        let more = misplaced.count == 1 ? "" : " and \(misplaced.count - 1) more"
        warn(
            "'\(Printable.text(first))'\(more) in the ledger \(misplaced.count == 1 ? "is" : "are") ignored: no file "
                + "or folder of a ledger has that place; see who wrote it: 'git log -- \(Printable.text(first))' on the "
                + "ledger's branch [ledger-stray]")
    }

    /// Says which settings that were accepted can't be read, so that the rule before goes on to count.
    private func warnOfUnreadable() async {
        let unreadable: [(path: String, why: String)]
        do throws(LedgerError) { unreadable = try await AcceptedSettings.unreadable(in: ledger) } catch { return }
        for item in unreadable {
            warn(
                "'\(Printable.text(item.path))' in the ledger is ignored, so the rule that was accepted before still "
                    + "counts: \(Printable.text(item.why)); see who wrote it: 'git log -- "
                    + "\(Printable.text(item.path))' on the ledger's branch [acceptance-unproven]")
        }
    }

    /// Says what in the ledger's folder of accepted settings is none of them. A warning that can't be given stops
    /// nothing: the settings themselves were read.
    private func warnOfStrays() async {
        let strays: [String]
        do throws(LedgerError) { strays = try await AcceptedSettings.strays(in: ledger) } catch { return }
        guard let first = strays.first else { return }
        let more = strays.count == 1 ? "" : " and \(strays.count - 1) more"
        warn(
            "'\(Printable.text(first))'\(more) in the ledger \(strays.count == 1 ? "is" : "are") ignored: that is no "
                + "name of accepted settings, or was not there when they were accepted; see who wrote it: 'git log -- "
                + "\(Printable.text(first))' on the ledger's branch [ledger-stray]")
    }
}
