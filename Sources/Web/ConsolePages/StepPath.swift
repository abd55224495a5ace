/// Steps as the path of a drawing: each value is as wide as one unit, from 100 at the bottom to 0 at the top.
///
/// Numbers are whole and count from the place before: a path of half an hour has about a kilobyte.
enum StepPath {
    /// A line, which breaks off where nothing is known.
    static func line(_ heights: [Int?]) -> String { path(heights, isFilled: false) }

    /// What is below such a line.
    static func area(_ heights: [Int?]) -> String { path(heights, isFilled: true) }

    /// A value between 0 and 100. What is there stays visible beside much more.
    static func height(_ value: Double, of highest: Double) -> Int {
        guard value > 0, highest > 0 else { return 0 }
        return max(1, Int((min(1, value / highest) * 100).rounded()))
    }

    private static func path(_ heights: [Int?], isFilled: Bool) -> String {
        var path = ""
        var before: Int?
        var steps = 0
        for place in 0...heights.count {
            let height = place < heights.count ? heights[place] : nil
            guard height != before else {
                steps += 1
                continue
            }
            if let before {
                path += "h\(steps)"
                if let height {
                    path += "v\(before - height)"
                } else if isFilled {
                    path += "V100z"
                }
            } else if let height {
                path += isFilled ? "M\(place) 100v\(-height)" : "M\(place) \(100 - height)"
            }
            before = height
            steps = 1
        }
        return path
    }
}
