import RabbitMQ
import SystemPackage

/// The names of letters in files that an import has not found in their queues.
struct WantedLetters {
    private let directory: FilePath
    private var names: [Key: [String]] = [:]

    /// Letters that are the same. The id of an oversized one does not cover its body.
    private struct Key: Hashable {
        let id: String
        /// That of an oversized body, once a queue has a letter with the id; empty if the file is damaged.
        var checksum: String?
    }

    init(_ names: [String], in directory: FilePath) {
        self.directory = directory
        for name in names { self.names[Key(id: LetterFile.id(of: name)), default: []].append(name) }
    }

    /// Those that are missing in the queues.
    var missing: Set<String> { Set(names.values.joined()) }

    /// Strikes out one file of a letter that is in its queue.
    ///
    /// - Parameter body: that of an oversized letter.
    mutating func strikeOut(_ id: LetterID, body: FileBody?) throws(RabbitMQError) {
        guard let body else {
            _ = names[Key(id: id.description)]?.popLast()
            return
        }
        divide(id.description)
        let checksum = LetterID(value: try LargeLetters.checksum(of: body)).description
        _ = names[Key(id: id.description, checksum: checksum)]?.popLast()
    }

    /// Tells the files of an id apart by their bodies.
    private mutating func divide(_ id: String) {
        for name in names.removeValue(forKey: Key(id: id)) ?? [] {
            let checksum = (try? LetterFile.checksum(name, from: directory)) ?? ""
            names[Key(id: id, checksum: checksum), default: []].append(name)
        }
    }
}
