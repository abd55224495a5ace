import NIOCore
import NIOHTTP1

/// A whole request.
struct IncomingRequest: Sendable {
    let head: HTTPRequestHead
    /// The body; of one that is too large, the beginning.
    var body = ByteBuffer()
    /// Whether the body has more bytes than a body may have.
    var isTooLarge = false

    init(_ head: HTTPRequestHead) {
        self.head = head
    }

    /// The path of the URL, as the client wrote it.
    var path: Substring { target.prefix { $0 != "?" } }

    /// The query of the URL, percent-encoded; empty if there is none.
    var query: Substring { target.drop { $0 != "?" }.dropFirst() }

    /// The target without scheme and host, which a client may send too (RFC 9112, section 3.2.2).
    private var target: Substring {
        let uri = head.uri[...]
        guard !uri.hasPrefix("/"), let scheme = uri.firstRange(of: "://") else { return uri }
        return uri[scheme.upperBound...].drop { $0 != "/" }
    }
}

/// A response that is ready to be sent.
struct OutgoingResponse: Sendable {
    var status: HTTPResponseStatus
    var headers: HTTPHeaders
    var body: ByteBuffer
    /// The bytes that the body takes of the budget until it is sent.
    var heldBytes = 0
}
