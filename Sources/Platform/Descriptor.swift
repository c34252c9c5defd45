#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Writing to open files, whole and without a busy loop.
package enum Descriptor {
    /// Writes all octets, waiting where the other side is not ready.
    ///
    /// - Returns: `nil` when all was written, else the error's number; what was written until then stays.
    package static func send(_ octets: [UInt8], to descriptor: Int32) -> Int32? {
        octets.withUnsafeBytes { octets in
            var sent = 0
            while sent < octets.count {
                let rest = UnsafeRawBufferPointer(rebasing: octets[sent...])
                let count = write(descriptor, rest.baseAddress, rest.count)
                if count > 0 {
                    sent += count
                    continue
                }
                let number = count == 0 ? EIO : errno
                if number == EINTR { continue }
                guard number == EAGAIN || number == EWOULDBLOCK else { return number }
                var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                if poll(&wanted, 1, -1) < 0 && errno != EINTR { return errno }
            }
            return nil
        }
    }
}
