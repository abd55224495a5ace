import Foundation
import SystemPackage

/// The transfers of a generated file as Parquet, compressed with SNAPPY: with texts, and with the bytes of hashes and addresses.
struct ParquetFiles: Sendable {
    let python: FilePath
    private let directory: String

    var text: String { "\(directory)/text.snappy.parquet" }
    var bytes: String { "\(directory)/bytes.snappy.parquet" }

    /// Writes the files with pyarrow.
    ///
    /// - Returns: nil if there is no Python with the packages.
    static func write(
        _ file: TransferFile, on bed: TestBed, python: String, rivals: String
    ) async throws -> ParquetFiles? {
        // The symbolic link stays unresolved: Python finds its packages by it.
        let program = FilePath(URL(filePath: python).path)
        guard Workshop.isExecutable(program) else { return nil }
        let directory = bed.workshop.path("parquet")
        let script = Program(path: program, arguments: ["\(rivals)/parquet_files.py", file.path, directory])
        do {
            try await script.run(on: bed, log: "parquet")
        } catch {
            print("Parquet files are not written: \(error)")
            return nil
        }
        return ParquetFiles(python: program, directory: directory)
    }

    func remove() {
        Workshop.remove(directory)
    }
}
