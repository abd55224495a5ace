/// Writes rows in PostgreSQL's binary COPY format through one fixed buffer.
///
/// Every number is big-endian; a field is its length in four bytes, -1 for NULL, and its bytes. The server converts
/// nothing: each field must have exactly the type of its column. Source: PostgreSQL documentation, COPY, "Binary
/// Format"; the layouts of the types are those of their receive functions.
///
/// Writing never fails. When the connection breaks, what is written goes nowhere, and the COPY throws at its end.
package struct CopyWriter: ~Copyable {
    /// The size of the buffer, and of the largest piece that goes to the server at once.
    package static let capacity = 65536

    /// Takes a piece of the stream, and returns what went wrong.
    package typealias Sink = (UnsafeRawBufferPointer) -> PostgresError?

    @usableFromInline let start: UnsafeMutableRawPointer
    @usableFromInline let end: UnsafeMutableRawPointer
    /// Where the next byte goes.
    @usableFromInline var next: UnsafeMutableRawPointer
    /// The bytes that the sink has taken.
    private(set) var sentBytes = 0
    private var failure: PostgresError?
    private let sink: Sink

    /// Starts a stream that goes to `sink` in pieces of at most `capacity` bytes.
    package init(capacity: Int = Self.capacity, sink: @escaping Sink) {
        start = .allocate(byteCount: capacity, alignment: 16)
        end = start + capacity
        next = start
        self.sink = sink
        writeHeader()
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

    /// Writes the end mark and sends what is left.
    ///
    /// - Returns: what went wrong with the connection.
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

    /// Stores a value that already has the wire's byte order; room must have been made.
    @inlinable
    mutating func store<Value: BitwiseCopyable>(_ value: Value) {
        next.storeBytes(of: value, as: Value.self)
        next += MemoryLayout<Value>.size
    }

    @usableFromInline
    mutating func flush() {
        let piece = UnsafeRawBufferPointer(start: start, count: next - start)
        next = start
        send(piece)
    }

    /// Copies bytes that have no room in the buffer, in pieces of its size.
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
