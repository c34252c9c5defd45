internal import Glibc

/// An open file, closed when nobody has it any more.
package final class OpenFile: Sendable {
    /// Its number in this process.
    package let number: Int32

    /// Takes over an open file.
    package init(_ number: Int32) { self.number = number }

    deinit { _ = close(number) }
}
