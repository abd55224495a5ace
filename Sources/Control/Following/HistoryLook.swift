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
/// A look is short: it compares the newest ranges, from the last one on until some agree, and some others in turn.
struct HistoryLook {
    /// The ranges found, until they are removed, or the chain has them again.
    private(set) var abandoned: [SourceID: AbandonedRange] = [:]
    /// Whether all ranges have been compared since the first look.
    private(set) var isThrough = false
    /// The other ranges that come next end before this block.
    private var next = UInt64.max
    private var last: ContinuousClock.Instant?

    /// The newest ranges that have to agree, and the most that are compared until they do.
    private static let newest = (agreeing: 4, most: 100)
    private static let othersAtOnce = 8
    /// The time between two looks: providers count requests.
    private static let pause = Duration.seconds(30)

    /// Whether it is time for a look.
    var isDue: Bool { last.map { .now - $0 >= Self.pause } ?? true }

    /// Compares some ranges.
    ///
    /// - Parameter unproven: all such ranges, the newest blocks first.
    /// - Returns: those that no look has found before.
    mutating func go(
        _ unproven: [(id: SourceID, range: NodeRange)], at head: NodeHead
    ) async throws -> [AbandonedRange] {
        last = .now
        let final = unproven.filter { $0.range.blocks.upperBound <= head.finalized }
        let ids = Set(unproven.map(\.id))
        var found = abandoned.filter { id, _ in ids.contains(id) }
        var agreeing = 0
        for (id, range) in final.prefix(Self.newest.most) where agreeing < Self.newest.agreeing {
            found[id] = try await Self.compare(id, range, at: head)
            agreeing += found[id] == nil ? 1 : 0
        }
        let (others, isLast) = Self.others(of: final, before: next)
        for (id, range) in others { found[id] = try await Self.compare(id, range, at: head) }
        next = isLast ? .max : others.last?.range.blocks.upperBound ?? .max
        if isLast { isThrough = true }
        let new = found.filter { id, _ in abandoned[id] == nil }.values
        abandoned = found
        return new.sorted { $0.blocks.lowerBound < $1.blocks.lowerBound }
    }

    /// Compares a range; nil if the chain has it.
    private static func compare(
        _ id: SourceID, _ range: NodeRange, at head: NodeHead
    ) async throws -> AbandonedRange? {
        let now = try await blockingCall { try head.hash(of: range.blocks.upperBound) }
        guard now != range.lastHash else { return nil }
        return AbandonedRange(source: id, blocks: range.blocks, hash: range.lastHash, hashNow: now)
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
