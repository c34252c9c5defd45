/// The signals that this process takes as messages.
///
/// A program that we start must not end by them while we finish what we began with it: a terminal sends an interrupt to
/// all processes of a group. It starts with them blocked, and ends when we end it.
package enum TakenSignals {
    /// Their numbers.
    package static let now = LockedValue<[Int32]>([])
}
