/// What the footer says of a column in all row groups.
package struct ChunkSummary: Sendable {
    /// The codecs of the chunks, each once.
    package private(set) var codecs: [ParquetCodec] = []
    /// The encodings that the footer lists.
    package private(set) var encodings = EncodingSet()
    /// The size in the file, in bytes.
    package private(set) var bytes: UInt64 = 0
    /// Why the first chunk that cannot be read cannot be.
    package private(set) var obstacle: ColumnChunk.Obstacle?

    /// More codecs than there are kinds of them are made up.
    private static let mostCodecs = 16

    mutating func add(_ chunk: ColumnChunk) {
        if codecs.count < Self.mostCodecs, !codecs.contains(chunk.codec) { codecs.append(chunk.codec) }
        encodings.formUnion(chunk.encodings)
        bytes &+= UInt64(chunk.bytes.count)
        obstacle = obstacle ?? chunk.obstacle
    }
}
