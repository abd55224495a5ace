/// The 25 words of Keccak-f[1600], and its permutation (the Keccak reference, sections 1.2 and 2.3), unrolled but for the rounds.
struct KeccakState {
    /// A plane: the five words with one y.
    struct Row {
        var a: UInt64 = 0
        var b: UInt64 = 0
        var c: UInt64 = 0
        var d: UInt64 = 0
        var e: UInt64 = 0
    }

    private(set) var first = Row()
    private var second = Row()
    private var third = Row()
    private var fourth = Row()
    private var fifth = Row()

    /// Adds the 17 words of a block.
    @inline(__always)
    mutating func absorb(_ word: (Int) -> UInt64) {
        first = Row(
            a: first.a ^ word(0), b: first.b ^ word(1), c: first.c ^ word(2), d: first.d ^ word(3), e: first.e ^ word(4)
        )
        second = Row(
            a: second.a ^ word(5), b: second.b ^ word(6), c: second.c ^ word(7), d: second.d ^ word(8),
            e: second.e ^ word(9))
        third = Row(
            a: third.a ^ word(10), b: third.b ^ word(11), c: third.c ^ word(12), d: third.d ^ word(13),
            e: third.e ^ word(14))
        fourth.a ^= word(15)
        fourth.b ^= word(16)
    }

    mutating func permute() {
        var state = self
        for round in 0..<Self.rounds { state.step(Self.constant(round)) }
        self = state
    }

    private static let rounds = 24

    /// The constant of a round (iota).
    @inline(__always)
    private static func constant(_ round: Int) -> UInt64 {
        constants.withUnsafeBufferPointer { $0[round] }
    }

    private static let constants: [UInt64] = [
        0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808A, 0x8000_0000_8000_8000,
        0x0000_0000_0000_808B, 0x0000_0000_8000_0001, 0x8000_0000_8000_8081, 0x8000_0000_0000_8009,
        0x0000_0000_0000_008A, 0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000A,
        0x0000_0000_8000_808B, 0x8000_0000_0000_008B, 0x8000_0000_0000_8089, 0x8000_0000_0000_8003,
        0x8000_0000_0000_8002, 0x8000_0000_0000_0080, 0x0000_0000_0000_800A, 0x8000_0000_8000_000A,
        0x8000_0000_8000_8081, 0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
    ]
}

extension KeccakState {
    /// A round: theta, then rho and pi, which move the words, then chi and iota.
    @inline(__always)
    private mutating func step(_ constant: UInt64) {
        addParities()
        let (p, q, r, s, t) = (first, second, third, fourth, fifth)
        first = Row(mixing: p.a, q.b.turned(44), r.c.turned(43), s.d.turned(21), t.e.turned(14))
        second = Row(mixing: p.d.turned(28), q.e.turned(20), r.a.turned(3), s.b.turned(45), t.c.turned(61))
        third = Row(mixing: p.b.turned(1), q.c.turned(6), r.d.turned(25), s.e.turned(8), t.a.turned(18))
        fourth = Row(mixing: p.e.turned(27), q.a.turned(36), r.b.turned(10), s.c.turned(15), t.d.turned(56))
        fifth = Row(mixing: p.c.turned(62), q.d.turned(55), r.e.turned(39), s.a.turned(41), t.b.turned(2))
        first.a ^= constant
    }

    /// Theta: adds to each word the parities of two columns.
    @inline(__always)
    private mutating func addParities() {
        let a = first.a ^ second.a ^ third.a ^ fourth.a ^ fifth.a
        let b = first.b ^ second.b ^ third.b ^ fourth.b ^ fifth.b
        let c = first.c ^ second.c ^ third.c ^ fourth.c ^ fifth.c
        let d = first.d ^ second.d ^ third.d ^ fourth.d ^ fifth.d
        let e = first.e ^ second.e ^ third.e ^ fourth.e ^ fifth.e
        let row = Row(
            a: e ^ b.turned(1), b: a ^ c.turned(1), c: b ^ d.turned(1), d: c ^ e.turned(1), e: d ^ a.turned(1))
        first.add(row)
        second.add(row)
        third.add(row)
        fourth.add(row)
        fifth.add(row)
    }
}

extension KeccakState.Row {
    /// Chi.
    @inline(__always)
    fileprivate init(mixing a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64, _ e: UInt64) {
        self.init(a: a ^ (~b & c), b: b ^ (~c & d), c: c ^ (~d & e), d: d ^ (~e & a), e: e ^ (~a & b))
    }

    @inline(__always)
    fileprivate mutating func add(_ row: KeccakState.Row) {
        a ^= row.a
        b ^= row.b
        c ^= row.c
        d ^= row.d
        e ^= row.e
    }
}

extension UInt64 {
    @inline(__always)
    fileprivate func turned(_ bits: UInt64) -> UInt64 { self &<< bits | self &>> (64 &- bits) }
}
