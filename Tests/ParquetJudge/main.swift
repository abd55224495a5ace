internal import Glibc
internal import Parquet

/// The commands: `FILE [FIRST-ROW-OF-GROUPS]` prints all rows, `--mutate SEED ROUNDS FILE [TRACE]` reads damaged versions,
/// `--every FILE` reads all values in the way of the fuzzer.
func run(_ arguments: [String]) throws(ParquetFailure<FileSource.Failure>) {
    if arguments.count >= 4, arguments[0] == "--mutate" {
        var mutation = Mutation(seed: UInt64(arguments[1]) ?? 0)
        let trace = arguments.count > 4 ? arguments[4] : nil
        return mutation.run(try contents(arguments[3]), rounds: Int(arguments[2]) ?? 0, trace: trace)
    }
    if arguments.count == 2, arguments[0] == "--every" {
        let result = EveryValue(of: try contents(arguments[1]))
        print("\(result.values) values")
        for fault in result.faults { print(fault) }
        return
    }
    var judgement = Judgement()
    try judgement.run(arguments[0], from: arguments.count > 1 ? Int64(arguments[1]) ?? 0 : 0)
}

func contents(_ path: String) throws(ParquetFailure<FileSource.Failure>) -> [UInt8] {
    let source = try FileSource(path)
    do throws(FileSource.Failure) {
        let size = Int(source.size)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
        defer { buffer.deallocate() }
        var filled = 0
        while filled < size {
            filled += try source.read(
                at: UInt64(filled), into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
        }
        return [UInt8](buffer)
    } catch {
        throw .source(error)
    }
}

let arguments = Array(CommandLine.arguments.dropFirst())
guard !arguments.isEmpty else {
    print("usage: parquet-judge FILE [ROW] | --mutate SEED ROUNDS FILE [TRACE] | --every FILE")
    exit(2)
}
do throws(ParquetFailure<FileSource.Failure>) {
    try run(arguments)
} catch {
    var output = Output()
    output.text("{\"error\":")
    switch error {
    case .file(let error): output.string(error.description)
    case .source(let failure): output.string("system error \(failure.code)")
    }
    output.text("}")
    output.endLine()
    output.flush()
    exit(1)
}
