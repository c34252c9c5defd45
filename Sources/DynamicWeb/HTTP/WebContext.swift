package import DynamicDNS
package import Hummingbird
internal import NIOCore

/// What is known of one request besides itself.
package struct WebContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Who opened the connection; `nil` for a socket of this machine.
    package let peer: IPAddress?

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.channel.remoteAddress?.ipAddress.flatMap { IPAddress(parsing: $0) }
    }
}
