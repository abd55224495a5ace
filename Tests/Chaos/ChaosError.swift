/// An obstacle that ended a scenario early; not a fault of the product.
package struct ChaosError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
