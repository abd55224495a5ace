internal import Glibc
package import SystemPackage

extension Stat {
    /// When the file was last written, in nanoseconds since the Unix epoch: part of a source's identity.
    ///
    /// Wraps beyond the year 2262, but different times stay different.
    package var modified: Int64 { Self.nanoseconds(st_mtim) }

    /// When the file or its attributes last changed, in nanoseconds since the Unix epoch.
    var changed: Int64 { Self.nanoseconds(st_ctim) }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
