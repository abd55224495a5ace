/// Writes rows in PostgreSQL's binary COPY format through one fixed buffer.
///
/// Every number is big-endian; a field is its length in four bytes, -1 for NULL, and its bytes. The server converts
/// nothing: each field must have exactly the type of its column. Source: PostgreSQL documentation, COPY, "Binary
/// Format"; the layouts of the types are those of their receive functions.
///
/// Writing never fails. After the connection breaks, the bytes are discarded, and the COPY throws at its end.
package struct CopyWriter: ~Copyable {
    /// The size of the buffer, and of the largest piece sent to the server at once.
    package static let capacity = 65536

    /// Sends a piece of the stream, and returns an error.
    package typealias Sink = (UnsafeRawBufferPointer) -> PostgresError?

    @usableFromInline let start: UnsafeMutableRawPointer
    @usableFromInline let end: UnsafeMutableRawPointer
    /// The position of the next byte.
    @usableFromInline var next: UnsafeMutableRawPointer
    /// The bytes that the sink has sent.
    private(set) var sentBytes = 0
    private var failure: PostgresError?
    private let sink: Sink

    /// Starts a stream to `sink` in pieces of at most `capacity` bytes.
    package init(capacity: Int = Self.capacity, sink: @escaping Sink) {
        self.init(capacity, sink)
        writeHeader()
    }

    /// Starts rows without the frame of a stream, for ``append(encoded:)``; ``flush()`` ends them.
    package static func rows(to sink: @escaping Sink) -> CopyWriter { CopyWriter(Self.capacity, sink) }

    private init(_ capacity: Int, _ sink: @escaping Sink) {
        start = .allocate(byteCount: capacity, alignment: 16)
        end = start + capacity
        next = start
        self.sink = sink
    }

    deinit {
        start.deallocate()
    }

    /// Begins a row; as many fields must follow, in the order of the columns.
    @inlinable
    package mutating func beginRow(fieldCount: Int16) {
        reserve(2)
        store(fieldCount.bigEndian)
    }

    /// The bytes written so far.
    package var position: Int { sentBytes + (next - start) }

    /// Writes a row, or a part of one, that was written elsewhere.
    @inlinable
    package mutating func append(encoded bytes: RawSpan) {
        bytes.withUnsafeBytes { piece in
            guard let first = piece.baseAddress, piece.count <= end - next else { return appendLarge(piece) }
            next.copyMemory(from: first, byteCount: piece.count)
            next += piece.count
        }
    }

    /// Writes the end mark and sends the rest.
    ///
    /// - Returns: the connection's error.
    mutating func finish() -> PostgresError? {
        reserve(2)
        store(Int16(-1).bigEndian)
        flush()
        return failure
    }

    private mutating func writeHeader() {
        let signature: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF] + Array("\r\n\0".utf8)
        let flagsAndExtensionLength = [UInt8](repeating: 0, count: 8)
        (signature + flagsAndExtensionLength).withUnsafeBytes { appendLarge($0) }
    }

    /// Makes room for `count` bytes, at most 64.
    @inlinable
    mutating func reserve(_ count: Int) {
        if end - next < count { flush() }
    }

    /// Stores a value in the wire's byte order; the caller has made room.
    @inlinable
    mutating func store<Value: BitwiseCopyable>(_ value: Value) {
        next.storeBytes(of: value, as: Value.self)
        next += MemoryLayout<Value>.size
    }

    /// Sends what is in the buffer.
    @usableFromInline
    package mutating func flush() {
        let piece = UnsafeRawBufferPointer(start: start, count: next - start)
        next = start
        send(piece)
    }

    /// Copies bytes that do not fit into the buffer, in pieces of its size.
    @usableFromInline
    mutating func appendLarge(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while !rest.isEmpty {
            if next == end { flush() }
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(end - next))
            UnsafeMutableRawBufferPointer(start: next, count: piece.count).copyMemory(from: piece)
            next += piece.count
            rest = rest.dropFirst(piece.count)
        }
    }

    private mutating func send(_ piece: UnsafeRawBufferPointer) {
        guard failure == nil, !piece.isEmpty else { return }
        failure = sink(piece)
        if failure == nil { sentBytes += piece.count }
    }
}
