import Glibc
import Measuring
import SampleData
import ServiceHost

/// Measures the hot paths by themselves, on one core: `microbench [--records N] [--seconds S] [--only WORK] [--parquet FILE] [--output FILE]`.
@main
enum Microbench {
    static func main() {
        do {
            try run(try MicroOptions(Array(CommandLine.arguments.dropFirst())))
        } catch {
            let text = Array("microbench: \(error)\n".utf8)
            _ = write(STDERR_FILENO, text, text.count)
            exit(1)
        }
    }

    private static func run(_ options: MicroOptions) throws {
        // As every service does.
        HeapPolicy.reuseBlocks()
        let export = try Export(records: options.records, batchRecords: 2000)
        defer { export.remove() }
        let ndjson = try Export(records: options.records, batchRecords: 2000, format: .ndjson)
        defer { ndjson.remove() }
        let stream = try Export(records: options.records, batchRecords: 2000, format: .stream)
        defer { stream.remove() }
        var benchmarks =
            ExtractBenchmarks.all(export) + (try DecompressBenchmarks.all(export))
            + (try TransformBenchmarks.all(export)) + LoadBenchmarks.all(export) + ProofBenchmarks.all()
        let files = try options.parquet.map { path in
            (String(path.split(separator: "/").last ?? ""), try Export(of: path, batchRecords: 2000))
        }
        for (name, export) in [("NDJSON", ndjson), ("stream", stream)] + files {
            benchmarks += ExtractBenchmarks.all(export, named: name) + TransformBenchmarks.all(export, named: name)
        }
        let chosen = benchmarks.filter { options.only == nil || options.only == $0.name }
        guard !chosen.isEmpty else {
            throw MicrobenchError("--only takes one of: \(benchmarks.map(\.name).joined(separator: ", "))")
        }
        let results = try chosen.map { try $0.measure(seconds: options.seconds) }
        print(table(results).text)
        for (name, export) in [("CSV", export), ("NDJSON", ndjson), ("stream", stream)] + files {
            print(
                "\(name): \(export.bytesOnTheBus) of \(export.byteCount / export.recordCount) bytes per record on the bus"
            )
        }
        guard let output = options.output else { return }
        try JSONFile.write(results, to: output)
    }

    private static func table(_ results: [MicroResult]) -> ReportTable {
        var table = ReportTable(["work, on one core", "ns", "lowest", "per second", "MB/s", "allocations", "per"])
        for result in results {
            table.add([
                result.name, Figure.decimal(result.nanoseconds, 1), Figure.decimal(result.lowestNanoseconds, 1),
                Figure.count(result.perSecond), result.megabytesPerSecond.map { Figure.count($0) } ?? "",
                Figure.decimal(result.allocations, 4), result.unit,
            ])
        }
        return table
    }
}
