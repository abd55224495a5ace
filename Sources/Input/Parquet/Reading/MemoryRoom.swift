/// What is left of the limit on the memory of a row group.
struct MemoryRoom {
    /// The bytes that may be taken.
    private(set) var left: Int
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
        left = limit
    }

    /// The room beside bytes that are taken.
    func beside(_ bytes: Int) -> MemoryRoom {
        var room = self
        room.left -= bytes
        return room
    }

    /// Fails if a need exceeds the room.
    func check(_ needed: Int) throws(ParquetError) {
        guard needed > left else { return }
        throw ParquetError(
            .overLimit(.groupBytes, claimed: Int64(clamping: needed + (limit - left)), limit: Int64(limit)))
    }
}
