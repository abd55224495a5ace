/// Assembles a message from its method, header and body frames (AMQP 0-9-1, section 4.2.6).
///
/// Allocates once per message, and never for a body above the limit: it counts and drops its frames, or writes them to a
/// file for a reader who wants such bodies.
struct ContentAssembler {
    /// The assembler drops larger bodies as they arrive.
    let maximumBodyBytes: Int
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

    init(maximumBodyBytes: Int, endpoint: String, large: LargeBodies? = nil) {
        self.maximumBodyBytes = maximumBodyBytes
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
        if header.bodyBytes <= maximumBodyBytes { body.reserveCapacity(Self.room(for: header.bodyBytes)) }
        return takeIfComplete()
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
        if header.bodyBytes <= maximumBodyBytes {
            body.append(contentsOf: bytes)
        } else {
            try write(bytes, of: header)
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
        }
        let isTooLarge = header.bodyBytes > maximumBodyBytes
        return Content(
            origin: origin, header: header, body: body, bodyTooLarge: isTooLarge ? header.bodyBytes : nil,
            file: draft?.finish())
    }
}
