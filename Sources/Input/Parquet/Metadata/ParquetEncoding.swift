/// The encodings of values and levels. Source: enum Encoding of parquet.thrift.
package enum ParquetEncoding: Int32, Sendable, Hashable {
    case plain = 0
    case plainDictionary = 2
    case rle = 3
    case bitPacked = 4
    case deltaBinaryPacked = 5
    case deltaLengthByteArray = 6
    case deltaByteArray = 7
    case rleDictionary = 8
    case byteStreamSplit = 9
    /// Not supported.
    case alp = 10
}

extension ParquetEncoding {
    /// The name in the specification.
    package var name: String {
        switch self {
        case .plain: "PLAIN"
        case .plainDictionary: "PLAIN_DICTIONARY"
        case .rle: "RLE"
        case .bitPacked: "BIT_PACKED"
        case .deltaBinaryPacked: "DELTA_BINARY_PACKED"
        case .deltaLengthByteArray: "DELTA_LENGTH_BYTE_ARRAY"
        case .deltaByteArray: "DELTA_BYTE_ARRAY"
        case .rleDictionary: "RLE_DICTIONARY"
        case .byteStreamSplit: "BYTE_STREAM_SPLIT"
        case .alp: "ALP"
        }
    }

    /// The name of an encoding that may be unknown.
    static func name(of id: Int32) -> String { ParquetEncoding(rawValue: id)?.name ?? "encoding \(id)" }
}

/// The encodings that a column chunk claims to use. A page may still have another one.
package struct EncodingSet: Sendable, Hashable {
    private var bits: UInt32 = 0
    /// Whether there is an encoding that this reader does not know.
    package private(set) var hasUnknown = false

    mutating func insert(_ id: Int64) {
        if let id = Int32(exactly: id), ParquetEncoding(rawValue: id) != nil {
            bits |= 1 << id
        } else {
            hasUnknown = true
        }
    }

    mutating func formUnion(_ other: EncodingSet) {
        bits |= other.bits
        hasUnknown = hasUnknown || other.hasUnknown
    }

    /// The known encodings, in the order of their numbers.
    package var encodings: [ParquetEncoding] {
        (0..<32).compactMap { bits >> $0 & 1 == 1 ? ParquetEncoding(rawValue: $0) : nil }
    }
}
