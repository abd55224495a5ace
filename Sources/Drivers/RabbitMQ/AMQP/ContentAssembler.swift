/// Assembles a message from its method, header and body frames (AMQP 0-9-1, section 4.2.6).
///
/// Allocates once per message, and never for a body above the limit: it counts and drops its frames.
struct ContentAssembler {
    /// The assembler drops larger bodies as they arrive.
    let maximumBodyBytes: Int
    let endpoint: String
    private var origin: ContentOrigin?
    private var header: ContentHeader?
    private var body: [UInt8] = []
    private var receivedBytes = 0

    init(maximumBodyBytes: Int, endpoint: String) {
        self.maximumBodyBytes = maximumBodyBytes
        self.endpoint = endpoint
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
        if header.bodyBytes <= maximumBodyBytes { body.reserveCapacity(Self.room(for: header.bodyBytes)) }
        return takeIfComplete()
    }

    /// A whole number of blocks of 16 KiB for a large body, so that the memory of one fits the next.
    private static func room(for bytes: Int) -> Int {
        let block = 16 * 1024
        return bytes < block ? bytes : (bytes + block - 1) / block * block
    }

    /// - Parameter bytes: copied, or dropped if the body is too large.
    /// - Returns: the message, if this was its last frame.
    mutating func receive(body bytes: UnsafeRawBufferPointer) throws(RabbitMQError) -> Content? {
        guard let header, receivedBytes + bytes.count <= header.bodyBytes else {
            throw RabbitMQError(.protocolError, "\(endpoint) sent more of a message than it announced")
        }
        receivedBytes += bytes.count
        if header.bodyBytes <= maximumBodyBytes { body.append(contentsOf: bytes) }
        return takeIfComplete()
    }

    private mutating func takeIfComplete() -> Content? {
        guard let origin, let header, receivedBytes == header.bodyBytes else { return nil }
        defer {
            self.origin = nil
            self.header = nil
            body = []
        }
        let isTooLarge = header.bodyBytes > maximumBodyBytes
        return Content(origin: origin, header: header, body: body, bodyTooLarge: isTooLarge ? header.bodyBytes : nil)
    }
}
