package import NIOCore

/// What one connection may cost.
package struct WebLimits: Sendable {
    /// The longest head of a request, in octets, its first line and all fields.
    package var headOctets = 16_384
    /// The longest path with its query, in octets.
    package var pathOctets = 4_096
    /// How many header fields a request may have.
    package var fields = 64
    /// The longest body of a request, in octets.
    package var bodyOctets = 65_536
    /// How long one request may take to come.
    package var requestTime = TimeAmount.seconds(20)
    /// How long a connection may be idle between two requests.
    package var idleTime = TimeAmount.seconds(30)
    /// How long a connection stays half open after the last response.
    package var lingering = TimeAmount.seconds(2)
    /// How many connections there may be at once; others wait.
    package var connections = 2_000

    package init() {}
}
