import HummingbirdCore
import Logging
import NIOCore
import NIOSSL

/// Connections with TLS. Each new one takes the certificate as it is then.
struct EncryptedChannel<Inner: ServerChildChannel>: ServerChildChannel {
    let inner: Inner
    let context: WatchedFiles<NIOSSLContext>

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Inner.Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context.value))
        }.flatMap { inner.setup(channel: channel, logger: logger) }
    }

    func handle(value: Inner.Value, logger: Logger) async {
        await inner.handle(value: value, logger: logger)
    }
}
