internal import Glibc
package import SystemPackage

extension Stat {
    /// When the file was last written, in nanoseconds since the Unix epoch: part of a source's identity.
    ///
    /// Wraps beyond the year 2262, but different times stay different.
    package var modified: Int64 {
        Int64(st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(st_mtim.tv_nsec)
    }
}
