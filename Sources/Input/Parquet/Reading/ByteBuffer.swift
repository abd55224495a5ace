/// The owner of uninitialized bytes with space behind them, so that a load of 8 bytes may start at the last one.
struct ByteBuffer: ~Copyable {
    private(set) var base: UnsafeMutableRawPointer
    private(set) var capacity = 0

    /// The bytes behind the capacity that may be loaded.
    static let slack = 16

    /// Takes no memory beyond the slack.
    init() {
        base = UnsafeMutableRawPointer.allocate(byteCount: Self.slack, alignment: 16)
        base.initializeMemory(as: UInt8.self, repeating: 0, count: Self.slack)
    }

    deinit {
        base.deallocate()
    }

    /// Makes the capacity at least `count` bytes, and keeps the first `kept` bytes. Pointers into the buffer become invalid.
    mutating func reserve(_ count: Int, keeping kept: Int = 0) {
        guard count > capacity else { return }
        // Both buffers together may be more memory than a limit allows, so only what is kept exists twice.
        let kept = min(kept, capacity)
        let copy = UnsafeMutableRawPointer.allocate(byteCount: kept, alignment: 16)
        defer { copy.deallocate() }
        copy.copyMemory(from: base, byteCount: kept)
        base.deallocate()
        capacity = Self.capacity(for: count)
        base = UnsafeMutableRawPointer.allocate(byteCount: capacity + Self.slack, alignment: 16)
        base.copyMemory(from: copy, byteCount: kept)
    }

    /// What a growth to `count` bytes takes: pages have similar sizes, so a little more saves the next growth.
    static func capacity(for count: Int) -> Int { count + count / 8 }

    /// The capacity after ``reserve(_:keeping:)``.
    func capacity(with count: Int) -> Int { max(capacity, count > capacity ? Self.capacity(for: count) : 0) }

    /// Initializes the bytes behind the first `count`, which loads may touch but nobody uses.
    func seal(at count: Int) {
        (base + count).initializeMemory(as: UInt8.self, repeating: 0, count: Self.slack)
    }
}
