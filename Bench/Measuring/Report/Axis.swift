import Foundation

/// The marks of an axis from zero on: at multiples of 1, 2 or 5 times a power of ten.
struct Axis: Sendable {
    let step: Double
    let end: Double

    /// - Parameter marks: the approximate number of marks.
    init(highest: Double, marks: Int) {
        guard highest > 0, highest.isFinite else {
            (step, end) = (1, 1)
            return
        }
        let rough = highest / Double(marks)
        let power = pow(10, floor(log10(rough)))
        step = ([1, 2, 5, 10].first { $0 * power >= rough * 0.999_999 } ?? 10) * power
        end = ceil(highest / step - 0.000_001) * step
    }

    var marks: [Double] { (0...Int((end / step).rounded())).map { Double($0) * step } }
}
