import DisplayText
import ETLModels
import Foundation
import FoundationXML
import Ledger
import RecordBlocks
import Testing

@testable import Coverage
@testable import ETLCommands
@testable import TerminalOutput

/// The report in a terminal and as a picture.
struct CoverageViewTests {
    /// Blocks 100 to 299 are loaded, 300 to 399 scanned; 400 to 499 are a gap, and 180 to 189 have few records.
    private func report(_ uri: String = "/start_block=100/end_block=399/a.csv", counts: Bool = true) -> CoverageReport {
        var draft = CoverageDraft(request: CoverageRequest(from: 100, to: 499))
        draft.sources = [
            SourceBlocks(
                BlockReach(
                    id: SourceID(uri: uri, size: 1, modified: 0), uri: uri, isComplete: true, isRetired: false,
                    stored: 8000, rejected: 7, blocks: 100...299, batchesWithoutBlocks: 0))
        ]
        draft.batches = [BlockRange(100...299)]
        draft.extent = BlockExtent(blocks: 100...299, newestTime: 0)
        draft.holes = []
        if counts {
            let buckets = BlockBuckets(BlockRange(100...499), most: 40)
            let records = (0..<20).map { ($0, $0 == 8 ? 20 : $0 < 10 ? 400 : 100 + 10 * $0) }
            draft.counted = (
                buckets, BucketCounts(records: Dictionary(uniqueKeysWithValues: records), readPart: 1)
            )
        }
        return draft.report()
    }

    @Test func showsTheBlocksAsShades() {
        let lines = report().picture(within: 80)
        #expect(lines.first == "100  ████████!█▓▓▓▓▓▓▓▓▓▓----------··········")
        #expect(lines.dropFirst().joined(separator: " ").hasPrefix("A character is 10 blocks: "))
        let narrow = report().picture(within: 40)
        #expect(narrow[0] == "100  ████████!█▓▓▓▓▓▓▓▓▓▓----------")
        #expect(narrow[1] == "400  ··········")
        #expect(narrow.allSatisfy { Format.width($0) <= 40 })
        #expect(report(counts: false).picture(within: 80).isEmpty)
    }

    @Test(arguments: [40, 80, 160]) func keepsWithinTheWidth(width: Int) {
        let name = "/start_block=100/end_block=399/" + String(repeating: "long-", count: 40) + ".csv"
        for line in report(name).lines(CoverageReport.View(width: width)) {
            #expect(Format.width(line) <= width, "\(line)")
        }
    }

    @Test func listsRangesSparseBlocksAndSources() {
        let lines = report().lines(CoverageReport.View())
        #expect(
            lines[0] == "token_transfers: 6,090 records in blocks 100 – 499. Newest block: 299,"
                || lines[0].hasPrefix("token_transfers: "))
        let text = lines.joined(separator: "\n")
        for part in [
            "100 – 299  loaded      200", "300 – 399  scanned     100", "400 – 499  gap         100",
            "blocks 180 – 189       20       400", "source  declared   reached    stored",
            "a.csv   100 – 399  100 – 299   8,000",
        ] { #expect(text.contains(part), "\(part) in \(text)") }
    }

    @Test func namesOnlyTheLongestGapsIfThereAreTooManyRanges() {
        let lines = report().lines(CoverageReport.View(most: 1))
        #expect(lines.contains("The longest gaps; 2 more ranges are in --json."))
        #expect(!lines.contains { $0.contains("loaded  ") })
    }

    @Test func saysThatNothingIsKnown() {
        let empty = CoverageDraft(request: CoverageRequest()).report()
        let lines = empty.lines(CoverageReport.View())
        #expect(lines.first == "No blocks of token_transfers are known.")
        #expect(lines.contains("0 – …   gap      open"))
    }

    @Test(arguments: [
        #"/<script>"&'"#, "/\"\u{301}=1 onload=\"x", "/a\u{0}\u{7}\u{FFFF}\u{202E}.csv", "/]]><!--.csv",
    ]) func theDrawingIsXMLWhateverTheNamesAre(name: String) throws {
        let svg = CoverageDrawing(report("/start_block=100/end_block=399" + name)).svg
        let parser = XMLParser(data: Data(svg.utf8))
        let reader = NamesReader()
        parser.delegate = reader
        #expect(parser.parse(), "\(svg)")
        #expect(reader.elements == ["svg", "title", "style", "rect", "text", "path", "g"])
        #expect(reader.attributes.isSubset(of: NamesReader.known))
    }

    @Test func theDrawingShowsGapsAndReadsInLightAndDark() {
        let svg = CoverageDrawing(report()).svg
        for part in [
            "class=\"gap\" d=\"M", "class=\"scanned\" d=\"M", "class=\"sparse\" d=\"M", "prefers-color-scheme: dark",
        ] {
            #expect(svg.contains(part), "\(part)")
        }
        #expect(!svg.contains("href") && !svg.contains("nan") && !svg.contains("inf"))
        let empty = CoverageDrawing(CoverageDraft(request: CoverageRequest()).report()).svg
        #expect(XMLParser(data: Data(empty.utf8)).parse())
    }
}

/// Collects the names of elements and attributes.
private final class NamesReader: NSObject, XMLParserDelegate {
    static let known: Set<String> = [
        "xmlns", "viewBox", "width", "height", "role", "aria-labelledby", "id", "class", "x", "y", "d",
    ]
    var elements: Set<String> = []
    var attributes: Set<String> = []

    func parser(
        _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
        attributes names: [String: String]
    ) {
        elements.insert(element)
        attributes.formUnion(names.keys)
    }
}
