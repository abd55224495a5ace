import SourceDescriptions

/// What the size of a source counts.
package enum SourceUnit: String, Sendable, Hashable {
    case bytes
    /// The blocks of a range from a node.
    case blocks
    /// The contracts that a node is asked for.
    case tokens

    /// - Parameter uri: the name of the source.
    package init(of uri: String) {
        self = NodeRange.isMeant(by: uri) ? .blocks : NodeTokens.isMeant(by: uri) ? .tokens : .bytes
    }
}

/// The loaded part of a source, in its unit.
struct SourcePart {
    let unit: SourceUnit
    let done: Double
    let whole: Double

    /// The share of several sources that is loaded, 0 to 1. Sizes of one unit are added up; each unit counts as much as it has sources.
    static func fraction(of parts: [SourcePart]) -> Double {
        var sum = 0.0
        for some in Dictionary(grouping: parts, by: \.unit).values {
            let whole = some.reduce(0) { $0 + $1.whole }
            guard whole > 0 else { continue }
            sum += some.reduce(0) { $0 + $1.done } / whole * Double(some.count)
        }
        let counted = Dictionary(grouping: parts, by: \.unit).values.filter { $0.contains { $0.whole > 0 } }
        let count = counted.reduce(0) { $0 + $1.count }
        return count > 0 ? min(1, sum / Double(count)) : 0
    }
}
