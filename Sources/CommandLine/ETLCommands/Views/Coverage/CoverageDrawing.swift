import Coverage
import DisplayText

/// A picture of a report: the records along the blocks, the gaps, and the reach of each source.
struct CoverageDrawing {
    static let width = 960
    static let margin = 16
    private static let chartTop = 64
    private static let chartHeight = 160
    /// The height of a lane.
    static let lane = 18
    /// The most sources with a lane of their own.
    static let mostLanes = 40

    let report: CoverageReport

    init(_ report: CoverageReport) {
        self.report = report
    }

    /// The whole document, which needs no other file.
    var svg: String {
        let bottom = Self.chartTop + Self.chartHeight
        let lanes = lanes(from: bottom + 64)
        let height = bottom + 72 + lanes.count * Self.lane + Self.margin
        let name = "Coverage of \(report.kind)"
        let parts =
            [
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(Self.width) \(height)\" width=\"\(Self.width)\" "
                    + "height=\"\(height)\" role=\"img\" aria-labelledby=\"name\">",
                "<title id=\"name\">\(XMLText.escaped("\(name): \(summary)"))</title>", Self.style,
                "<rect class=\"paper\" width=\"\(Self.width)\" height=\"\(height)\"/>",
                text(Self.margin, 28, name, "head"), text(Self.margin, 48, summary),
            ] + chart + legend(at: bottom + 46)
            + lanes + ["</svg>"]
        return parts.joined(separator: "\n") + "\n"
    }

    private static let style = """
        <style>
        text { font: 12px sans-serif; fill: #222 } .head { font-size: 16px; font-weight: bold } .end { text-anchor: end }
        .paper { fill: #fff } .records { fill: #0072b2 } .sparse { fill: #d55e00 } .gap { fill: #ddd } .scanned { fill: #7a7a7a }
        .axis, .declared { stroke: #555; fill: none } .over { fill: #fff }
        @media (prefers-color-scheme: dark) {
        text { fill: #eee } .paper { fill: #111 } .records { fill: #56b4e9 } .sparse { fill: #e69f00 } .gap { fill: #3a3a3a }
        .scanned { fill: #999 } .axis, .declared { stroke: #aaa } .over { fill: #111 }
        }
        </style>
        """

    private var summary: String {
        guard let from = report.from, let to = report.to else { return "no blocks are known" }
        let about = report.recordsAreEstimated ? "about " : ""
        return "\(about)\(Format.count(report.records, "record", "records")) in blocks \(BlockText.range(from, to))"
    }

    func text(_ x: Int, _ y: Int, _ text: String, _ style: String = "") -> String {
        "<text x=\"\(x)\" y=\"\(y)\"\(style.isEmpty ? "" : " class=\"\(style)\"")>\(XMLText.escaped(text))</text>"
    }

    /// The place of a block along the picture.
    func place(_ block: Double) -> Double {
        guard let from = report.from, let to = report.to, to >= from else { return Double(Self.margin) }
        let part = (block - Double(from)) / (Double(to) - Double(from) + 1)
        return Double(Self.margin) + min(max(0, part), 1) * Double(Self.width - 2 * Self.margin)
    }

    func box(_ from: Int64, _ to: Int64, _ y: Double, _ height: Double) -> String {
        let (left, right) = (place(Double(from)), place(Double(to) + 1))
        return "M\(decimal(left)) \(decimal(y))h\(decimal(max(0.5, right - left)))v\(decimal(height))"
            + "H\(decimal(left))z"
    }

    private func decimal(_ number: Double) -> String { Format.decimal(max(0, number), 2) }

    func path(_ style: String, _ boxes: [String]) -> [String] {
        boxes.isEmpty ? [] : ["<path class=\"\(style)\" d=\"\(boxes.joined())\"/>"]
    }
}

extension CoverageDrawing {
    /// The records of each bucket as bars, over the gaps as grounds.
    private var chart: [String] {
        let (top, height) = (Double(Self.chartTop), Double(Self.chartHeight))
        let highest = report.density.map(\.perBlock).max() ?? 0
        func bar(_ bucket: CoverageReport.Bucket) -> String {
            let part = highest > 0 ? bucket.perBlock / highest : 0
            return box(bucket.from, bucket.to, top + height * (1 - part), height * part)
        }
        let filled = report.density.filter { $0.records > 0 && $0.coveredBlocks > 0 }
        let gaps = report.gaps.compactMap { gap -> String? in
            guard let from = report.from, let to = report.to, gap.from <= to, gap.to ?? .max >= from else { return nil }
            return box(max(from, gap.from), min(to, gap.to ?? .max), top, height)
        }
        let scanned = report.scanned.map { box($0.from, $0.to, top + height - 4, 4) }
        let (left, right) = (Self.margin, Self.width - Self.margin)
        let (base, label) = (Self.chartTop + Self.chartHeight, Self.chartTop + Self.chartHeight + 18)
        return path("gap", gaps) + path("scanned", scanned) + path("records", filled.filter { !$0.isSparse }.map(bar))
            + path("sparse", filled.filter(\.isSparse).map(bar))
            + ["<path class=\"axis\" d=\"M\(left) \(base)H\(right)\"/>"]
            + [report.from.map { text(left, label, Format.count(Int($0))) }].compactMap(\.self)
            + [report.to.map { text(right, label, Format.count(Int($0)), "end") }].compactMap(\.self)
    }

    private func legend(at y: Int) -> [String] {
        let entries = [
            ("records", "records for each block"), ("sparse", "few beside their neighbours"), ("gap", "gap"),
            ("scanned", "scanned, no records"),
        ]
        return entries.enumerated().flatMap { place, entry in
            let x = Self.margin + place * 200
            return [
                "<rect class=\"\(entry.0)\" x=\"\(x)\" y=\"\(y - 10)\" width=\"12\" height=\"12\"/>",
                text(x + 18, y, entry.1),
            ]
        }
    }
}
