/// The texts of a record's fields in the order of its columns, each exactly as PostgreSQL returns it.
typealias Row = [String?]

func hexadecimal(_ digit: Int, bytes: Int) -> String {
    let digits = String(digit, radix: 16)
    return "0x" + String(repeating: "0", count: bytes * 2 - digits.count) + digits
}

func transfer(_ block: Int, _ logIndex: Int = 0, value: String = "1", from: String? = nil) -> Row {
    [
        "\(block)", "\(logIndex)", hexadecimal(block, bytes: 32), hexadecimal(7, bytes: 20), from, nil, value,
        "2022-08-08 23:06:52+00", nil,
    ]
}

func token(_ address: Int, symbol: String? = nil, block: Int? = nil) -> Row {
    [hexadecimal(address, bytes: 20), symbol, nil, "18", nil, nil, block.map(String.init), nil]
}
