import ETLModels
import Glibc
import SystemPackage

/// An incomplete file of a spool.
struct SpoolDraft {
    let path: FilePath
    private let file: FileDescriptor

    /// Creates the file, which only its owner and group can read, and locks it while it is open.
    init(_ path: FilePath) throws {
        self.path = path
        file = try FileDescriptor.open(
            path, .readWrite, options: [.create, .exclusiveCreate, .closeOnExec],
            permissions: [.ownerReadWrite, .groupRead])
        guard flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 else { throw Errno(rawValue: errno) }
    }

    /// Runs `body` and closes the file; removes the file if `body` fails.
    func closeAfter<Value>(_ body: (SpoolDraft) throws -> Value) throws -> Value {
        defer { try? file.close() }
        do {
            return try body(self)
        } catch {
            unlink(path.string)
            throw error
        }
    }

    /// Copies a descriptor to its end, and syncs the file.
    ///
    /// - Returns: a name for the content: a hash and the size. The hash of each block is the seed of the next.
    func fill(from input: FileDescriptor) throws -> String {
        var block = [UInt8](repeating: 0, count: Spool.blockSize)
        var (hash, size) = (UInt64(0), 0)
        while true {
            let count = try Self.fill(&block, from: input)
            if count == 0 { break }
            hash = Checksum.xxh64(block.span.bytes.extracting(0..<count), seed: hash)
            size += count
            _ = try block.withUnsafeBytes { try file.writeAll($0[..<count]) }
        }
        guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
        return "stdin-\(Hex.digits(hash, 16))-\(size)"
    }

    /// Whether a file has the same bytes.
    func hasContent(of other: FilePath) throws -> Bool {
        let other = try FileDescriptor.open(other, .readOnly, options: [.closeOnExec])
        return try other.closeAfter {
            try file.seek(offset: 0, from: .start)
            var mine = [UInt8](repeating: 0, count: Spool.blockSize)
            var theirs = mine
            while true {
                let counts = (try Self.fill(&mine, from: file), try Self.fill(&theirs, from: other))
                // The rest of the block buffers is equal: it holds the previous block of both.
                guard counts.0 == counts.1, mine == theirs else { return false }
                if counts.0 < mine.count { return true }
            }
        }
    }

    /// Reads until the block is full, or the input ends.
    private static func fill(_ block: inout [UInt8], from input: FileDescriptor) throws -> Int {
        var count = 0
        while count < block.count {
            let read = try block.withUnsafeMutableBytes { bytes in
                try readSome(UnsafeMutableRawBufferPointer(rebasing: bytes[count...]), from: input)
            }
            if read == 0 { break }
            count += read
        }
        return count
    }

    private static func readSome(_ bytes: UnsafeMutableRawBufferPointer, from input: FileDescriptor) throws -> Int {
        while true {
            do {
                return try input.read(into: bytes)
            } catch Errno.wouldBlock {
                // The process at the other end may have made the shared descriptor nonblocking.
                var wanted = pollfd(fd: input.rawValue, events: Int16(POLLIN), revents: 0)
                poll(&wanted, 1, -1)
            }
        }
    }
}
