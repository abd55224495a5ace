/// Numbers the distinct names of a text, so that names compare as integers.
///
/// The hash has the process's random seed: a document cannot choose names that collide.
struct NameTable: Sendable {
    private struct Entry {
        var start: Int32
        var end: Int32
        var hash: Int
    }

    /// The text that holds the names.
    private(set) var bytes: [UInt8]
    private var entries: [Entry] = []
    private var slots: [Int32]

    init(bytes: [UInt8], capacity: Int = 64) {
        self.bytes = bytes
        var size = 64
        while size < capacity * 2 { size *= 2 }
        slots = Array(repeating: -1, count: size)
    }

    var count: Int { entries.count }

    /// The name of a number.
    subscript(name: Int32) -> String {
        let entry = entries[Int(name)]
        return String(decoding: bytes[Int(entry.start)..<Int(entry.end)], as: UTF8.self)
    }

    /// The number of the name between two offsets of the text.
    mutating func number(of start: Int, _ end: Int) -> Int32 {
        let hash = Self.hash(bytes, start, end)
        let slot = slot(of: bytes, start, end, hash)
        if slots[slot] >= 0 { return slots[slot] }
        let number = Int32(truncatingIfNeeded: entries.count)
        entries.append(Entry(start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end), hash: hash))
        slots[slot] = number
        if entries.count * 2 > slots.count { grow() }
        return number
    }

    /// The number of a name, which becomes part of the text if it is new.
    mutating func number(of name: String) -> Int32 {
        let start = bytes.count
        bytes.append(contentsOf: name.utf8)
        return number(of: start, bytes.count)
    }

    /// The number of a name, or nil if the table lacks it.
    func find(_ name: String) -> Int32? {
        let name = Array(name.utf8)
        let number = slots[slot(of: name, 0, name.count, Self.hash(name, 0, name.count))]
        return number < 0 ? nil : number
    }

    /// For each name of this table its number in another, or -1.
    func numbers(in other: NameTable) -> [Int32] {
        entries.map { other.slots[other.slot(of: bytes, Int($0.start), Int($0.end), $0.hash)] }
    }

    private func slot(of text: [UInt8], _ start: Int, _ end: Int, _ hash: Int) -> Int {
        let mask = slots.count - 1
        var slot = hash & mask
        while slots[slot] >= 0 {
            let entry = entries[Int(slots[slot])]
            if entry.hash == hash, Int(entry.end - entry.start) == end - start,
                Self.equal(text, start, bytes, Int(entry.start), end - start)
            {
                return slot
            }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private static func equal(_ left: [UInt8], _ start: Int, _ right: [UInt8], _ other: Int, _ count: Int) -> Bool {
        for offset in 0..<count where left[start + offset] != right[other + offset] { return false }
        return true
    }

    private static func hash(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int {
        var hasher = Hasher()
        bytes.withUnsafeBytes { hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0[start..<end])) }
        return hasher.finalize()
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        let mask = slots.count - 1
        for (number, entry) in entries.enumerated() {
            var slot = entry.hash & mask
            while slots[slot] >= 0 { slot = (slot + 1) & mask }
            slots[slot] = Int32(truncatingIfNeeded: number)
        }
    }
}
