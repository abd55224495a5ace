internal import MemoryBounds

/// A broker's event on an open channel, in Swift types.
enum IncomingEvent {
    case content(Content)
    /// The broker has stored (or refused) a published message, or all up to it.
    case confirm(tag: UInt64, multiple: Bool, accepted: Bool)
    /// The broker cancelled the consumer: its queue was deleted, or it did not settle in time.
    case cancelledByBroker
    case cancelConfirmed
    case blocked(reason: String)
    case unblocked
}

/// A complete message, or a returned one.
struct Content {
    let origin: ContentOrigin
    let header: ContentHeader
    /// Empty if the reader did not want it, or it was too large.
    let body: [UInt8]
    /// The size, if it is above the reader's limit.
    let bodyTooLarge: Int?
    /// The body was dropped, because the reader's budget had no room for it.
    var isPostponed = false
    /// The memory of the body.
    var reservation: ByteReservation?
    /// A body above the limit that the reader wants nevertheless.
    var file: FileBody?
}

/// The method that announced a content.
enum ContentOrigin: Equatable {
    case delivery(tag: UInt64, redelivered: Bool)
    case returned(queue: String, reason: String)
}

struct ContentHeader: Equatable {
    var bodyBytes = 0
    var id = ""
    /// In Unix seconds.
    var timestamp: UInt64?
    var headers: [String: HeaderValue] = [:]
}
