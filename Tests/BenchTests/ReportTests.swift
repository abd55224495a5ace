import Foundation
import FoundationXML
import Testing

@testable import Measuring

@Suite struct ReportTests {
    @Test(arguments: [[3.0, 3.0], [3, 5, 1, 3], [2.5, 4, 1, 3, 2], [1, 1, 1, 100]])
    func theMedianIsTheValueInTheMiddle(medianAndValues: [Double]) throws {
        let sample = try #require(Sample(Array(medianAndValues.dropFirst())))
        #expect(sample.median == medianAndValues[0])
    }

    @Test func aSampleHasItsExtremesAndIsNeverEmpty() throws {
        let sample = try #require(Sample([2, -1, 7]))
        #expect(sample.lowest == -1 && sample.highest == 7)
        #expect(Sample([]) == nil)
    }

    @Test func numbersAreWrittenForPeople() {
        #expect(Figure.count(1_234_567.4) == "1,234,567")
        #expect(Figure.count(-123_456) == "-123,456" && Figure.count(-123) == "-123" && Figure.count(0) == "0")
        #expect(Figure.decimal(2.345, 1) == "2.3" && Figure.megabytes(1_500_000) == "1.5")
        #expect(Figure.short(250) == "250" && Figure.short(250_000) == "250k" && Figure.short(1_500_000) == "1.5M")
        #expect(Figure.short(0.25) == "0.25")
    }

    @Test func aTableIsTextAndMarkdown() {
        var table = ReportTable(["name", "s"])
        table.add(["a|b", "1.00"])
        table.add(["not here"])
        #expect(table.text == "name         s\n──────────────\na|b       1.00\nnot here")
        #expect(table.markdown == "| name | s |\n| --- | ---: |\n| a\\|b | 1.00 |\n| not here |  |")
    }

    @Test(arguments: [
        (187_000.0, 200_000.0, 50_000.0), (5.0, 5.0, 1.0), (0.7, 0.8, 0.2), (10.0, 10.0, 2.0), (0.0, 1.0, 1.0),
    ])
    func anAxisEndsBehindTheHighestValue(highest: Double, end: Double, step: Double) {
        let axis = Axis(highest: highest, marks: 5)
        #expect(abs(axis.end - end) < end / 1000 && abs(axis.step - step) < step / 1000)
        #expect(axis.marks.count <= 8)
    }

    @Test func aPlotIsXMLWithALineForEachSeries() throws {
        let lines = [
            LinePlot.Line(name: "a < b & c", points: [(0, 0), (1, 10)]), LinePlot.Line(name: "none", points: []),
        ]
        let svg = LinePlot(title: "rate", x: "s", y: "rows/s", lines: lines).svg
        let (reader, names) = (XMLParser(data: Data(svg.utf8)), ElementNames())
        reader.delegate = names
        #expect(reader.parse())
        #expect(names.names.count { $0 == "polyline" } == 2)
        // The line goes from the corner of the axes to the opposite one.
        #expect(svg.contains(#"points="70.0,310.0 740.0,56.0""#))
        #expect(svg.contains("a &lt; b &amp; c"))
    }

    @Test func resultsComeBackFromJSON() throws {
        let usage = GroupUsage(
            cpuSeconds: 1.5, unseenSeconds: 0.1, peakBytes: 4096,
            processes: [
                ProcessUsage(
                    name: "loader", count: 1, userSeconds: 1, systemSeconds: 0.4, peakBytes: 4096,
                    memory: [MemoryPoint(seconds: 0.05, bytes: 4096)])
            ])
        let path = FileManager.default.temporaryDirectory.appending(path: "results-\(UUID()).json").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try JSONFile.write(usage, to: path)
        #expect(try String(contentsOfFile: path, encoding: .utf8).contains(#""cpu_seconds" : 1.5"#))
        let again = try JSONFile.read(GroupUsage.self, from: path)
        #expect(again.peakBytes == 4096 && again.processes.first?.memory == usage.processes.first?.memory)
    }
}

private final class ElementNames: NSObject, XMLParserDelegate {
    private(set) var names: [String] = []

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        names.append(name)
    }
}
