package import Coverage
import DisplayText
import HTMLText

extension Page {
    /// The most ranges in a table.
    private static let mostRanges = 200
    private static let width = 960.0
    private static let height = 48.0

    /// Are blocks missing?
    ///
    /// The page holds its text, and not the report, which may be large.
    /// - Parameter lookedAt: in seconds since 1970.
    package static func coverage(_ report: CoverageReport, lookedAt: Int) -> Page {
        var sentence = "No blocks of \(report.kind) are known."
        if let from = report.from, let to = report.to {
            let count = MissingBlocks(report).gaps.count
            let gaps = count == 0 ? "no gap" : Format.count(count, "gap", "gaps")
            let few = report.sparseBlocks.isEmpty ? "" : ", \(Format.count(report.sparseBlocks.count)) with few records"
            sentence = "Blocks \(Format.count(Int(from))) to \(Format.count(Int(to))): \(gaps)\(few)."
        }
        var text = HTML()
        text.element("p", .class("age"), text: "The blocks were looked at \(Format.moment(lookedAt)).")
        write(report, lookedAt, &text)
        return Page(.coverage, sentence: sentence, twin: "etl coverage --kind \(report.kind)") { [text] in $0.part(text)
        }
    }

    /// The first look at a kind is under way.
    package static func coverageUnderWay(_ kind: String) -> Page {
        awaited(
            .coverage, sentence: "The blocks are being looked at, which takes seconds.",
            twin: "etl coverage --kind \(kind)")
    }

    private static func write(_ report: CoverageReport, _ lookedAt: Int, _ html: inout HTML) {
        guard report.from != nil else { return html.nothing("Nothing with a block has been loaded.", at: lookedAt) }
        if !report.density.isEmpty { heat(report, &html) }
        writeGaps(report, lookedAt, &html)
        guard !report.notes.isEmpty else { return }
        html.element("ul") { html in
            for note in report.notes { html.element("li") { $0.foreign(note, limit: 1000) } }
        }
    }

    private static func writeGaps(_ report: CoverageReport, _ lookedAt: Int, _ html: inout HTML) {
        let missing = MissingBlocks(report)
        html.element("h2", text: "Gaps")
        if missing.gaps.isEmpty {
            html.nothing("No block between the first and the last is missing, as far as was looked.", at: lookedAt)
        } else {
            write(Array(missing.gaps.prefix(mostRanges)), "Gaps between the first and the last block", &html)
            if missing.gaps.count > mostRanges {
                html.element("p", text: "\(Format.count(missing.gaps.count - mostRanges)) more on the command line.")
            }
        }
        if !missing.ends.isEmpty {
            html.element("h2", text: "Open ends")
            write(missing.ends, "Before the first and after the last block", &html)
        }
        guard !report.sparseBlocks.isEmpty else { return }
        html.element("h2", text: "Few records beside their neighbours")
        let sparse = Array(report.sparseBlocks.prefix(mostRanges))
        let columns: [Column] = [.number("from"), .number("to"), .number("records"), .number("expected")]
        html.table("Blocks with few records", columns, sparse) { html, blocks in
            html.number(Int(blocks.from))
            html.number(Int(blocks.to))
            html.number(blocks.records)
            html.number(blocks.expected)
        }
    }

    private static func write(_ ranges: [MissingBlocks.Range], _ caption: String, _ html: inout HTML) {
        html.table(caption, [.number("from"), .number("to"), .number("blocks")], ranges) { html, range in
            html.number(Int(range.from))
            html.element("td", .class("number"), text: range.to.map { Format.count(Int($0)) } ?? "…")
            html.number(range.blocks)
        }
    }

    /// Writes a heat map: blocks along, the records for each block as one of five shades, gaps as a pattern of their own.
    private static func heat(_ report: CoverageReport, _ html: inout HTML) {
        let highest = report.density.map(\.perBlock).max() ?? 0
        let names: [StaticString] = ["shade one", "shade two", "shade three", "shade four", "shade five"]
        let text = "Records along the blocks, in five shades: the stronger, the more. Striped parts are gaps."
        html.element("figure") { html in
            html.element(
                "svg", .named("viewBox", "0 0 960 48"), .named("role", "img"), .named("aria-label", text),
                .named("preserveAspectRatio", "none"), .class("heat")
            ) { html in
                html.markup("<rect class=\"ground\" width=\"960\" height=\"48\"></rect>")
                for (shade, name) in names.enumerated() {
                    let boxes = report.density.filter { $0.records > 0 && $0.shade(highest) == shade }
                    write(boxes.map { ($0.from, $0.to) }, name, report, &html)
                }
                let last = report.to ?? 0
                write(report.gaps.map { ($0.from, min($0.to ?? last, last)) }, "gap", report, &html)
            }
            html.element("figcaption", text: text)
        }
    }

    private static func write(
        _ boxes: [(Int64, Int64)], _ style: StaticString, _ report: CoverageReport, _ html: inout HTML
    ) {
        guard let from = report.from, let to = report.to, !boxes.isEmpty else { return }
        let scale = width / (Double(to) - Double(from) + 1)
        let path = boxes.map { box in
            let left = max(0, (Double(box.0) - Double(from)) * scale)
            let right = min(width, (Double(box.1) - Double(from) + 1) * scale)
            return
                "M\(Format.decimal(left, 1)) 0h\(Format.decimal(max(0.5, right - left), 1))v48H\(Format.decimal(left, 1))z"
        }
        html.element("path", .class(style), .named("d", path.joined())) { _ in }
    }
}

extension CoverageReport.Bucket {
    /// One of five, of which the last is for the highest.
    fileprivate func shade(_ highest: Double) -> Int {
        highest > 0 ? min(4, Int(perBlock / highest * 5)) : 0
    }
}
