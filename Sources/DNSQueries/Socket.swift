internal import DNSModel
internal import Glibc
internal import Platform

/// Sockets that never block and that child processes don't get.
enum Socket {
    /// Makes a socket that is connected to an endpoint, or is about to be.
    ///
    /// - Returns: the descriptor, or the number of the error.
    static func connected(to endpoint: NameServerEndpoint, _ kind: __socket_type) -> Result<Int32, SystemFailure> {
        let family: Int32 = if case .v4 = endpoint.address { AF_INET } else { AF_INET6 }
        let flags = Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(family, Int32(kind.rawValue) | flags, 0)
        guard descriptor >= 0 else { return .failure(SystemFailure(errno)) }
        guard connect(descriptor, to: endpoint) == 0 || errno == EINPROGRESS else {
            let failure = SystemFailure(errno)
            close(descriptor)
            return .failure(failure)
        }
        return .success(descriptor)
    }

    private static func connect(_ descriptor: Int32, to endpoint: NameServerEndpoint) -> Int32 {
        switch endpoint.address {
        case .v4(let ip):
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = endpoint.port.bigEndian
            address.sin_addr.s_addr = ip.bits.bigEndian
            return connect(descriptor, &address)
        case .v6(let ip):
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = endpoint.port.bigEndian
            withUnsafeMutableBytes(of: &address.sin6_addr) { octets in
                octets.storeBytes(of: ip.high.bigEndian, as: UInt64.self)
                octets.storeBytes(of: ip.low.bigEndian, toByteOffset: 8, as: UInt64.self)
            }
            return connect(descriptor, &address)
        }
    }

    private static func connect<Address>(_ descriptor: Int32, _ address: inout Address) -> Int32 {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }
}
