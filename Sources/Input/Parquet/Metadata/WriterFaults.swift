/// Known faults of writers, by the names that they give themselves.
enum WriterFaults {
    /// The most bytes that a writer may have left out of the size of a column chunk.
    ///
    /// Before 1.2.9, parquet-mr did not count the header of the dictionary page (issue PARQUET-816). A header with
    /// statistics of numbers takes less than 100 bytes.
    static func uncountedBytes(createdBy name: String?) -> UInt64 {
        guard let name, name.hasPrefix("parquet-mr") else { return 0 }
        let numbers = name.split(whereSeparator: { !$0.isNumber }).prefix(3).compactMap { Int($0) }
        guard numbers.count == 3 else { return 100 }
        return numbers.lexicographicallyPrecedes([1, 2, 9]) ? 100 : 0
    }

    /// Whether pages of a writer may have bytes behind their last value: fastparquet leaves room for the nulls.
    static func leavesBytes(createdBy: String?) -> Bool { createdBy?.hasPrefix("fastparquet") == true }
}
