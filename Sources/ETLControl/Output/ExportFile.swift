import Foundation
import SystemPackage

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Where an export goes: to standard output, or to a file that is there completely or not at all.
struct ExportFile: ~Copyable {
    private let descriptor: FileDescriptor
    /// Nil for standard output.
    private let path: FilePath?
    private var isWhole = false

    init(_ path: FilePath?) throws(CommandFailure) {
        self.path = path
        guard let path else {
            descriptor = .standardOutput
            return
        }
        let there = try? FileManager.default.attributesOfItem(atPath: path.string)[.type] as? FileAttributeType
        guard there == nil || there == .typeRegular else {
            throw CommandFailure("\(path) is there and is no file; leave --output out to write to standard output")
        }
        do {
            descriptor = try FileDescriptor.open(
                Self.draft(of: path), .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
        } catch {
            throw CommandFailure("cannot write \(path): \(error)")
        }
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
