/// The options of the command line.
struct MicroOptions {
    var records = 100_000
    /// The minimum time of measuring each benchmark.
    var seconds = 1.0
    var output: String?
    /// The only benchmark to run, for a profiler; all if it is nil.
    var only: String?
    /// Parquet files of transfers, to measure as well.
    var parquet: [String] = []

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let flag = rest.popFirst() {
            guard let value = rest.popFirst() else { throw MicrobenchError("\(flag) needs a value") }
            switch flag {
            case "--records": records = try Self.number(value, flag)
            case "--seconds": seconds = try Self.number(value, flag)
            case "--output": output = value
            case "--only": only = value
            case "--parquet": parquet.append(value)
            default:
                throw MicrobenchError(
                    "unknown option \(flag); there are --records, --seconds, --only, --parquet, --output")
            }
        }
        guard records >= 1000, seconds >= 0 else { throw MicrobenchError("--records must be 1000 or more") }
    }

    private static func number<Number: LosslessStringConvertible>(_ text: String, _ flag: String) throws -> Number {
        guard let number = Number(text) else { throw MicrobenchError("\(flag) \(text) is no number") }
        return number
    }
}
