import Foundation
import SystemPackage

/// All contestants.
struct Contestants {
    /// The contestant with which all others are compared.
    static let yardstick = #"binary \copy"#

    let bed: TestBed
    let file: TransferFile
    let python: String
    let rivals: String
    /// The same transfers as Parquet files; nil if nothing here can write them.
    var parquet: ParquetFiles?

    var all: [Entry] {
        get throws {
            guard let psql = Workshop.find("psql") else {
                throw BenchError("psql is not here; install it with: apt-get install -y postgresql-client")
            }
            return [
                .here(tokenETL()), .here(tokenETL(["--keep-key"], as: "token-etl, key kept")), .here(binaryCopy(psql)),
                .here(byHand(psql)), .here(byHand(psql, unlogged: true)),
                pandas(), pgloader,
            ] + parquetEntries
        }
    }

    /// Parquet files, loaded by token-etl and by other programs that read them.
    private var parquetEntries: [Entry] {
        let names = ["token-etl, Parquet", "token-etl, Parquet of bytes", "pyarrow, Parquet", "DuckDB, Parquet"]
        guard let parquet else {
            return names.map { .notHere($0, "no Python with pyarrow and DuckDB; `make bench` makes it where pip can") }
        }
        let others = [("arrow_load.py", names[2]), ("duckdb_load.py", names[3])].map { script, name in
            let program = Program(path: parquet.python, arguments: ["\(rivals)/\(script)", parquet.text])
            return Entry.here(Contestant(name: name, program: program))
        }
        return [
            .here(tokenETL(loading: parquet.text, as: names[0])), .here(tokenETL(loading: parquet.bytes, as: names[1])),
        ] + others
    }

    /// token-etl with a file that has the defects of real ones; none of the other programs could load it.
    func hostile(_ file: TransferFile) -> Entry {
        let other = Contestants(bed: bed, file: file, python: python, rivals: rivals).tokenETL()
        return .here(
            Contestant(
                name: "token-etl, hostile file", program: other.program, summary: other.summary, rows: file.rows))
    }

    /// - Parameter stages: the numbers of processes of the stages, or other flags of `etl run`.
    func tokenETL(_ stages: [String] = [], loading path: String? = nil, as name: String = "token-etl") -> Contestant {
        let summary = bed.workshop.path("summary.json")
        let arguments = ["run", "--summary", summary] + stages + [path ?? file.path]
        return Contestant(
            name: name, program: Program(path: bed.workshop.program("etl"), arguments: arguments),
            summary: summary)
    }

    /// Copies the rows from a binary file, which needs no parsing and no checks.
    func binaryCopy(_ psql: FilePath) -> Contestant {
        contestant(Self.yardstick, psql, [#"\copy token_transfers FROM '\#(rowsFile)' (FORMAT binary)"#])
    }

    /// The file that the binary copy reads.
    var rowsFile: String { bed.workshop.path("rows.bin") }

    /// Writes the loaded table to ``rowsFile``.
    func rowsWriter(_ psql: FilePath) -> Contestant {
        contestant("rows", psql, [#"\copy token_transfers TO '\#(rowsFile)' (FORMAT binary)"#])
    }

    /// Loads through a staging table of text: an ordinary one, or an unlogged one, which is faster.
    func byHand(_ psql: FilePath, unlogged: Bool = false) -> Contestant {
        staged(unlogged ? "by hand, unlogged" : "by hand", psql, Self.insertFromStaging, unlogged: unlogged)
    }

    /// Loads through a staging table of text, and leaves stored rows as they are, or gives them times and hashes of blocks.
    func insertOnConflict(_ psql: FilePath, completing: Bool = false) -> Contestant {
        let update = "DO UPDATE SET \(Self.completion(of: "token_transfers", from: "excluded"))"
        return staged(
            "INSERT … ON CONFLICT", psql,
            "\(Self.insertFromStaging) ON CONFLICT \(completing ? "(block_number, log_index) \(update)" : "DO NOTHING")"
        )
    }

    /// Loads through a staging table of text with MERGE, which stops at a key that appears twice.
    ///
    /// - Parameter completing: whether stored rows get times and hashes of blocks.
    func merge(_ psql: FilePath, completing: Bool = false) -> Contestant {
        let update = " WHEN MATCHED THEN UPDATE SET \(Self.completion(of: "stored", from: "new"))"
        let columns = TransferFile.columns.joined(separator: ", ")
        return staged(
            "MERGE", psql,
            """
            MERGE INTO token_transfers AS stored USING (\(Self.rowsOfStaging)) AS new (block_number, log_index, \
            transaction_hash, token_address, from_address, to_address, value, block_timestamp, block_hash) \
            ON stored.block_number = new.block_number AND stored.log_index = new.log_index \
            WHEN NOT MATCHED THEN INSERT (\(columns)) VALUES (\(columns))\(completing ? update : "")
            """)
    }

    private static func completion(of stored: String, from row: String) -> String {
        ["block_timestamp", "block_hash"].map { "\($0) = coalesce(\(stored).\($0), \(row).\($0))" }
            .joined(separator: ", ")
    }

    private func staged(_ name: String, _ psql: FilePath, _ insert: String, unlogged: Bool = false) -> Contestant {
        let columns = TransferFile.columns.map { "\($0) text" }.joined(separator: ", ")
        return contestant(
            name, psql,
            [
                "CREATE \(unlogged ? "UNLOGGED " : "")TABLE staging (\(columns))",
                #"\copy staging FROM '\#(file.path)' (FORMAT csv, HEADER)"#, insert,
            ])
    }

    private static let insertFromStaging = "INSERT INTO token_transfers \(rowsOfStaging)"

    private static let rowsOfStaging = """
        SELECT block_number::bigint, log_index::integer, \
        decode(substr(transaction_hash, 3), 'hex'), decode(substr(token_address, 3), 'hex'), \
        decode(substr(from_address, 3), 'hex'), decode(substr(to_address, 3), 'hex'), value::numeric, \
        block_timestamp::timestamptz, decode(substr(block_hash, 3), 'hex') FROM staging
        """

    /// - Parameter keepingStored: whether rows with stored keys are passed over, with a staging table for each chunk.
    func pandas(keepingStored: Bool = false) -> Entry {
        // The symbolic link stays unresolved: Python finds its packages by it.
        let program = FilePath(URL(filePath: python).path)
        guard Workshop.isExecutable(program) else {
            return .notHere("pandas", "no \(python); `make bench` makes it where Python has venv and reaches PyPI")
        }
        let arguments = ["\(rivals)/pandas_load.py", file.path] + (keepingStored ? ["--keep-stored"] : [])
        return .here(Contestant(name: "pandas", program: Program(path: program, arguments: arguments)))
    }

    /// By its defaults, it sends rows again, in ever smaller parts, if some of them have stored keys.
    var pgloader: Entry {
        guard let program = Workshop.find("pgloader") else {
            return .notHere("pgloader", "install it with: apt-get install -y pgloader")
        }
        let arguments = [
            "--root-dir", bed.workshop.path("pgloader"), "--no-ssl-cert-verification", "\(rivals)/pgloader.load",
        ]
        let environment = Program(path: "/usr/bin/env", arguments: ["FILE=\(file.path)", program.string] + arguments)
        return .here(Contestant(name: "pgloader", program: environment))
    }

    /// psql on one connection, with one command after another.
    func contestant(_ name: String, _ psql: FilePath, _ commands: [String]) -> Contestant {
        let options = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]
        return Contestant(
            name: name, program: Program(path: psql, arguments: options + commands.flatMap { ["--command", $0] }))
    }
}
