import Bus
package import ETLModels
package import RabbitMQ

/// Dead letters found in the queues: the first of each stage, and the number of others by source. Bounded in number and bytes.
package struct FoundLetters: Sendable {
    /// The maximum number of letters kept of a stage, and of all; each later stage may have a further tenth, whatever those before have.
    static let most = 10_000
    /// The maximum bytes of the texts of as many letters: publishers may write kilobytes into each.
    static let mostBytes = 6 << 20

    /// When the reading began. Letters of the same time are the same.
    package let readAt = ContinuousClock.now

    package init() {}

    package private(set) var letters: [DeadLetter] = []
    private var kept: [Stage: Int] = [:]
    private var bytes = 0
    private var omitted: [SourceID: Int] = [:]
    /// Letters that belong to no source that is known, or to one too many.
    private var omittedOthers = 0

    mutating func add(_ letter: DeadLetter) {
        let tenths = 10 + (Stage.allCases.firstIndex(of: letter.stage) ?? 0)
        if kept[letter.stage, default: 0] < Self.most, letters.count < Self.most * tenths / 10,
            bytes + letter.textBytes <= Self.mostBytes * tenths / 10
        {
            kept[letter.stage, default: 0] += 1
            bytes += letter.textBytes
            letters.append(letter)
        } else if let source = letter.source, omitted[source] != nil || omitted.count < Self.most {
            omitted[source, default: 0] += 1
        } else {
            omittedOthers += 1
        }
    }

    /// The letters by source, in order.
    package var bySource: [SourceID: [DeadLetter]] {
        var groups: [SourceID: [DeadLetter]] = [:]
        for letter in letters {
            if let source = letter.source { groups[source, default: []].append(letter) }
        }
        return groups
    }

    /// The letters by stage and reason.
    package var census: LetterCensus {
        var census = LetterCensus()
        for letter in letters { census.add(letter) }
        census.omit(omitted.values.reduce(omittedOthers, +))
        census.sort()
        return census
    }

    /// The number of letters of a source that ``letters`` omits.
    package func omitted(of source: SourceID) -> Int { omitted[source] ?? 0 }
}

extension DeadLetterQueues {
    /// Reads the dead letters of all stages; leaves them in their queues.
    ///
    /// - Parameters:
    ///   - sources: the sources to include; nil for all.
    ///   - limit: the maximum wait for another visit to end.
    package static func letters(
        of sources: Set<SourceID>? = nil, within limit: Duration = .seconds(30), on browser: isolated RabbitMQBrowser
    ) async throws -> FoundLetters {
        var found = FoundLetters()
        try await visit(within: limit, on: browser) { _, letter in
            if letter.source.map({ sources?.contains($0) ?? true }) ?? (sources == nil) { found.add(letter) }
            return .keep
        }
        return found
    }

    /// The sources of dead extract jobs.
    package static func sourcesOfDeadJobs(on browser: isolated RabbitMQBrowser) async throws -> Set<SourceID> {
        var sources: Set<SourceID> = []
        try await visit(of: [.extract], on: browser) { _, letter in
            if let source = letter.source { sources.insert(source) }
            return .keep
        }
        return sources
    }
}
