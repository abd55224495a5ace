/// Comparisons of secrets in a time that does not depend on the first difference.
package enum ConstantTime {
    /// Whether both have the same bytes. The time tells whether they have the same number.
    package static func areEqual(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for (one, other) in zip(left, right) { difference |= one ^ other }
        return difference == 0
    }
}
