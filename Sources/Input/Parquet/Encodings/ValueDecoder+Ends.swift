// A page that has more bytes than its values take was not written as the footer says: for instance with levels, which a reader of
// required values would take for the first of them.
extension ValueDecoder {
    /// Fails if a page without nulls has another number of values. Costs a look at each run, or at each length.
    func check(count: Int) throws(ParquetError) {
        let isExact =
            switch form {
            case .nothing: false
            case .plain: plain.has(exactly: count)
            case .dictionary, .booleans: hybrid.has(exactly: count)
            case .delta: delta?.total == count
            case .deltaLength: deltaLength?.total == count
            case .deltaBytes: prefixTotals(are: count)
            case .split, .splitBytes: split?.total == count
            }
        guard !isExact else { return }
        throw .damaged("the bytes of the page are not those of \(ParquetError.grouped(count)) values without nulls")
    }

    /// Fails if there is something behind the last value. Behind the levels of a page of nulls, some writers have what no value uses;
    /// others fill up run lengths with more than a group of eight.
    func checkEnd() throws(ParquetError) {
        guard hasValues else { return }
        let isAtEnd =
            switch form {
            case .nothing, .dictionary, .booleans: true
            case .plain: plain.isAtEnd
            case .delta: delta?.remaining == 0
            case .deltaLength: deltaLength?.isAtEnd ?? true
            case .deltaBytes: prefixesAreAtEnd
            case .split, .splitBytes: split?.isAtEnd ?? true
            }
        guard !isAtEnd else { return }
        throw .damaged("the page has bytes behind its last value")
    }
}

extension ValueDecoder {
    private func prefixTotals(are count: Int) -> Bool {
        switch deltaBytes {
        case .some(let decoder): decoder.total(is: count)
        case .none: false
        }
    }

    private var prefixesAreAtEnd: Bool {
        switch deltaBytes {
        case .some(let decoder): decoder.isAtEnd
        case .none: true
        }
    }
}

extension PlainDecoder {
    /// Whether no value is left.
    var isAtEnd: Bool { type == .boolean ? bytes.count * 8 - bit < 8 : bytes.count == 0 }

    /// Whether there are so many values.
    func has(exactly count: Int) -> Bool {
        switch type {
        case .boolean: return bytes.count == (count + 7) / 8
        case .int32, .float: return bytes.count == count * 4
        case .int64, .double: return bytes.count == count * 8
        case .int96, .fixedLengthByteArray: return bytes.count.isMultiple(of: length) && bytes.count / length == count
        case .byteArray:
            var (rest, left) = (bytes, count)
            while left > 0, let length = rest.word(), length <= rest.count {
                rest.drop(length)
                left -= 1
            }
            return left == 0 && rest.count == 0
        }
    }
}

extension HybridDecoder {
    /// Whether there are so many values, and those that fill up the last group of eight.
    func has(exactly count: Int) -> Bool {
        var scan = self
        var left = count
        while left > 0 {
            guard let run = try? scan.skipRun() else { return false }
            left -= run
        }
        return left > -8 && scan.bytes.count == 0
    }
}
