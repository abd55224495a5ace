import ETLModels
import Foundation
import Testing

/// Reads a file with Python's csv and json modules; each value has one form, independent of the file's format.
enum PythonReading {
    static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// The records of a kind, each with its values in the order of the columns; empty for NULL.
    static func records(of path: String, _ kind: RecordKind) throws -> [[String]] {
        let columns = kind.schema.columns.map { ($0.name, "\($0.type)") }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(python))
        process.arguments = ["-c", program, path, String(kind.name.dropLast())] + columns.flatMap { [$0.0, $0.1] }
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try JSONDecoder().decode([[String]].self, from: data)
    }

    private static let program = #"""
        import csv, datetime, json, re, sys
        csv.field_size_limit(1 << 30)
        path, item, names, types = sys.argv[1], sys.argv[2], sys.argv[3::2], sys.argv[4::2]

        def time(text):
            if text.isdigit(): return int(text) * 1000000
            date, fraction, zone = re.fullmatch(
                r'(.{10}[ T].{8})(\.\d+)? ?(UTC|Z|[+-][0-9:]+)?', text).groups()
            seconds = datetime.datetime.fromisoformat(date + '+00:00').timestamp()
            if zone and zone[0] in '+-':
                hours, minutes = int(zone[1:3]), int(zone[3:].replace(':', '') or 0)
                seconds -= (hours * 60 + minutes) * 60 * (1 if zone[0] == '+' else -1)
            return int(seconds) * 1000000 + int(((fraction or '.')[1:] + '000000')[:6])

        def value(type, text):
            text = '' if text is None else str(text)
            text = re.sub('[\ud800-\udfff]', '\ufffd', text).replace('\0', '')
            if not text or type == 'text': return text
            if type in ('address', 'hash'): return text.lower()
            return str(time(text) if type == 'timestamp' else int(text))

        def rows():
            file = open(path, newline='', encoding='utf-8', errors='replace')
            start = file.read(1)
            if start == '[':
                file.seek(0)
                yield from json.load(file)
            elif start == '{':
                file.seek(0)
                for line in re.split(r'\n', file.read()):
                    record = json.loads(line) if line else {'type': None}
                    if record.get('type', item) == item: yield record
            else:
                file.seek(0)
                yield from csv.DictReader(file)

        json.dump([[value(t, row.get(n)) for n, t in zip(names, types)] for row in rows()], sys.stdout)
        """#
}

/// A record's values in Python's form.
struct PythonValues: FieldSink, ValueSink {
    private(set) var texts: [String] = []

    static func of<Kind: Record>(_ record: borrowing Kind) -> [String] {
        var values = PythonValues()
        record.write(to: &values)
        return values.texts
    }

    mutating func required<Value: FieldValue>(_ field: Field, _ value: Value) { value.put(into: &self) }
    mutating func optional<Value: FieldValue>(_ field: Field, _ value: Value?) {
        if let value { value.put(into: &self) } else { texts.append("") }
    }

    mutating func put(_ address: Address) { texts.append("\(address)") }
    mutating func put(_ hash: Hash32) { texts.append("\(hash)") }
    mutating func put(_ amount: UInt256) { texts.append("\(amount)") }
    mutating func put(_ number: Int32) { texts.append("\(number)") }
    mutating func put(_ number: Int64) { texts.append("\(number)") }
    mutating func put(_ timestamp: Timestamp) { texts.append("\(timestamp.microseconds)") }
    mutating func put(_ text: Text) { texts.append(text.string) }
}
