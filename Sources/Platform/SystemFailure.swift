internal import Glibc

/// Why the operating system did not do what it was asked to.
package struct SystemFailure: Error, Hashable, Sendable {
    /// The number in `errno(3)`.
    package var number: Int32
    /// What it means here, where the system's words would not tell.
    private var explanation: String?

    /// - Parameters:
    ///   - number: the number in `errno(3)`.
    ///   - explanation: what it means here and what to do, where the system's words would not tell.
    package init(_ number: Int32, _ explanation: String? = nil) {
        self.number = number
        self.explanation = explanation
    }

    /// What the system calls it, as in `No space left on device`, or what it means here.
    package var message: String {
        if let explanation { return explanation }
        // strerror(3) may share its buffer between threads.
        var buffer = [CChar](repeating: 0, count: 256)
        guard strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
