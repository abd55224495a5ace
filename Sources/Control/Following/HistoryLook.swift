import Blocking
package import ETLModels
import NodeReading
import SourceDescriptions

/// A submitted range whose last block the chain no longer has.
package struct AbandonedRange: Sendable, Hashable {
    package let source: SourceID
    package let blocks: ClosedRange<UInt64>
    /// The hash of the last block when the range was submitted.
    package let hash: String
    /// The hash of the block with that number now.
    package let hashNow: String
}

/// Looks again whether ranges are part of the chain that were final by their confirmations alone: a reorganisation may be longer than that.
///
/// A look is short: it compares some of the newest ranges, which are the most likely ones, and some others in turn.
struct HistoryLook {
    /// The ranges found, until they are removed, or the chain has them again.
    private(set) var abandoned: [SourceID: AbandonedRange] = [:]
    /// Whether all ranges have been compared since the first look.
    private(set) var isThrough = false
    /// The other ranges that come next end before this block.
    private var next = UInt64.max

    private static let newestAtOnce = 8
    private static let othersAtOnce = 8

    /// Compares some ranges.
    ///
    /// - Parameter unproven: all such ranges, the newest blocks first.
    /// - Returns: those that no look has found before.
    mutating func go(
        _ unproven: [(id: SourceID, range: NodeRange)], at head: NodeHead
    ) async throws -> [AbandonedRange] {
        let final = unproven.filter { $0.range.blocks.upperBound <= head.finalized }
        let (others, isLast) = Self.others(of: final, before: next)
        let known = final.filter { abandoned[$0.id] != nil }.prefix(Self.newestAtOnce)
        var found = abandoned.filter { id, _ in unproven.contains { $0.id == id } }
        var new: [AbandonedRange] = []
        for (id, range) in final.prefix(Self.newestAtOnce) + others + known {
            let now = try await blockingCall { try head.hash(of: range.blocks.upperBound) }
            guard now != range.lastHash else {
                found[id] = nil
                continue
            }
            let range = AbandonedRange(source: id, blocks: range.blocks, hash: range.lastHash, hashNow: now)
            if found.updateValue(range, forKey: id) == nil { new.append(range) }
        }
        abandoned = found
        next = isLast ? .max : others.last?.range.blocks.upperBound ?? .max
        if isLast { isThrough = true }
        return new.sorted { $0.blocks.lowerBound < $1.blocks.lowerBound }
    }

    /// The ranges that come next. Those with the same end come together.
    private static func others(
        of ranges: [(id: SourceID, range: NodeRange)], before next: UInt64
    ) -> (some: [(id: SourceID, range: NodeRange)], isLast: Bool) {
        let rest = ranges.filter { $0.range.blocks.upperBound < next }
        guard rest.count > othersAtOnce else { return (rest, true) }
        let least = rest[othersAtOnce - 1].range.blocks.upperBound
        let some = rest.filter { $0.range.blocks.upperBound >= least }
        return (some, some.count == rest.count)
    }
}
