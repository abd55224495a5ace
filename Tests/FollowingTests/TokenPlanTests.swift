import Following
import SourceDescriptions
import Testing

@Suite struct TokenPlanTests {
    private static func addresses(_ numbers: some Sequence<Int>) -> [String] {
        numbers.map { number in
            let digits = String(number, radix: 16)
            return String(repeating: "0", count: 40 - digits.count) + digits
        }
    }

    @Test func contractsAreCutIntoSourcesInTheirOrder() {
        let most = NodeTokens.mostAddresses
        let groups = TokenPlan.groups(of: Self.addresses((0..<2 * most + 1).reversed()), besides: [])
        #expect(groups.map(\.count) == [most, most, 1])
        #expect(groups.flatMap(\.self) == Self.addresses(0..<2 * most + 1))
    }

    @Test func contractsThatAreAskedForAreLeftOut() {
        let groups = TokenPlan.groups(of: Self.addresses([3, 1, 2, 1]), besides: Set(Self.addresses([2, 7])))
        #expect(groups == [Self.addresses([1, 3])])
        #expect(TokenPlan.groups(of: Self.addresses([2]), besides: Set(Self.addresses([2]))).isEmpty)
    }
}
