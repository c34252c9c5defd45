internal import Synchronization
internal import ZonePlanning

// Decision 0092: the ledger is verified where it is read.

/// What was told and read of ledgers in a run. A run finds the ledger anew before it acts, and is then told nothing
/// twice, and reads no receipt twice: what is in a ledger never changes.
package final class LedgerMemory: Sendable {
    /// How many octets of receipts are kept as values.
    private static let mostOctets = 64 << 20

    private let told = Mutex<Set<String>>([])
    private let receipts = Mutex(BoundedMemory<String, Receipt>(most: mostOctets))

    package init() {}

    /// Whether something is said for the first time.
    func isNew(_ message: String) -> Bool { told.withLock { $0.insert(message).inserted } }

    /// A receipt that was read before.
    func receipt(at path: String) -> Receipt? { receipts.withLock { $0[path] } }

    /// Keeps a receipt whose path has its id, so that no other can be there.
    func keep(_ receipt: Receipt, at path: String, octets: Int) {
        receipts.withLock { $0.keep(receipt, for: path, size: octets) }
    }
}
