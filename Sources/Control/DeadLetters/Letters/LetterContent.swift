import DurableFiles
import ETLModels
import RabbitMQ
import SystemPackage

/// The content of a file of a letter.
enum LetterContent {
    case bytes([UInt8])
    /// An oversized body, of which only a block is in memory.
    case file(FileBody)

    /// The body of a letter; nil if it was not kept.
    init?(bodyOf message: BrowsedMessage) {
        if let body = message.body {
            self = .bytes(body)
        } else if let body = message.largeBody {
            self = .file(body)
        } else {
            return nil
        }
    }

    /// What is at the path of a file.
    enum Found {
        case nothing
        case same
        case other
    }

    private var count: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .file(let body): body.count
        }
    }

    /// The version of the letter with this body.
    var version: Int {
        switch self {
        case .bytes: LetterFile.plain
        case .file: LetterFile.oversized
        }
    }

    func checksum() throws(LetterError) -> UInt64 {
        switch self {
        case .bytes(let bytes): return Checksum.xxh64(bytes.span.bytes)
        case .file(let body):
            do throws(RabbitMQError) {
                return try LargeLetters.checksum(of: body)
            } catch {
                throw .file("\(error)")
            }
        }
    }

    /// Compares the content with the file at a path, block by block. What cannot be read is another one.
    func look(at path: FilePath) -> Found {
        guard let status = try? path.stat(followTargetSymlink: false) else { return .nothing }
        guard status.type == .regular, Int(status.size) == count, (try? isContent(of: path)) == true else {
            return .other
        }
        return .same
    }

    private func isContent(of path: FilePath) throws(RabbitMQError) -> Bool {
        let file = try FileBody(path: path.string)
        guard file.count == count else { return false }
        var offset = 0
        while offset < count {
            let part = try block(at: offset)
            guard try file.block(at: offset) == part else { return false }
            offset += part.count
        }
        return true
    }

    /// Writes the content, block by block.
    func write(to path: FilePath) throws(LetterError) {
        do {
            let file = try WholeFile(replacing: path, permissions: .ownerReadWrite)
            var offset = 0
            while offset < count {
                let part = try block(at: offset)
                try file.write(part)
                offset += part.count
            }
            try file.finish()
        } catch {
            throw .file("\(error)")
        }
    }

    private func block(at offset: Int) throws(RabbitMQError) -> [UInt8] {
        switch self {
        case .bytes(let bytes): return Array(bytes[offset..<min(offset + FileBody.blockBytes, bytes.count)])
        case .file(let body): return try body.block(at: offset)
        }
    }
}
