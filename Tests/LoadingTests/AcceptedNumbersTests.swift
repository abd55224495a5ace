import Testing

@testable import Loading

@Suite struct AcceptedNumbersTests {
    @Test(
        arguments: [
            ([], [11, 12, 13]), ([11], [12, 13, 14]), ([12], [11, 13, 14]), ([11, 12, 13], [14, 15, 16]),
            ([12, 13, 15], [11, 14, 16]), ([14], [11, 12, 13]),
        ] as [([UInt64], [UInt64])])
    func passesOverTheRejectedOnes(rejected: [UInt64], accepted: [UInt64]) {
        var numbers = AcceptedNumbers(first: 11, rejected: rejected)
        #expect((0..<3).map { _ in numbers.next() } == accepted)
    }
}
