package import Bus
import RabbitMQ

/// Counts of all dead letters, and the first letters themselves.
package struct LetterCensus: Sendable {
    /// Letters of one stage that died for the same reason.
    package struct Group: Sendable, Hashable {
        package let stage: Stage
        package let reason: String
        package var count = 0
        /// The death times of the first and the last letter, in Unix seconds.
        package var first: Int?
        package var last: Int?
        /// Whether it stands for the letters of all other reasons.
        package fileprivate(set) var isRest = false
    }

    package private(set) var groups: [Group] = []
    package private(set) var letters: [DeadLetter] = []
    /// The number of letters that ``letters`` omits.
    package private(set) var omitted = 0

    package init() {}
    /// The maximum number of letters kept: more than ``FoundLetters`` has.
    private static let most = FoundLetters.most * 2
    /// Stages have some twenty reasons; other writers may use any number.
    private static let mostGroups = 1000
    private static let otherReasons = "other reasons"

    private mutating func group(of stage: Stage, _ reason: String) -> Int {
        if let place = groups.firstIndex(where: { $0.stage == stage && $0.reason == reason && !$0.isRest }) {
            return place
        }
        let isRest = groups.count >= Self.mostGroups
        if isRest, let place = groups.firstIndex(where: { $0.stage == stage && $0.isRest }) { return place }
        groups.append(Group(stage: stage, reason: isRest ? Self.otherReasons : reason, isRest: isRest))
        return groups.count - 1
    }

    /// Counts a letter.
    package mutating func add(_ letter: DeadLetter) {
        let index = group(of: letter.stage, letter.reason)
        groups[index].count += 1
        if let time = letter.diedAt {
            groups[index].first = min(groups[index].first ?? time, time)
            groups[index].last = max(groups[index].last ?? time, time)
        }
        if letters.count < Self.most {
            letters.append(letter)
        } else {
            omitted += 1
        }
    }

    /// Counts letters of which nothing else is known.
    mutating func omit(_ count: Int) { omitted += count }

    /// Sorts by stage, then time, so that repeated visits give the same order.
    mutating func sort() {
        groups.sort {
            ($0.stage.place, $0.isRest ? 1 : 0, $0.reason) < ($1.stage.place, $1.isRest ? 1 : 0, $1.reason)
        }
        letters.sort { left, right in
            (left.stage.place, left.diedAt ?? 0, left.messageID, left.id)
                < (right.stage.place, right.diedAt ?? 0, right.messageID, right.id)
        }
    }
}

extension Stage {
    fileprivate var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
