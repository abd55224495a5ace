/// A line plot as a self-contained SVG document: no fonts, no scripts.
package struct LinePlot: Sendable {
    package struct Line: Sendable {
        package let name: String
        package let points: [(x: Double, y: Double)]

        package init(name: String, points: [(x: Double, y: Double)]) {
            self.name = name
            self.points = points
        }
    }

    private static let (width, height) = (760.0, 360.0)
    private static let (left, right, top, bottom) = (70.0, 20.0, 56.0, 50.0)
    private static let colors = ["#1b6ca8", "#d1495b", "#3a8f5c", "#b07aa1", "#e09f3e", "#5c5c5c"]

    private let title: String
    private let (xLabel, yLabel): (String, String)
    private let lines: [Line]
    private let (xAxis, yAxis): (Axis, Axis)

    /// - Parameter lines: both axes start at zero and end beyond the highest value.
    package init(title: String, x: String, y: String, lines: [Line]) {
        self.title = title
        (xLabel, yLabel) = (x, y)
        self.lines = lines
        xAxis = Axis(highest: lines.flatMap(\.points).map(\.x).max() ?? 0, marks: 8)
        yAxis = Axis(highest: lines.flatMap(\.points).map(\.y).max() ?? 0, marks: 5)
    }

    package var svg: String {
        let size = "width=\"\(Int(Self.width))\" height=\"\(Int(Self.height))\""
        let start = """
            <svg xmlns="http://www.w3.org/2000/svg" \(size) viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" \
            font-family="sans-serif" font-size="12">
            <rect width="100%" height="100%" fill="#ffffff"/>
            """
        let heading = Self.text(title, at: (Self.left, 20), more: #"font-size="15" font-weight="bold""#)
        return ([start, heading] + grid + labels + curves + ["</svg>"]).joined(separator: "\n") + "\n"
    }

    private var grid: [String] {
        xAxis.marks.flatMap { mark in
            let place = position(mark, 0)
            return [
                Self.rule((place.x, Self.top), place),
                Self.text(Figure.short(mark), at: (place.x, place.y + 16), more: #"text-anchor="middle""#),
            ]
        }
            + yAxis.marks.flatMap { mark in
                let place = position(0, mark)
                return [
                    Self.rule(place, (Self.width - Self.right, place.y)),
                    Self.text(Figure.short(mark), at: (place.x - 6, place.y + 4), more: #"text-anchor="end""#),
                ]
            }
    }

    private var labels: [String] {
        let middle = (Self.left + Self.width - Self.right) / 2
        return [
            Self.text(xLabel, at: (middle, Self.height - 12), more: #"text-anchor="middle""#),
            Self.text(yLabel, at: (8, Self.top - 12), more: ""),
        ]
            + lines.indices.map { index in
                let place = (Self.left + 130 + 110 * Double(index), Self.top - 12)
                return Self.text(lines[index].name, at: place, more: "fill=\"\(Self.color(index))\"")
            }
    }

    private var curves: [String] {
        lines.indices.map { index in
            let points = lines[index].points.map { point in
                let place = position(point.x, point.y)
                return "\(Figure.decimal(place.x, 1)),\(Figure.decimal(place.y, 1))"
            }
            return "<polyline fill=\"none\" stroke=\"\(Self.color(index))\" stroke-width=\"1.8\" "
                + "points=\"\(points.joined(separator: " "))\"/>"
        }
    }

    private func position(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
        let (across, up) = (Self.width - Self.left - Self.right, Self.height - Self.top - Self.bottom)
        return (Self.left + across * x / xAxis.end, Self.height - Self.bottom - up * y / yAxis.end)
    }

    private static func color(_ index: Int) -> String { colors[index % colors.count] }

    private static func rule(_ start: (x: Double, y: Double), _ end: (x: Double, y: Double)) -> String {
        let ends = [start.x, start.y, end.x, end.y].map { Figure.decimal($0, 1) }
        return "<line x1=\"\(ends[0])\" y1=\"\(ends[1])\" x2=\"\(ends[2])\" y2=\"\(ends[3])\" stroke=\"#dddddd\"/>"
    }

    private static func text(_ text: String, at place: (x: Double, y: Double), more: String) -> String {
        let escaped = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        return "<text x=\"\(Figure.decimal(place.x, 1))\" y=\"\(Figure.decimal(place.y, 1))\" \(more)>\(escaped)</text>"
    }
}
