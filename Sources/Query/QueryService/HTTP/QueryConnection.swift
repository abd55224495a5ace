import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// A connection of a client.
struct QueryConnection: ServerChildChannelValue {
    let channel: any Channel
}

/// HTTP/1.1 from and to clients, with limits of heads, bodies and time.
struct QueryConnectionSetup: ServerChildChannel {
    let responder: QueryResponder

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<QueryConnection> {
        channel.eventLoop.makeCompletedFuture {
            var limits = NIOHTTPDecoderLimitConfiguration()
            limits.maxHeaderFieldSize = 16 << 10
            limits.maxHeaderListSize = 32 << 10
            limits.maxHeaderFieldCount = 100
            let pipeline = channel.pipeline.syncOperations
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: true, withErrorHandling: true, withOutboundHeaderValidation: false,
                withEncoderConfiguration: .init(), withDecoderLimitConfiguration: limits)
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            let end = HeadEnd()
            try pipeline.addHandler(end, position: .after(decoder))
            try pipeline.addHandler(HeadLimit(end), position: .first)
            try pipeline.addHandler(ExchangeHandler(responder))
            return QueryConnection(channel: channel)
        }
    }

    func handle(value: QueryConnection, logger: Logger) async {
        // An error of a connection ends it, and needs no action.
        try? await value.channel.closeFuture.get()
    }
}
