/// The state of the rule that fields of one response name must merge.
///
/// The rule compares fields pairwise. It compares no pair of fragments twice, and no pair of selection sets twice
/// that had no conflict, so the cost is quadratic in the document; a limit on comparisons bounds it besides.
/// Source: spec.graphql.org/October2021/#sec-Field-Selection-Merging.
struct FieldMerging {
    /// A field with its parent type and its definition, if they are known.
    struct Entry {
        var selection: Int32
        var parent: Int32
        var field: Int32
    }

    /// The fields of a selection set by response name, and the fragments that it spreads.
    final class FieldMap: Sendable {
        let identity: Int32
        let names: [Int32]
        let entries: [Int32: [Entry]]
        let spreads: [Int32]

        init(identity: Int32, names: [Int32], entries: [Int32: [Entry]], spreads: [Int32]) {
            self.identity = identity
            self.names = names
            self.entries = entries
            self.spreads = spreads
        }
    }

    /// A conflict between fields: the reason and the fields of both sides.
    struct Conflict {
        var responseName: Int32
        var reason: String
        var left: [Int32]
        var right: [Int32]
    }

    /// Two numbers in any order.
    struct Pair: Hashable {
        var low: Int32
        var high: Int32

        init(_ left: Int32, _ right: Int32) {
            low = min(left, right)
            high = max(left, right)
        }
    }

    let limits: ValidationLimits
    var marks: NameMarks
    var maps: [Int32: FieldMap] = [:]
    /// The pairs of fragments compared; true if only as mutually exclusive ones.
    var fragmentPairs: [Pair: Bool] = [:]
    /// The pairs of selection sets without a conflict, as for fragments.
    var harmlessPairs: [Pair: Bool] = [:]
    private var comparisons = 0
    private var depth = 0
    private(set) var isExhausted = false
    private var conflicts = 0

    init(limits: ValidationLimits, names: Int) {
        self.limits = limits
        marks = NameMarks(count: names)
    }

    /// Counts a comparison, and returns whether the limits permit it.
    mutating func enter() -> Bool {
        comparisons += 1
        depth += 1
        if comparisons > limits.comparisons || depth > limits.nesting { isExhausted = true }
        return !isExhausted
    }

    mutating func leave() { depth -= 1 }

    /// Counts a conflict of two fields.
    mutating func addConflict() { conflicts += 1 }

    /// Whether there are more conflicts than a response needs; their texts would grow with the document's square.
    var isFull: Bool { conflicts > limits.errors * 10 }

    /// Whether two fragments have been compared; if not, they count as compared from now on.
    mutating func isCompared(_ left: Int32, _ right: Int32, exclusive: Bool) -> Bool {
        let pair = Pair(left, right)
        if let known = fragmentPairs[pair], exclusive || !known { return true }
        fragmentPairs[pair] = exclusive
        return false
    }

    /// The error of a document that exceeds the limits.
    var exhaustion: Violation {
        Violation(
            message: "Document is too complex: its fields cannot be compared within the limits.", offsets: [],
            code: .limitExceeded)
    }
}
