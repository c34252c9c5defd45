internal import DynamicDNS
internal import Hummingbird
internal import HummingbirdCore
package import Logging
internal import NIOCore
internal import ServiceLifecycle

/// The service over HTTP, from when it listens until it is told to stop; then requests that have begun are answered.
package struct WebServer: Service {
    /// Where it listens.
    package struct Place: Sendable {
        package var host: String
        /// 0 for one that is free.
        package var port: Int

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    private let site: WebSite
    private let place: Place
    private let tls: TLSFiles?
    private let logger: Logger
    private let onListening: @Sendable (_ port: Int) async -> Void

    /// - Parameters:
    ///   - site: what is answered.
    ///   - place: where it listens.
    ///   - tls: its certificate; `nil` where a proxy has that, or everything is on this machine.
    ///   - logger: takes notes.
    ///   - onListening: called with the port when it listens.
    package init(
        _ site: WebSite, at place: Place, tls: TLSFiles? = nil, logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.site = site
        self.place = place
        self.tls = tls
        self.logger = logger
        self.onListening = onListening
    }

    package func run() async throws {
        let limits = site.limits
        var http1 = HTTP1Channel.Configuration(
            additionalChannelHandlers: [GuardInstaller(limits)], idleTimeout: limits.idleTime)
        http1.httpDecoder = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: limits.headOctets, maxHeaderListSize: limits.headOctets,
            maxHeaderFieldCount: limits.fields)
        var application = Application(
            responder: site.responder, server: builder(http1),
            configuration: ApplicationConfiguration(
                address: .hostname(place.host, port: place.port), serverName: nil, backlog: 512,
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections, logger: logger)),
            onServerRunning: { [onListening] channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: logger)
        application.logger.logLevel = max(logger.logLevel, .notice)
        try await application.run()
    }

    private func builder(_ http1: HTTP1Channel.Configuration) -> HTTPServerBuilder {
        guard let tls else { return .http1(configuration: http1) }
        return HTTPServerBuilder { responder in
            TLSConnections(plain: HTTP1Channel(responder: responder, configuration: http1), files: tls)
        }
    }
}
