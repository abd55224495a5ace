import Bus
import DurableFiles
import ETLModels
import Foundation
package import RabbitMQ
package import SystemPackage

extension DeadLetterQueues {
    /// Writes letters to files; leaves them in their queues.
    ///
    /// - Returns: also the ids of those that were written, one for each copy.
    package static func export(
        _ selection: LetterSelection, to directory: FilePath, on browser: isolated RabbitMQBrowser,
        onEvent: (LetterEvent) -> Void = { _ in }
    ) async throws -> (tally: LetterTally, ids: [LetterID]) {
        try Directories.make(directory)
        let isSelected = try await selection.resolve(on: browser)
        var (tally, copies) = (LetterTally(), selection.exact)
        var ids: [LetterID] = []
        let large = LargeLetters(directory: directory, isWanted: isSelected)
        try await visit(large: large, on: browser) { message, letter in
            guard isSelected(letter), copies?.take(letter.id) ?? true else { return .keep }
            if let body = message.body {
                try LetterFile.write(message, body: body, letter, to: directory)
            } else if let body = message.largeBody {
                try LetterFile.write(message, body: body, letter, to: directory)
            } else {
                tally.countFailure()
                onEvent(.failed(letter.id, LargeLetters.notKept))
                return .keep
            }
            tally.count(letter)
            ids.append(letter.id)
            return .keep
        }
        try SyncedFile.sync(directory)
        return (tally, ids)
    }

    /// Restores letters from files to their dead-letter queues; skips those already there.
    ///
    /// - Returns: the numbers of restored, present and damaged letters.
    package static func importLetters(
        _ names: [String], from directory: FilePath, on browser: isolated RabbitMQBrowser,
        onEvent: (LetterEvent) -> Void = { _ in }
    ) async throws -> LetterImport {
        try browser.provide(Stage.queues)
        var outcome = LetterImport()
        try await withLock(on: browser) {
            // No other import runs meanwhile. A stage may add letters, but those are new.
            var wanted = Set(names)
            try await visitWithLock(of: Stage.allCases, on: browser) { _, letter in
                wanted.remove(letter.id.description)
                return .keep
            }
            outcome.present = names.count - wanted.count
            let missing = outcome.sort(names.filter(wanted.contains), from: directory, onEvent)
            for stage in Stage.allCases {
                var rest = missing[stage, default: []][...]
                do {
                    try await browser.publish(to: stage.deadLetterQueue) {
                        while let name = rest.popFirst() {
                            try Task.checkCancellation()
                            if let message = outcome.read(name, from: directory, onEvent) { return message }
                        }
                        return nil
                    }
                } catch let error as RabbitMQError where error.code == .queueFull {
                    throw LetterError.queueFull(
                        "\(error)", remedy: "replay or discard some of its letters, then retry")
                }
            }
        }
        return outcome
    }
}

/// The result of an import.
package struct LetterImport: Sendable {
    package fileprivate(set) var present = 0
    package private(set) var imported = 0
    package private(set) var damaged: Set<String> = []

    /// Groups the letters by stage, so that each body is read once.
    fileprivate mutating func sort(
        _ names: [String], from directory: FilePath, _ onEvent: (LetterEvent) -> Void
    ) -> [Stage: [String]] {
        var sorted: [Stage: [String]] = [:]
        for name in names {
            let stage = attempt(name, onEvent) { () throws(LetterError) in try LetterFile.stage(name, from: directory) }
            guard let stage else { continue }
            sorted[stage, default: []].append(name)
        }
        return sorted
    }

    /// The letter, unless it is damaged.
    fileprivate mutating func read(
        _ name: String, from directory: FilePath, _ onEvent: (LetterEvent) -> Void
    ) -> Message? {
        let letter = attempt(name, onEvent) { () throws(LetterError) in try LetterFile.read(name, from: directory) }
        if letter != nil { imported += 1 }
        return letter?.message
    }

    private mutating func attempt<Value>(
        _ name: String, _ onEvent: (LetterEvent) -> Void, _ read: () throws(LetterError) -> Value
    ) -> Value? {
        do throws(LetterError) {
            return try read()
        } catch {
            damaged.insert(name)
            onEvent(.damaged(error.description))
            return nil
        }
    }

    /// The names of the letters in a directory.
    package static func names(in directory: FilePath) throws(LetterError) -> [String] {
        do {
            let files = try FileManager.default.contentsOfDirectory(atPath: directory.string)
            return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
        } catch {
            throw .file("cannot read the directory \(directory): \(error.localizedDescription)")
        }
    }
}
