internal import NIOCore
internal import NIOHTTP1

// Decision 0106: what is unclear is refused before anything reads it.

/// Stands between the octets of a connection and the server, so that there is one reading of each request.
///
/// It refuses requests that two programs could read differently (RFC 9112, sections 6.3 and 11.2), heads that have no
/// end and requests that come too slowly. It also ends a connection when the client expects that: the server forgets
/// the version of a request, and a client of HTTP/1.0 waits for the end of the connection.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let limits: WebLimits
    private let octets: HeadCount
    /// Whether nothing more is read from this connection.
    private var isDone = false
    /// For each request that has no response yet, whether its response is the last.
    private var open: [Bool] = []
    /// Whether the response that is being written is the last.
    private var isLast = false
    private var bodyCount = 0
    private var deadline: Scheduled<Void>?

    init(_ limits: WebLimits, _ octets: HeadCount) {
        self.limits = limits
        self.octets = octets
    }

    func handlerAdded(context: ChannelHandlerContext) { startClock(context) }

    func handlerRemoved(context: ChannelHandlerContext) { stopClock() }

    func channelInactive(context: ChannelHandlerContext) {
        stopClock()
        context.fireChannelInactive()
    }

    // MARK: - Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isDone { return }
        switch unwrapInboundIn(data) {
        case .head(var head):
            octets.isInHead = false
            octets.count = 0
            bodyCount = 0
            if deadline == nil { startClock(context) }
            if let refusal = RequestShape(head).refusal {
                refuse(context, refusal)
                return
            }
            open.append(RequestShape.isLast(head))
            if open.last == true {
                head.headers.replaceOrAdd(name: "Connection", value: "close")
            }
            context.fireChannelRead(wrapInboundOut(.head(head)))
        case .body(let part):
            bodyCount += part.readableBytes
            if bodyCount > limits.bodyOctets {
                refuse(context, .unknown)
                return
            }
            context.fireChannelRead(data)
        case .end:
            stopClock()
            octets.isInHead = true
            octets.count = 0
            context.fireChannelRead(data)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        isDone = true
        open.append(true)
        context.fireErrorCaught(error)
    }

    /// Says that a request can't be read. The server answers with 400 and ends the connection.
    private func refuse(_ context: ChannelHandlerContext, _ error: HTTPParserError) {
        isDone = true
        open.append(true)
        context.fireErrorCaught(error)
    }

    // MARK: - Responses

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            let saysSo = head.headers["Connection"].contains { $0.lowercased() == "close" }
            isLast = open.first == true || saysSo
            if isLast { head.headers.replaceOrAdd(name: "Connection", value: "close") }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            if !open.isEmpty { open.removeFirst() }
            guard isLast else {
                context.write(data, promise: promise)
                return
            }
            isDone = true
            context.writeAndFlush(data, promise: promise)
            linger(context)
        }
    }

    /// Ends the connection: says so, and gives the client a moment to read it. (Closing at once with octets unread
    /// would throw away what was just written.)
    private func linger(_ context: ChannelHandlerContext) {
        stopClock()
        context.close(mode: .output, promise: nil)
        let channel = context.channel
        context.eventLoop.scheduleTask(in: limits.lingering) { channel.close(promise: nil) }
    }

    // MARK: - Slow clients

    /// Gives the client some time for a whole request, from the connection's begin or the request's first octets.
    private func startClock(_ context: ChannelHandlerContext) {
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: limits.requestTime) { channel.close(promise: nil) }
    }

    private func stopClock() {
        deadline?.cancel()
        deadline = nil
    }
}

@available(*, unavailable)
extension ConnectionGuard: Sendable {}

/// How many octets came of a head that has no end yet.
final class HeadCount {
    var count = 0
    var isInHead = true
}

@available(*, unavailable)
extension HeadCount: Sendable {}

/// Refuses a head that is too long before all of it is kept: the decoder limits header fields, and no request line.
final class HeadLimit: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let most: Int
    private let octets: HeadCount
    private var isDone = false

    init(_ most: Int, _ octets: HeadCount) {
        self.most = most
        self.octets = octets
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isDone { return }
        if octets.isInHead { octets.count += unwrapInboundIn(data).readableBytes }
        context.fireChannelRead(data)
        if octets.isInHead, octets.count > most {
            isDone = true
            context.fireErrorCaught(HTTPParserError.headerOverflow)
        }
    }
}

@available(*, unavailable)
extension HeadLimit: Sendable {}

/// Puts the guard and the limit to where they belong in a connection: before and after the decoder.
final class GuardInstaller: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private let limits: WebLimits

    init(_ limits: WebLimits) { self.limits = limits }

    func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        do {
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            let octets = HeadCount()
            try pipeline.addHandler(HeadLimit(limits.headOctets, octets), position: .before(decoder))
            try pipeline.addHandler(ConnectionGuard(limits, octets), position: .after(decoder))
        } catch {
            // Without its guard nothing is served.
            context.close(promise: nil)
        }
    }
}

@available(*, unavailable)
extension GuardInstaller: Sendable {}
