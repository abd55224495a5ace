import Glibc
import SystemPackage

/// Where an export goes: to standard output, or to a file that is there completely or not at all.
struct ExportFile: ~Copyable {
    private let descriptor: FileDescriptor
    /// Nil for standard output.
    private let path: FilePath?
    private var isWhole = false

    /// Writes to a file that everybody may read, or to standard output; what is there and is no file stays.
    init(_ path: FilePath?) throws(CommandFailure) {
        guard let path else {
            self.init(to: .standardOutput, nil)
            return
        }
        guard [nil, .regular].contains(SourceWalk.type(of: path.string)) else {
            throw CommandFailure("\(path) is there and is no file; leave --output out to write to standard output")
        }
        try self.init(replacing: path, permissions: [.ownerReadWrite, .groupRead, .otherRead])
    }

    /// Writes a file in the place of what has that name.
    init(replacing path: FilePath, permissions: FilePermissions) throws(CommandFailure) {
        do {
            let draft = try FileDescriptor.open(
                Self.draft(of: path), .writeOnly, options: [.create, .truncate, .closeOnExec], permissions: permissions)
            self.init(to: draft, path)
        } catch {
            throw CommandFailure("cannot write \(path): \(error)")
        }
    }

    private init(to descriptor: FileDescriptor, _ path: FilePath?) {
        self.descriptor = descriptor
        self.path = path
    }

    func write(_ bytes: [UInt8]) throws(CommandFailure) {
        do {
            try descriptor.writeAll(bytes)
        } catch {
            throw CommandFailure("cannot write \(path?.string ?? "to standard output"): \(error)")
        }
    }

    /// Has the disk take the file, and gives it its name.
    consuming func finish() throws(CommandFailure) {
        guard let path else { return }
        guard fsync(descriptor.rawValue) == 0, rename(Self.draft(of: path).string, path.string) == 0 else {
            throw CommandFailure("cannot write \(path): \(Errno(rawValue: errno))")
        }
        isWhole = true
    }

    deinit {
        guard let path else { return }
        try? descriptor.close()
        if !isWhole { unlink(Self.draft(of: path).string) }
    }

    private static func draft(of path: FilePath) -> FilePath { FilePath(path.string + ".new") }
}
