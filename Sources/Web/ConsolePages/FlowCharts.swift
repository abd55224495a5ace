import DisplayText
import HTMLText

extension HTML {
    /// Writes the charts of the last half hour: the rate, and the messages that wait.
    ///
    /// - Parameter lookedAt: in seconds since 1970.
    mutating func charts(of history: FlowHistory, lookedAt: Int) {
        element("h2", text: "The last 30 minutes")
        guard history.isEnough else {
            let first = history.slots.first?.begin ?? lookedAt
            let begin = first + FlowHistory.least * FlowHistory.secondsOfSlot
            return nothing("The charts begin at \(Format.moment(begin)).")
        }
        element("div", .class("charts")) { html in
            html.writeRates(history)
            html.writeWaiting(history)
        }
    }

    private mutating func writeRates(_ history: FlowHistory) {
        let peak = history.peak { $0.rate }
        let now = history.slots.last?.rate.map { "\(whole($0)) now" } ?? "not known now"
        let most = peak.map { ", at most \(whole($0.value)) (\(minute($0.slot.begin)) UTC)" } ?? ""
        let heights = history.values { slot in slot.rate.map { StepPath.height($0, of: peak?.value ?? 0) } }
        writeChart(history, "Records per second: \(now)\(most).", highest: peak?.value ?? 0) { html in
            html.element("path", .class("rate"), .named("d", StepPath.line(heights))) { _ in }
        }
    }

    /// Writes areas above one another. Their order is that of the legend, and the lower ones are darker: no hue has to be told apart.
    private mutating func writeWaiting(_ history: FlowHistory) {
        let peak = history.peak { slot in slot.waiting.map { Double($0.sum) } }
        let last = history.slots.last?.waiting
        let now = last.map { "\($0.extract), \($0.transform) and \($0.load) now" } ?? "not known now"
        let most = peak.map { ", at most \(whole($0.value)) together (\(minute($0.slot.begin)) UTC)" } ?? ""
        let tops = history.values { slot in slot.waiting.map { StackTops($0, of: peak?.value ?? 0) } }
        writeChart(
            history, "Messages that wait for extract, transform and load, from above: \(now)\(most).",
            highest: peak?.value ?? 0
        ) { html in
            // Each hides the lower part of the one before.
            html.element("path", .class("extract"), .named("d", StepPath.area(tops.map { $0?.extract }))) { _ in }
            html.element("path", .class("transform"), .named("d", StepPath.area(tops.map { $0?.transform }))) { _ in }
            html.element("path", .class("load"), .named("d", StepPath.area(tops.map { $0?.load }))) { _ in }
        } legend: { html in
            html.element("ul", .class("legend")) { html in
                html.writeKey("extract", last?.extract)
                html.writeKey("transform", last?.transform)
                html.writeKey("load", last?.load)
            }
        }
    }

    private mutating func writeKey(_ stage: StaticString, _ count: Int?) {
        element("li") { html in
            html.element("svg", .named("viewBox", "0 0 1 1"), .named("aria-hidden", "true"), .class("key")) { html in
                html.element("rect", .class(stage), .named("width", "1"), .named("height", "1")) { _ in }
            }
            html.text(" \(stage) \(count.map(Format.count) ?? "–")")
        }
    }

    /// - Parameters:
    ///   - words: tell the same as the chart.
    ///   - drawing: writes the paths.
    private mutating func writeChart(
        _ history: FlowHistory, _ words: String, highest: Double, drawing: (inout HTML) -> Void,
        legend: (inout HTML) -> Void = { _ in }
    ) {
        let end = history.slots.last.map { $0.begin + FlowHistory.secondsOfSlot } ?? 0
        element("figure") { html in
            html.element("figcaption", text: words)
            html.axis([whole(highest)])
            html.element(
                "svg", .named("viewBox", "0 -2 180 104"), .named("role", "img"), .named("aria-label", words),
                .named("preserveAspectRatio", "none"), .class("chart")
            ) { html in
                html.markup("<rect class=\"ground\" y=\"-2\" width=\"180\" height=\"104\"></rect>")
                drawing(&html)
            }
            html.axis([minute(end - FlowHistory.most * FlowHistory.secondsOfSlot), "\(minute(end)) UTC"])
            legend(&html)
        }
    }
}

/// The tops of the areas of a slot, one above the other.
private struct StackTops {
    let extract: Int
    let transform: Int
    let load: Int

    /// A few messages of a stage stay visible beside many of others.
    init(_ waiting: WaitingMessages, of highest: Double) {
        let two = waiting.transform + waiting.load
        load = StepPath.height(Double(waiting.load), of: highest)
        transform = max(load + min(1, waiting.transform), StepPath.height(Double(two), of: highest))
        extract = max(transform + min(1, waiting.extract), StepPath.height(Double(waiting.sum), of: highest))
    }
}

/// A number without its fraction. That of an instant may be any.
private func whole(_ number: Double) -> String { Format.count(Int(min(number, 1e15).rounded())) }

/// The hour and the minute of a time in seconds since 1970: `03:12`
private func minute(_ seconds: Int) -> String { String(Format.moment(seconds).dropFirst(11).prefix(5)) }
