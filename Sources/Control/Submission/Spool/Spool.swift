import DurableFiles
import ETLModels
import Glibc
import SystemPackage

/// A directory that keeps input which can be read only once: after a crash, another extractor has to read it
/// again.
///
/// The name of a file depends on its content, so that the same input is always the same source. An incomplete file ends
/// in `.part`, and its writer locks it.
package struct Spool: Sendable {
    let directory: FilePath
    /// The bytes read, hashed and compared at once. File names depend on it.
    static let blockSize = 1 << 20

    /// Reads a descriptor to its end; the content is durable on return. Uses two blocks of memory.
    ///
    /// Input that was spooled before keeps its file. Blocks.
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

    /// Removes a spooled file that nobody will read again.
    package static func discard(_ file: String) {
        unlink(file)
    }

    // MARK: Inside

    /// Runs `body` while no other process creates, names or sweeps files here.
    private func directoryLocked<Value>(_ body: () throws -> Value) throws -> Value {
        try Directories.make(directory.removingLastComponent())
        // Extractors of another user read it as members of its group.
        try Directories.make(directory, permissions: [.ownerReadWriteExecute, .groupReadExecute])
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

    /// Removes drafts of killed writers, whose locks are released.
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

    /// Renames a draft. An existing file of that name is the same input, or a hash collision that must lose no data.
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

/// Why the spool cannot keep standard input, and its directory.
package struct SpoolError: Error, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
