import Bus
import DisplayText
import DurableFiles
import ETLModels
import Foundation
import RabbitMQ
import SystemPackage

/// A dead letter as two files: `ID.json` with its metadata, and `ID.body`.
package struct LetterFile: Codable {
    /// The value of a header.
    package enum Value: Codable {
        case text(String)
        case number(Int64)

        init(_ value: HeaderValue) {
            switch value {
            case .string(let text): self = .text(text)
            case .integer(let number): self = .number(number)
            }
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Int64.self) {
                self = .number(number)
            } else {
                self = .text(try container.decode(String.self))
            }
        }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .number(let number): try container.encode(number)
            }
        }

        /// As it is shown.
        package var text: String {
            switch self {
            case .text(let text): text
            case .number(let number): "\(number)"
            }
        }

        var header: HeaderValue {
            switch self {
            case .text(let text): .string(text)
            case .number(let number): .integer(number)
            }
        }
    }

    private(set) var version = Self.plain
    let stage: String
    let messageId: String
    let headers: [String: Value]
    let bytes: Int
    /// The XXH64 of the body, in hexadecimal; of an oversized body, see ``LargeLetters/checksum(of:)``.
    let checksum: String

    /// The version of a letter whose body a stage accepts.
    static let plain = 1
    /// The version of a letter with an oversized body.
    static let oversized = 2

    /// Headers in which the broker records why it dead-lettered a message.
    private static let deathOfTheBroker: Set<String> = ["x-first-death-reason", "x-death.time"]

    init(_ message: BrowsedMessage, checksum: UInt64, version: Int = Self.plain, stage: Stage) {
        self.version = version
        self.stage = stage.rawValue
        messageId = message.id
        headers = message.headers.filter { $0.key.hasPrefix("etl-") || Self.deathOfTheBroker.contains($0.key) }
            .mapValues { Value($0) }
        bytes = message.bodyBytes
        self.checksum = LetterID(value: checksum).description
    }
}

extension LetterFile {
    /// Writes the letter. The body comes first, so a `.json` file implies a complete letter.
    static func write(
        _ message: BrowsedMessage, body: [UInt8], _ letter: DeadLetter, to directory: FilePath
    ) throws(LetterError) {
        do throws(FileError) {
            try SyncedFile.write(body, to: directory.appending("\(letter.id).body"))
        } catch {
            throw LetterError.file("\(error)")
        }
        let file = LetterFile(message, checksum: Checksum.xxh64(body.span.bytes), stage: letter.stage)
        try file.write(letter, to: directory)
    }

    /// Writes the metadata, after the body.
    func write(_ letter: DeadLetter, to directory: FilePath) throws(LetterError) {
        guard let document = try? JSONOutput.document(self) else {
            throw LetterError.file("dead letter \(letter.id) cannot be written as JSON")
        }
        do throws(FileError) {
            try SyncedFile.write(Array((document + "\n").utf8), to: directory.appending("\(letter.id).json"))
        } catch {
            throw LetterError.file("\(error)")
        }
    }

    /// Reads the stage of a letter, without its body.
    static func stage(_ id: String, from directory: FilePath) throws(LetterError) -> Stage {
        try describe(directory.appending("\(id).json")).stage
    }

    /// Reads a letter, and verifies that it matches the file name.
    ///
    /// - Throws: when the files are damaged.
    static func read(_ id: String, from directory: FilePath) throws(LetterError) -> (stage: Stage, message: Message) {
        let path = directory.appending("\(id).json")
        let (stage, file) = try describe(path)
        let body = directory.appending("\(id).body")
        let message =
            file.version == oversized
            ? try file.largeMessage(body)
            : Message(id: file.messageId, headers: file.headers.mapValues(\.header), body: try bytes(of: body))
        guard LetterID(message, stage: stage).description == id else {
            throw LetterError.file("\(path) and the body beside it are damaged, or belong to another letter")
        }
        return (stage, message)
    }

    private static func describe(_ path: FilePath) throws(LetterError) -> (stage: Stage, file: LetterFile) {
        let document = try bytes(of: path)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let file = try? decoder.decode(LetterFile.self, from: Data(document)),
            [plain, oversized].contains(file.version), let stage = Stage(rawValue: file.stage)
        else { throw LetterError.file("\(path) does not describe a dead letter") }
        return (stage, file)
    }

    private static func bytes(of path: FilePath) throws(LetterError) -> [UInt8] {
        do throws(FileError) {
            return try SyncedFile.read(path)
        } catch {
            throw .file("\(error)")
        }
    }
}
