import Testing

@testable import GraphQL

struct NameTableTests {
    @Test func numbersDistinctNames() {
        var table = NameTable(bytes: Array("a bb a".utf8))
        #expect(table.number(of: 0, 1) == 0)
        #expect(table.number(of: 2, 4) == 1)
        #expect(table.number(of: 5, 6) == 0)
        #expect(table[1] == "bb")
        #expect(table.count == 2)
    }

    @Test func keepsNumbersWhenItGrows() {
        var table = NameTable(bytes: [])
        for index in 0..<1_000 { #expect(table.number(of: "name\(index)") == Int32(index)) }
        #expect((0..<1_000).allSatisfy { table.find("name\($0)") == Int32($0) })
        #expect(table.find("name1000") == nil)
    }

    @Test func findsItsNamesInAnotherTable() {
        var first = NameTable(bytes: [])
        var second = NameTable(bytes: [])
        for name in ["a", "b", "c"] { _ = first.number(of: name) }
        for name in ["c", "a"] { _ = second.number(of: name) }
        #expect(first.numbers(in: second) == [1, -1, 0])
    }
}
