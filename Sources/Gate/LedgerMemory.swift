internal import Synchronization
internal import ZonePlanning

// Decision 0092: the ledger is verified where it is read.

/// What was told and read of ledgers in a run. A run finds the ledger anew before it acts, and is then told nothing
/// twice, and reads no receipt twice: what is in a ledger never changes. Who may write the ledger can make any number
/// of messages, and what runs for months must not keep all of them; some are told again then.
package final class LedgerMemory: Sendable {
    /// How many octets of receipts are kept as values.
    private static let mostOctets = 64 << 20

    private let told: Mutex<BoundedMemory<String, Bool>>
    private let receipts = Mutex(BoundedMemory<String, Receipt>(most: mostOctets))

    /// - Parameter mostTold: how many octets of messages are kept.
    package init(mostTold: Int = 4 << 20) { told = Mutex(BoundedMemory(most: mostTold)) }

    /// How many octets of messages are kept.
    package var sizeTold: Int { told.withLock { $0.size } }

    /// Whether something is said for the first time, as far as that is kept.
    package func isNew(_ message: String) -> Bool {
        told.withLock { told in
            if told[message] != nil { return false }
            told.keep(true, for: message, size: message.utf8.count + 1)
            return true
        }
    }

    /// A receipt that was read before.
    func receipt(at path: String) -> Receipt? { receipts.withLock { $0[path] } }

    /// Keeps a receipt whose path has its id, so that no other can be there.
    func keep(_ receipt: Receipt, at path: String, octets: Int) {
        receipts.withLock { $0.keep(receipt, for: path, size: octets) }
    }
}
