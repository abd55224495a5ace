/// The reason for which the benchmark cannot measure, or a measurement does not count.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
