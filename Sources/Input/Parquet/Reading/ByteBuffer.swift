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
        // Pages have similar sizes, so a little more space saves the next growth.
        let size = count + count / 8
        let larger = UnsafeMutableRawPointer.allocate(byteCount: size + Self.slack, alignment: 16)
        larger.copyMemory(from: base, byteCount: min(kept, capacity))
        base.deallocate()
        base = larger
        capacity = size
    }

    /// Initializes the bytes behind the first `count`, which loads may touch but nobody uses.
    func seal(at count: Int) {
        (base + count).initializeMemory(as: UInt8.self, repeating: 0, count: Self.slack)
    }
}
