/// The memory limit of a decompressor for the text that compressed data refers back to.
package enum MemoryLimit {
    /// In bytes. The output of zstd and xz takes 8 MiB by default. This limit is the default of zstd's own decompressor.
    package static let bytes: UInt64 = 1 << binaryLogarithm

    static let binaryLogarithm = 27
}
