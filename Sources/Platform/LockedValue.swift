/// A value that several threads or tasks read and set.
package final class LockedValue<Value: Sendable>: @unchecked Sendable {
    // Unchecked: `stored` is only used inside `lock`.
    private let lock = Lock()
    private var stored: Value

    package init(_ value: Value) { stored = value }

    /// The value as it is now.
    package var value: Value {
        get { lock.locked { stored } }
        set { lock.locked { stored = newValue } }
    }

    /// Reads and sets the value in one step.
    ///
    /// - Returns: what the body returns.
    /// - Throws: what the body throws.
    package func locked<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try lock.locked { () throws(Failure) in try body(&stored) }
    }
}
