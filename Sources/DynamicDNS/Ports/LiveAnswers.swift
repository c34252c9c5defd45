/// What DNS answers now for a host, for its owner to see.
package protocol LiveAnswers: Sendable {
    /// One line for each record, as in `A 192.0.2.1`.
    ///
    /// - Parameter host: the host.
    /// - Returns: the lines; empty where there is nothing; `nil` where nobody answered.
    func lines(of host: Host) async -> [String]?
}
