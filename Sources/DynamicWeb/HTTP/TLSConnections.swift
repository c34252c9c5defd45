internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOSSL

// Decision 0110: operations of the service.

/// Connections with TLS, each with the certificate that counts when it begins.
struct TLSConnections<Plain: ServerChildChannel>: ServerChildChannel {
    typealias Value = Plain.Value

    let plain: Plain
    let files: TLSFiles

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let context = files.context
        return channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
        }.flatMap {
            plain.setup(channel: channel, logger: logger)
        }
    }

    func handle(value: Value, logger: Logger) async { await plain.handle(value: value, logger: logger) }
}
