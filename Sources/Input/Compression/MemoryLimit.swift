/// How much memory a decompressor may take for the text that compressed data refers back to.
package enum MemoryLimit {
    /// In bytes. What the tools of zstd and xz make by default takes 8 MiB; this is what zstd reads without being told
    /// that more is all right.
    package static let bytes: UInt64 = 1 << binaryLogarithm

    static let binaryLogarithm = 27
}
