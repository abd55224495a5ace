/// Why a scenario could not be carried through; says what stood in its way, not what the product did wrong.
package struct ChaosError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
