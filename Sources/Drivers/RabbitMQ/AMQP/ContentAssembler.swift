internal import MemoryBounds

/// Assembles a message from its method, header and body frames (AMQP 0-9-1, section 4.2.6).
///
/// Allocates once per message, and never for a body above the limit: it counts and drops its frames, or writes them to a
/// file for a reader who wants such bodies.
struct ContentAssembler {
    /// What the assembler keeps of a message.
    let limits: ContentLimits
    let endpoint: String
    /// Nil to drop all large bodies.
    private let large: LargeBodies?
    /// Grows with every frame.
    private(set) var totalBytes = 0
    private var origin: ContentOrigin?
    private var header: ContentHeader?
    private var body: [UInt8] = []
    private var receivedBytes = 0
    private var draft: FileBodyDraft?
    private var reservation: ByteReservation?
    private var isPostponed = false

    init(_ limits: ContentLimits, endpoint: String, large: LargeBodies? = nil) {
        self.limits = limits
        self.endpoint = endpoint
        self.large = large
    }

    mutating func begin(_ origin: ContentOrigin) {
        self.origin = origin
        header = nil
    }

    /// - Returns: the message, if its body is empty.
    mutating func receive(_ header: ContentHeader) -> Content? {
        self.header = header
        receivedBytes = 0
        body = []
        draft = nil
        (reservation, isPostponed) = (nil, false)
        if header.bodyBytes <= limits.bodyBytes { makeRoom(for: header.bodyBytes) }
        return takeIfComplete()
    }

    /// Reserves the memory of a body before a byte of it is stored.
    private mutating func makeRoom(for bytes: Int) {
        if let budget = limits.budget {
            reservation = budget.reserve(bytes)
            isPostponed = reservation == nil
        }
        if !isPostponed { body.reserveCapacity(Self.room(for: bytes)) }
    }

    /// A whole number of blocks of 16 KiB for a large body, so that the memory of one fits the next.
    private static func room(for bytes: Int) -> Int {
        let block = 16 * 1024
        return bytes < block ? bytes : (bytes + block - 1) / block * block
    }

    /// - Parameter bytes: copied, or dropped if the body is too large and not wanted.
    /// - Returns: the message, if this was its last frame.
    mutating func receive(body bytes: UnsafeRawBufferPointer) throws(RabbitMQError) -> Content? {
        guard let header, receivedBytes + bytes.count <= header.bodyBytes else {
            throw RabbitMQError(.protocolError, "\(endpoint) sent more of a message than it announced")
        }
        if header.bodyBytes > limits.bodyBytes {
            try write(bytes, of: header)
        } else if !isPostponed {
            body.append(contentsOf: bytes)
        }
        receivedBytes += bytes.count
        totalBytes += bytes.count
        return takeIfComplete()
    }

    /// Writes a part of a large body to its file, if the body is wanted.
    private mutating func write(
        _ bytes: UnsafeRawBufferPointer, of header: ContentHeader
    ) throws(RabbitMQError) {
        if receivedBytes == 0, let large, case .delivery? = origin, large.wants(BrowsedMessage(header)) {
            draft = try FileBodyDraft(in: large.directory)
        }
        try draft?.append(bytes)
    }

    private mutating func takeIfComplete() -> Content? {
        guard let origin, let header, receivedBytes == header.bodyBytes else { return nil }
        defer {
            self.origin = nil
            self.header = nil
            body = []
            draft = nil
            reservation = nil
        }
        let isTooLarge = header.bodyBytes > limits.bodyBytes
        return Content(
            origin: origin, header: header, body: body, bodyTooLarge: isTooLarge ? header.bodyBytes : nil,
            isPostponed: isPostponed, reservation: reservation, file: draft?.finish())
    }
}

/// What a reader keeps of the messages that arrive.
struct ContentLimits: Sendable {
    /// Larger bodies are dropped as they arrive.
    let bodyBytes: Int
    /// Bodies for which it has no room are dropped, too; nil keeps all.
    var budget: ByteBudget?
    /// The names of the headers to keep; nil keeps all. A publisher can write thousands.
    var headerNames: Set<String>?
}
