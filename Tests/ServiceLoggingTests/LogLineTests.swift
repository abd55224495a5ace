import Foundation
import Logging
import Synchronization
import Testing

@testable import ServiceLogging
@testable import ServiceSettings

@Suite struct LogLineTests {
    private static let hostile = "a\nb\r\u{1B}[31m\"\\\u{2028}\u{202E}\u{85}\u{0}é🪙"

    private func line(
        _ metadata: Logger.Metadata, message: String = "Loaded a batch", label: String = "loader"
    ) -> LogLine {
        LogLine(
            at: LogMoment(seconds: 1_772_366_400, milliseconds: 42), level: .info, label: label, module: "Loader",
            message: message, metadata: metadata)
    }

    private func object(_ line: LogLine) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(line.json.utf8)) as? [String: Any])
    }

    @Test func jsonHasTheFixedFieldsFirstAndTheMetadataBeside() {
        #expect(
            line(["etl.records": .stringConvertible(4000), "etl.batch": "b/1"]).json
                == #"{"timestamp":"2026-03-01T12:00:00.042Z","level":"info","logger":"loader","message":"Loaded a batch","#
                + #""etl.batch":"b/1","etl.records":4000}"#)
    }

    @Test func jsonKeepsEveryKindOfValue() throws {
        let fields = try object(
            line([
                "count": .stringConvertible(UInt64.max), "share": .stringConvertible(0.5),
                "flag": .stringConvertible(true), "no number": .stringConvertible(Double.nan),
                "list": ["x", ["y": "z"]], "text": "12",
            ]))
        #expect(fields["count"] as? UInt64 == .max)
        #expect(fields["share"] as? Double == 0.5)
        #expect(fields["flag"] as? Bool == true)
        #expect(fields["no number"] as? String == "nan")
        #expect((fields["list"] as? [Any])?.last as? [String: String] == ["y": "z"])
        #expect(fields["text"] as? String == "12")
    }

    @Test func metadataCannotTakeTheNameOfAnotherField() throws {
        let fields = try object(line(["level": "no", "message": "no"]))
        #expect(fields["level"] as? String == "info")
        #expect(fields["metadata.message"] as? String == "no")
    }

    @Test func hostileTextStaysOneLineAndIsWholeInJSON() throws {
        let line = line([Self.hostile: "\(Self.hostile)"], message: Self.hostile, label: Self.hostile)
        let fields = try object(line)
        #expect(fields["message"] as? String == Self.hostile)
        #expect(fields[Self.hostile] as? String == Self.hostile)
        #expect(fields["logger"] as? String == Self.hostile)
        for text in [line.json, line.text] {
            #expect(!text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x1B || $0.value == 0x85 })
            #expect(!text.unicodeScalars.contains { [0x2028, 0x202E].contains($0.value) })
        }
    }

    @Test func aLongValueIsCut() {
        let line = line(["error": "\(String(repeating: "x", count: 1_000_000))"])
        #expect(line.text.utf8.count < 5000 && line.json.utf8.count < 5000)
    }

    @Test func textHasTheMetadataBeforeTheMessage() {
        let text = line(["etl.records": "2", "etl.batch": "b/1"]).text
        #expect(text.hasSuffix(" info loader: etl.batch=b/1 etl.records=2 [Loader] Loaded a batch"))
        #expect(text.prefix(24).wholeMatch(of: /2026-03-0[12]T\d\d:\d\d:00[+-]\d{4}/) != nil)
    }

    @Test func handlerWritesALineForEachEventWithItsOwnMetadata() throws {
        let written = Mutex<[String]>([])
        var logger = Logger(label: "loader") {
            LineLogHandler(label: $0, format: .json) { line in written.withLock { $0.append(line) } }
        }
        logger[metadataKey: "host"] = "h"
        logger.debug("hidden")
        logger.error("shown", metadata: ["host": "other"])
        let lines = written.withLock { $0 }
        #expect(lines.count == 1)
        #expect(lines.first?.contains(#""message":"shown","host":"other"}"# + "\n") == true)
    }

    @Test(arguments: [
        ("text", LogFormat.text), ("JSON", .json), ("auto", nil), ("", nil),
    ])
    func formatIsASetting(_ text: String, _ format: LogFormat?) async throws {
        let settings = try await Settings(flags: [:], file: nil, environment: ["LOG_FORMAT": text])
        #expect(try settings.logFormat() == format)
    }

    @Test func unknownFormatIsAnErrorThatNamesTheKnownOnes() async throws {
        let settings = try await Settings(flags: [.logFormat: "xml"], file: nil, environment: [:])
        let error = #expect(throws: SettingsError.self) { try settings.logger(label: "x") }
        #expect(error?.description.contains("text, json, auto") == true)
    }

    @Test func formatAndLevelMayStandInTheSettingsFile() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("log-\(UUID().uuidString).yaml").path
        try "etl:\n  log:\n    format: json\n    level: warning\n".write(
            toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let settings = try await Settings(flags: [:], file: path, environment: [:])
        #expect(try settings.logFormat() == .json)
        #expect(try settings.logger(label: "x").logLevel == .warning)
        let other = try await Settings(flags: [:], file: path, environment: ["LOG_FORMAT": "text"])
        #expect(try other.logFormat() == .text)
    }

    @Test func withoutASettingATerminalGetsText() {
        #expect(LogFormat.automatic(isTerminal: true) == .text)
        #expect(LogFormat.automatic(isTerminal: false) == .json)
    }
}
