import Bus
import DisplayText
import DurableFiles
import ETLModels
import Foundation
import RabbitMQ
import SystemPackage

/// A dead letter as two files: `ID.json` with its metadata, and `ID.body`. Where several have one id, the names of others end in a number.
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
    /// The metadata as the content of a file.
    func document(of id: LetterID) throws(LetterError) -> [UInt8] {
        guard let document = try? JSONOutput.document(self) else {
            throw LetterError.file("dead letter \(id) cannot be written as JSON")
        }
        return Array((document + "\n").utf8)
    }

    /// The id of a letter, by the name of its files.
    static func id(of name: String) -> String { String(name.prefix { $0 != "-" }) }

    /// Reads the stage of a letter, without its body.
    static func stage(_ name: String, from directory: FilePath) throws(LetterError) -> Stage {
        try describe(directory.appending("\(name).json")).stage
    }

    /// Reads the checksum of the body of a letter, without the body.
    static func checksum(_ name: String, from directory: FilePath) throws(LetterError) -> String {
        try describe(directory.appending("\(name).json")).file.checksum
    }

    /// Reads a letter, and verifies that it matches the file name.
    ///
    /// - Throws: when the files are damaged.
    static func read(_ name: String, from directory: FilePath) throws(LetterError) -> (stage: Stage, message: Message) {
        let path = directory.appending("\(name).json")
        let (stage, file) = try describe(path)
        let body = directory.appending("\(name).body")
        let message =
            file.version == oversized
            ? try file.largeMessage(body)
            : Message(id: file.messageId, headers: file.headers.mapValues(\.header), body: try bytes(of: body))
        guard LetterID(message, stage: stage).description == id(of: name) else {
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
