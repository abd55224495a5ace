package import TestData

/// A reader of bytes that nobody has vouched for, the inputs that it is fed, and what must be true whatever they are.
package protocol FuzzTarget: SendableMetatype {
    /// What it is called on the command line.
    static var name: String { get }
    /// What it reads, in a few words.
    static var summary: String { get }
    /// How many inputs the tests feed it: as many as a debug build takes in some seconds.
    static var inputsInTests: Int { get }

    /// Makes its seeds.
    init(_ corpus: Corpus) throws

    /// Makes up an input, the same for the same numbers.
    func makeInput(_ random: inout SeededGenerator) -> [UInt8]

    /// Reads an input, which is all that what happens depends on.
    ///
    /// - Returns: whether it was read to its end: the rest has shown only that it is refused.
    /// - Throws: ``Finding`` when something is not true that must be; any other error counts as one too.
    func check(_ input: [UInt8]) throws -> Bool
}

/// Something that is not as it must be.
package struct Finding: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// Makes a finding of what is not true.
func expect(_ condition: Bool, _ what: @autoclosure () -> String) throws(Finding) {
    guard condition else { throw Finding(what()) }
}
