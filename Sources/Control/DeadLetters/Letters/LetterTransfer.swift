import Bus
import DurableFiles
import ETLModels
import Foundation
package import RabbitMQ
package import SystemPackage

extension DeadLetterQueues {
    /// Writes letters to files; leaves them in their queues. It replaces no file, and keeps those that a letter has already.
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
        var folder = LetterFolder(directory)
        let large = LargeLetters(directory: directory, isWanted: isSelected)
        try await visit(large: large, on: browser) { message, letter in
            guard isSelected(letter) else { return .keep }
            let isMeant = copies?.take(letter.id) ?? true
            // The id of an oversized letter does not cover its body: a discard may take any letter with this id.
            guard isMeant || message.largeBody != nil else { return .keep }
            guard let body = LetterContent(bodyOf: message) else {
                tally.countFailure()
                onEvent(.failed(letter.id, LargeLetters.notKept))
                return .keep
            }
            try folder.write(message, body: body, letter)
            guard isMeant else { return .keep }
            tally.count(letter)
            ids.append(letter.id)
            return .keep
        }
        try SyncedFile.sync(directory)
        return (tally, ids)
    }

    /// Restores letters from files to their dead-letter queues; skips as many of identical ones as are already there.
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
            let absent = try await absentNames(of: names, from: directory, on: browser)
            outcome.present = names.count - absent.count
            let missing = outcome.sort(names.filter(absent.contains), from: directory, onEvent)
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

    /// The names of the letters that no queue has, for a caller that holds the lock.
    private static func absentNames(
        of names: [String], from directory: FilePath, on browser: isolated RabbitMQBrowser
    ) async throws -> Set<String> {
        var wanted = WantedLetters(names, in: directory)
        let ids = Set(names.map { LetterFile.id(of: $0) })
        let large = LargeLetters(directory: .temporary) { ids.contains($0.id.description) }
        try await visitWithLock(of: Stage.allCases, large: large, on: browser) { message, letter in
            try wanted.strikeOut(letter.id, body: message.largeBody)
            return .keep
        }
        return wanted.missing
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
