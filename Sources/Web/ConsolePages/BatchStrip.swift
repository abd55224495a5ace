import DisplayText
import HTMLText
import Ledger

/// Which batches of a source are loaded, as a strip and in words.
struct BatchStrip {
    private let map: BatchMap
    /// Whether the number of its batches is known.
    private let isWhole: Bool
    /// The numbers of the batches that are dead letters, and not known to be loaded; sorted.
    private let dead: [Int]

    /// The most ranges of dead letters that are named.
    private static let most = 20

    /// - Parameter letters: the numbers of batches with dead letters. Some may be loaded meanwhile, and publishers write what they like.
    init(_ map: BatchMap, isWhole: Bool, letters: [Int]) {
        self.map = map
        self.isWhole = isWhole
        dead = Set(letters).filter { $0 < map.batches ? map.mayLack($0) : !isWhole }.sorted()
    }

    /// The same in words.
    var words: String {
        let loaded = map.loadedBatches
        let all = Format.count(map.batches, "batch", "batches")
        var sentences = ["Loaded: \(Format.count(loaded)) of \(isWhole ? "" : "the first ")\(all)."]
        if !isWhole { sentences.append("There may be more: the last one is not loaded.") }
        if !map.gaps.isEmpty { sentences.append("Not loaded: \(Self.list(map.gaps, of: map.gapCount)).") }
        if !dead.isEmpty {
            let ranges = Self.ranges(dead)
            sentences.append("Dead letters: \(Self.list(Array(ranges.prefix(Self.most)), of: ranges.count)).")
        }
        return sentences.joined(separator: " ")
    }

    /// Writes the strip and the words.
    func write(to html: inout HTML) {
        let heights = map.loaded.indices.map { height(of: $0) }
        let each = map.size > 1 ? "Each part of the strip is \(Format.count(map.size)) batches. " : ""
        html.element("figure") { html in
            html.element(
                "svg", .named("viewBox", "0 -24 \(heights.count) 124"), .named("role", "img"),
                .named("aria-label", words), .named("preserveAspectRatio", "none"), .class("strip")
            ) { html in
                html.element(
                    "rect", .class("ground"), .named("width", "\(heights.count)"), .named("height", "100")
                ) { _ in }
                html.element("path", .class("four"), .named("d", StepPath.area(heights))) { _ in }
                html.element("path", .class("gap"), .named("d", missing(heights))) { _ in }
                html.element("path", .class("dead"), .named("d", marks(heights.count))) { _ in }
            }
            html.axis(["0", "\(map.batches - 1)"])
            html.element(
                "figcaption", text: "\(words) \(each)What is dashed is not loaded; marks above are dead letters.")
        }
    }

    /// How much of a cell is loaded, of 100. Neither a loaded nor a missing part is too low to be seen.
    private func height(of cell: Int) -> Int {
        let (loaded, all) = (map.loaded[cell], map.batches(of: cell))
        if loaded == 0 { return 0 }
        return loaded >= all ? 100 : min(90, max(10, loaded * 100 / all))
    }

    /// Boxes above what is loaded, one for cells beside each other that lack as much.
    private func missing(_ heights: [Int]) -> String {
        Self.runs(of: heights).filter { $0.value < 100 }
            .map { "M\($0.start) 0h\($0.length)v\(100 - $0.value)h-\($0.length)z" }.joined()
    }

    /// Boxes above the cells that have dead letters.
    private func marks(_ cells: Int) -> String {
        var hasLetter = [Int](repeating: 0, count: cells)
        for sequence in dead where sequence < map.batches { hasLetter[sequence / map.size] = 1 }
        return Self.runs(of: hasLetter).filter { $0.value == 1 }
            .map { "M\($0.start) -22h\($0.length)v16h-\($0.length)z" }.joined()
    }

    /// Equal values beside each other.
    private static func runs(of values: [Int]) -> [(start: Int, length: Int, value: Int)] {
        var runs: [(start: Int, length: Int, value: Int)] = []
        for (place, value) in values.enumerated() {
            if let last = runs.last, last.value == value {
                runs[runs.count - 1].length += 1
            } else {
                runs.append((place, 1, value))
            }
        }
        return runs
    }
}

extension BatchStrip {
    /// Numbers that follow one another as ranges.
    ///
    /// - Parameter numbers: sorted, each once.
    private static func ranges(_ numbers: [Int]) -> [ClosedRange<Int>] {
        var ranges: [ClosedRange<Int>] = []
        for number in numbers {
            if let last = ranges.last, last.upperBound == number - 1 {
                ranges[ranges.count - 1] = last.lowerBound...number
            } else {
                ranges.append(number...number)
            }
        }
        return ranges
    }

    /// `batch 88`, `batches 12 to 15, 88 and 3 more ranges`
    ///
    /// - Parameter count: the number of all ranges, of which these are the first.
    private static func list(_ ranges: [ClosedRange<Int>], of count: Int) -> String {
        let names = ranges.map { range in
            range.lowerBound == range.upperBound ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
        }
        let more = count - ranges.count
        let others = more > 0 ? " and \(Format.count(more, "more range", "more ranges"))" : ""
        let isOne = count == 1 && ranges.first.map { $0.lowerBound == $0.upperBound } == true
        return "\(isOne ? "batch" : "batches") \(names.joined(separator: ", "))\(others)"
    }
}
