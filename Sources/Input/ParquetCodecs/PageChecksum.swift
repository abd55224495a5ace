internal import CZlib

/// The checksum of pages.
package enum PageChecksum {
    /// The CRC-32 of gzip over bytes, as parquet.thrift defines `PageHeader.crc`.
    package static func crc32(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        UInt32(
            truncatingIfNeeded: CZlib.crc32_z(0, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count))
    }
}
