/// The columns of a file.
struct Schema {
    private(set) var columns: [ParquetColumn] = []
    private(set) var nested: [NestedColumn] = []
    /// The number of leaves, flat or not.
    private(set) var leaves = 0

    /// Flattens the tree, whose elements come in depth-first order with the root first.
    init(_ elements: [SchemaElement]) throws(ParquetError) {
        guard let root = elements.first else { throw .damaged("the schema has no root") }
        var index = 1
        for _ in 0..<(try Self.children(of: root)) {
            guard index < elements.count else { throw Self.incomplete }
            let element = elements[index]
            index += 1
            // A group is skipped, whatever it says.
            let repetition = element.isGroup ? .repeated : try Self.repetition(of: element)
            if repetition == .repeated {
                let start = leaves
                index = try skip(element, elements, at: index)
                nested.append(NestedColumn(name: element.name, leaves: start..<leaves))
            } else {
                columns.append(try Self.column(element, isOptional: repetition == .optional, leaf: leaves))
                leaves += 1
            }
        }
        guard index == elements.count else {
            throw .damaged("the schema has \(elements.count - index) elements outside its tree")
        }
    }

    private static var incomplete: ParquetError { .damaged("the schema lists fewer elements than its groups have") }

    /// Fails for an unknown repetition: whether pages have levels depends on it.
    private static func repetition(of element: SchemaElement) throws(ParquetError) -> SchemaElement.Repetition {
        guard let repetition = element.repetition.flatMap(SchemaElement.Repetition.init) else {
            let found = element.repetition.map { "the unknown repetition \($0)" } ?? "no repetition"
            throw .damaged("column '\(element.name)' has \(found)")
        }
        return repetition
    }

    private static func children(of element: SchemaElement) throws(ParquetError) -> Int {
        let count = element.children ?? 0
        guard count >= 0 else { throw .damaged("a group of the schema has \(count) children") }
        return Int(count)
    }

    /// Counts the leaves below an element; returns the index of the element after them.
    private mutating func skip(
        _ element: SchemaElement, _ elements: [SchemaElement], at start: Int
    ) throws(ParquetError) -> Int {
        guard element.isGroup else {
            leaves += 1
            return start
        }
        var index = start
        var remaining = try Self.children(of: element)
        while remaining > 0 {
            guard index < elements.count else { throw Self.incomplete }
            let element = elements[index]
            index += 1
            remaining -= 1
            if element.isGroup {
                // At most 2^31 for each element, so the sum cannot overflow.
                remaining += try Self.children(of: element)
            } else {
                leaves += 1
            }
        }
        return index
    }

    private static func column(
        _ element: SchemaElement, isOptional: Bool, leaf: Int
    ) throws(ParquetError) -> ParquetColumn {
        guard let type = element.type.flatMap({ UInt8(exactly: $0) }).flatMap(PhysicalType.init(rawValue:)) else {
            throw .damaged("column '\(element.name)' has the unknown physical type \(element.type ?? -1)")
        }
        guard try children(of: element) == 0 else {
            throw .damaged("column '\(element.name)' has both a physical type and children")
        }
        let length: Int
        switch type {
        case .int96: length = 12
        case .fixedLengthByteArray:
            guard let claimed = element.typeLength, claimed > 0 else {
                throw .damaged("column '\(element.name)' has values of \(element.typeLength ?? 0) bytes")
            }
            length = Int(claimed)
        default: length = 0
        }
        return ParquetColumn(
            name: element.name, type: type, length: length, isOptional: isOptional, logicalType: element.logicalType,
            leaf: leaf)
    }
}
