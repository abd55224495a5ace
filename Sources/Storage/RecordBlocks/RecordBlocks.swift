package import ETLModels
package import Postgres

/// The blocks of a kind's stored records.
///
/// Where the key begins with the block, its index answers, and no record is read. Otherwise the whole table is read.
package struct RecordBlocks: Sendable {
    let table: String
    /// The column with the block.
    let block: String
    /// Whether the key begins with it.
    package let isKey: Bool
    /// The column with the block's time; nil if there is none.
    let time: String?

    /// Nil if the records of the kind are of no block.
    package init?(_ kind: RecordKind) {
        let schema = kind.schema
        guard let place = schema.blockColumn else { return nil }
        table = schema.table
        block = schema.columns[place].name
        isKey = schema.key.first == block
        time = schema.columns.first { $0.name == "block_timestamp" && $0.type == .timestamp }?.name
    }

    /// Runs a read-only transaction whose statements the server ends after some seconds.
    ///
    /// - Returns: nil if it has ended one.
    package static func within<Value: Sendable>(
        seconds: Int, on connection: PostgresConnection,
        _ body: @Sendable (isolated PostgresConnection) throws(PostgresError) -> sending Value
    ) async throws(PostgresError) -> Value? {
        let settings = "SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = \(seconds * 1000)"
        do throws(PostgresError) {
            return try await connection.transaction(with: settings, body)
        } catch {
            guard error.sqlState == .queryCancelled else { throw error }
            return nil
        }
    }
}

/// The least and the greatest block of the stored records.
package struct BlockExtent: Sendable, Hashable {
    package let blocks: ClosedRange<Int64>
    /// The time of the greatest block in Unix seconds; nil if its record has none.
    package let newestTime: Int?

    package init(blocks: ClosedRange<Int64>, newestTime: Int?) {
        self.blocks = blocks
        self.newestTime = newestTime
    }
}

extension RecordBlocks {
    /// The least and the greatest block; nil if no record has a block.
    package func extent(on connection: isolated PostgresConnection) throws(PostgresError) -> BlockExtent? {
        let row = try connection.query("SELECT min(\(block)), max(\(block)) FROM \(table)").first
        guard let least = row?.int64(0), let greatest = row?.int64(1) else { return nil }
        guard let time else { return BlockExtent(blocks: least...greatest, newestTime: nil) }
        let newest = try connection.query(
            "SELECT floor(extract(epoch FROM \(time)))::bigint FROM \(table) WHERE \(block) = $1 LIMIT 1",
            [.integer(greatest)])
        return BlockExtent(blocks: least...greatest, newestTime: newest.first?.int(0))
    }

    /// The number of records without a block; nil if every record has one.
    package func recordsWithoutBlock(on connection: isolated PostgresConnection) throws(PostgresError) -> Int? {
        guard !isKey else { return nil }
        return try connection.query("SELECT count(*) FROM \(table) WHERE \(block) IS NULL").first?.int(0) ?? 0
    }
}
