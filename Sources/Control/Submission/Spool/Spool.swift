import DurableFiles
import ETLModels
import Glibc
import SystemPackage

/// A directory in which input is kept that can be read only once: an extractor that takes over after a crash has to read it
/// again.
///
/// A file is named after its content, so that the same input is the same source, whenever it comes. What is not complete
/// yet ends in `.part`, and is locked by whoever writes it.
package struct Spool: Sendable {
    let directory: FilePath
    /// Bytes that are read, hashed and compared at once. Names depend on it.
    static let blockSize = 1 << 20

    /// Reads a descriptor to its end, and keeps what it had, on disk when this returns. Takes two blocks of memory.
    ///
    /// Input that was kept before keeps its file as it is. To be called where it may block.
    ///
    /// - Returns: the file.
    func keep(_ input: FileDescriptor) throws(SpoolError) -> FilePath {
        do {
            return try directoryLocked { try makeDraft() }.closeAfter { draft in
                let name = try draft.fill(from: input)
                return try directoryLocked { try publish(draft, as: name) }
            }
        } catch let error as FileError {
            throw SpoolError("\(error)")
        } catch {
            throw SpoolError(
                "standard input cannot be kept in \(directory): \(error)")
        }
    }

    /// Removes what was kept, when nobody will want to read it again.
    package static func discard(_ file: String) {
        unlink(file)
    }

    // MARK: Inside

    /// Runs `body` while no other process makes, names or sweeps files here.
    private func directoryLocked<Value>(_ body: () throws -> Value) throws -> Value {
        try Directories.make(directory)
        let lock = try FileDescriptor.open(directory, .readOnly, options: [.directory, .closeOnExec])
        return try lock.closeAfter {
            while flock(lock.rawValue, LOCK_EX) != 0 {
                guard errno == EINTR else { throw Errno(rawValue: errno) }
            }
            return try body()
        }
    }

    private func makeDraft() throws -> SpoolDraft {
        sweep()
        let name = "stdin-\(getpid())-\(UInt32.random(in: .min ... .max)).part"
        return try SpoolDraft(directory.appending(name))
    }

    /// Removes what processes have left that were ended while they wrote: their locks went with them.
    private func sweep() {
        var walk = SourceWalk()
        for name in walk.names(in: directory.string) where name.hasPrefix("stdin-") && name.hasSuffix(".part") {
            let path = directory.appending(name)
            guard let file = try? FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .noFollow]) else {
                continue
            }
            if flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 { unlink(path.string) }
            try? file.close()
        }
    }

    /// Gives a draft its name. Another file under that name is the same input, or a coincidence that must not cost any.
    private func publish(_ draft: SpoolDraft, as name: String) throws -> FilePath {
        for number in 1... {
            let path = directory.appending(number == 1 ? name : "\(name)-\(number)")
            guard SourceWalk.type(of: path.string) != nil else {
                guard rename(draft.path.string, path.string) == 0 else { throw Errno(rawValue: errno) }
                try SyncedFile.sync(directory)
                return path
            }
            if try draft.hasContent(of: path) {
                unlink(draft.path.string)
                return path
            }
        }
        throw Errno.fileExists
    }
}

/// Standard input that cannot be kept: where, and why.
package struct SpoolError: Error, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
