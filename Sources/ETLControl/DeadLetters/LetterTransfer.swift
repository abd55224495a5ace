import Foundation
import Pipeline
import RabbitMQ
import SystemPackage

extension RabbitMQBrowser {
    /// Writes letters to files; they stay where they are.
    func export(_ isSelected: (DeadLetter) -> Bool, to directory: FilePath) async throws -> LetterTally {
        var tally = LetterTally()
        try await visitDeadLetters { message, letter in
            guard isSelected(letter) else { return .keep }
            guard let body = message.body else {
                tally.fail(letter, "it has \(letter.bytes) bytes, more than can be kept")
                return .keep
            }
            try LetterFile.write(message, body: body, letter, to: directory)
            tally.count(letter)
            return .keep
        }
        try SyncedFile.sync(directory)
        return tally
    }

    /// Puts letters from files back into their dead-letter queues, unless they are there.
    ///
    /// - Returns: the number that were put back, were there, or could not be read.
    func importLetters(_ names: [String], from directory: FilePath) async throws -> LetterImport {
        try declare(Stage.queues)
        var outcome = LetterImport()
        try await withDeadLetterLock {
            // Nobody else brings letters in meanwhile. A stage may, but those of a stage are new.
            var wanted = Set(names)
            try await lookThroughDeadLetters(of: Stage.allCases) { _, letter in
                wanted.remove(letter.id.description)
                return .keep
            }
            outcome.present = names.count - wanted.count
            let missing = outcome.sort(names.filter(wanted.contains), from: directory)
            for stage in Stage.allCases {
                var rest = missing[stage, default: []][...]
                do {
                    try await publish(to: stage.deadLetterQueue) {
                        while let name = rest.popFirst() {
                            try Task.checkCancellation()
                            if let message = outcome.read(name, from: directory) { return message }
                        }
                        return nil
                    }
                } catch let error as RabbitMQError where error.code == .queueFull {
                    throw CommandFailure("\(error): replay or discard some of its letters, then try again")
                }
            }
        }
        return outcome
    }
}

/// What an import has come to.
struct LetterImport: Sendable {
    var present = 0
    private(set) var imported = 0
    private(set) var damaged: Set<String> = []

    /// The letters by the stages in which they died, so that each body is read once.
    fileprivate mutating func sort(_ names: [String], from directory: FilePath) -> [Stage: [String]] {
        var sorted: [Stage: [String]] = [:]
        for name in names {
            guard
                let stage = attempt(name, { () throws(CommandFailure) in try LetterFile.stage(name, from: directory) })
            else { continue }
            sorted[stage, default: []].append(name)
        }
        return sorted
    }

    /// The letter, if it is whole.
    fileprivate mutating func read(_ name: String, from directory: FilePath) -> Message? {
        let letter = attempt(name) { () throws(CommandFailure) in try LetterFile.read(name, from: directory) }
        if letter != nil { imported += 1 }
        return letter?.message
    }

    private mutating func attempt<Value>(_ name: String, _ read: () throws(CommandFailure) -> Value) -> Value? {
        do throws(CommandFailure) {
            return try read()
        } catch {
            damaged.insert(name)
            Terminal.complain(error.description)
            return nil
        }
    }

    /// The names of the letters in a directory.
    static func names(in directory: FilePath) throws(CommandFailure) -> [String] {
        do {
            let files = try FileManager.default.contentsOfDirectory(atPath: directory.string)
            return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
        } catch {
            throw CommandFailure("cannot read the directory \(directory): \(error.localizedDescription)")
        }
    }
}
