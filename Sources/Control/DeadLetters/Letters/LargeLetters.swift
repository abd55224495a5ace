import Bus
import ETLModels
import Foundation
import RabbitMQ
import SystemPackage

/// Keeps the bodies of selected oversized letters in files: those with more bytes than a stage accepts. One is on its way
/// at a time, and of it only a block is in memory.
struct LargeLetters {
    /// The directory of the files, which have no names.
    let directory: FilePath
    let isWanted: @Sendable (DeadLetter) -> Bool

    func bodies(of stage: Stage) -> LargeBodies {
        LargeBodies(in: directory.string) { isWanted(DeadLetter($0, stage: stage)) }
    }

    /// The failure of a letter whose body should have been kept.
    static let notKept = "its body was not kept"

    /// A checksum of a body of any size: the XXH64 of each MiB is the seed of the next.
    static func checksum(of body: FileBody) throws(RabbitMQError) -> UInt64 {
        var (checksum, offset): (UInt64, Int) = (0, 0)
        while offset < body.count {
            let block = try body.block(at: offset)
            checksum = Checksum.xxh64(block.span.bytes, seed: checksum)
            offset += block.count
        }
        return checksum
    }
}

extension FilePath {
    /// The directory for temporary files.
    static var temporary: FilePath { FilePath(FileManager.default.temporaryDirectory.path) }
}

extension LetterFile {
    /// The message of an oversized letter, with its body in the file.
    ///
    /// - Throws: when the body is not that of the letter.
    func largeMessage(_ path: FilePath) throws(LetterError) -> Message {
        do {
            let body = try FileBody(path: path.string)
            guard body.count == bytes, bytes > Message.maximumBodyBytes,
                LetterID(value: try LargeLetters.checksum(of: body)).description == checksum
            else {
                throw LetterError.file("\(path) is damaged, or belongs to another letter")
            }
            return Message(id: messageId, headers: headers.mapValues(\.header), largeBody: body)
        } catch let error as LetterError {
            throw error
        } catch {
            throw .file("\(error)")
        }
    }
}
