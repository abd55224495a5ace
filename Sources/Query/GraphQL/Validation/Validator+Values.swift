/// What a place expects of a value.
struct Expectation {
    /// The type, if it is known.
    var type: TypeUse?
    /// Whether the place has a default value.
    var hasDefault: Bool
    /// Whether the value must be of the type; within a value that is wrong as a whole it need not.
    var isChecked: Bool
    /// The object with exactly one field that the value is in, if it is in one.
    var oneOf: Validator.OneOfPlace?
}

/// Values. Source: spec.graphql.org/October2021/#sec-Values.
extension Validator {
    mutating func walkValue(_ index: Int, _ expected: Expectation) {
        let value = document.values[index]
        switch value.kind {
        case .variable:
            uses.append(
                VariableUse(
                    name: value.name, start: value.start, type: expected.type, hasDefault: expected.hasDefault,
                    oneOf: isInFragment ? expected.oneOf : nil))
        case .list: walkList(index, expected)
        case .object: walkObject(index, expected)
        case .null:
            if expected.isChecked, let type = expected.type, type.isNonNull {
                report("Expected value of type '\(schema.description(of: type))', found null.", value.start)
            }
        default:
            if expected.isChecked { checkLiteral(index, expected.type) }
        }
    }

    private mutating func walkList(_ index: Int, _ expected: Expectation) {
        let nullable = expected.type?.nullable
        var item = Expectation(type: nullable, hasDefault: false, isChecked: expected.isChecked)
        if let nullable, nullable.isList {
            item.type = nullable.inner
        } else if expected.isChecked {
            checkLiteral(index, nullable)
            item.isChecked = false
        }
        var child = index + 1
        while child < Int(document.values[index].end) {
            walkValue(child, item)
            child = Int(document.values[child].end)
        }
    }

    /// Source: spec.graphql.org/October2021/#sec-Input-Object-Field-Names and the sections after it.
    private mutating func walkObject(_ index: Int, _ expected: Expectation) {
        let object = expected.type.flatMap { schema.types[$0.index].kind == .inputObject ? $0.index : nil }
        var isChecked = expected.isChecked
        let fields = document.children(of: index)
        if isChecked {
            if let object {
                checkRequiredFields(index, fields, object)
            } else {
                checkLiteral(index, expected.type)
                isChecked = false
            }
        }
        let first = firstFields(fields)
        for field in fields {
            walkObjectField(field, object, isChecked)
            if let first = first[document.values[field].name.number], first != field {
                let name = document.values[field].name
                report(
                    "There can be only one input field named '\(self.name(name))'.",
                    document.values[first].name.start, name.start)
            }
            var expectation = expectation(of: field, object, isChecked)
            if let object, isChecked, fields.count == 1, schema.types[object].isOneOf {
                expectation.oneOf = OneOfPlace(type: object, start: document.values[index].start)
            }
            walkValue(field + 1, expectation)
        }
    }

    /// The first field of each name, if names occur several times.
    private mutating func firstFields(_ fields: [Int]) -> [Int32: Int] {
        guard fields.count > 1 else { return [:] }
        var first: [Int32: Int] = [:]
        for field in fields where first[document.values[field].name.number] == nil {
            first[document.values[field].name.number] = field
        }
        return first.count == fields.count ? [:] : first
    }

    private mutating func walkObjectField(_ field: Int, _ object: Int?, _ isChecked: Bool) {
        let name = document.values[field].name
        guard isChecked, let object, inputField(name, of: object) == nil else { return }
        report("Field '\(self.name(name))' is not defined by type '\(schema.types[object].name)'.", name.start)
    }

    private func expectation(of field: Int, _ object: Int?, _ isChecked: Bool) -> Expectation {
        let input = object.flatMap { inputField(document.values[field].name, of: $0) }
        return Expectation(
            type: input.map { schema.inputs[$0].type },
            hasDefault: input.map { schema.inputs[$0].defaultLiteral != nil } ?? false, isChecked: isChecked)
    }

    private func inputField(_ name: NameNode, of object: Int) -> Int? {
        schema.input(numbered: number(name), in: schema.types[object].inputFields)
    }

    private mutating func checkRequiredFields(_ index: Int, _ fields: [Int], _ object: Int) {
        let type = schema.types[object]
        for input in schema.inputs[type.inputFields]
        where input.isRequired && !has(input.nameNumber, fields) {
            report(
                "Field '\(type.name).\(input.name)' of required type '\(schema.description(of: input.type))'"
                    + " was not provided.", document.values[index].start)
        }
        if type.isOneOf { checkOneOf(index, fields, type) }
    }

    private func has(_ number: Int32, _ fields: [Int]) -> Bool {
        fields.contains { self.number(document.values[$0].name) == number }
    }

    private mutating func checkOneOf(_ index: Int, _ fields: [Int], _ type: SchemaType) {
        let start = document.values[index].start
        let distinct = Set(fields.map { document.values[$0].name.number })
        guard distinct.count == 1, let last = fields.last else {
            return report("OneOf Input Object '\(type.name)' must specify exactly one key.", start)
        }
        let value = document.values[last + 1]
        if value.kind == .null {
            report("Field '\(type.name).\(name(document.values[last].name))' must be non-null.", start)
        } else if value.kind == .variable, !isInFragment {
            checkOneOf(variable: value.name, type, start)
        }
    }

    /// Checks a variable that is the value of the only field: it must not be null.
    mutating func checkOneOf(variable name: NameNode, _ type: SchemaType, _ start: Int32) {
        guard isNullable(variable: name) else { return }
        report(
            "Variable '\(self.name(name))' must be non-nullable to be used for OneOf Input Object"
                + " '\(type.name)'.", start)
    }

    private func isNullable(variable name: NameNode) -> Bool {
        let index = variableOfName[Int(name.number)]
        return index >= 0 && !document.variables[Int(index)].type.wrappers.isNonNull
    }

    /// Checks a literal against the leaf type of its place.
    ///
    /// Source: spec.graphql.org/October2021/#sec-Values-of-Correct-Type.
    private mutating func checkLiteral(_ index: Int, _ type: TypeUse?) {
        guard let type else { return }
        let named = schema.types[type.index]
        let found = { [document] in LiteralPrinter.excerpt(index, in: document) }
        let expectation = { [schema] in
            "Expected value of type '\(schema.description(of: type))', found \(found())"
        }
        let start = document.values[index].start
        switch named.kind {
        case .scalar:
            let coercion = LiteralCoercion(schema: schema, inputs: schema.inputs, document: document)
            switch coercion.scalar(index, named) {
            case .success: break
            case .failure(.unrepresentable(let message)): report("\(message): \(found())", start)
            case .failure(.invalid(let message)): report("\(expectation()); \(message)", start)
            }
        case .enumeration:
            checkEnum(index, named, found)
        default:
            report(expectation() + ".", start)
        }
    }

    private mutating func checkEnum(_ index: Int, _ type: SchemaType, _ found: () -> String) {
        let value = document.values[index]
        guard value.kind == .enumeration else {
            return report("Enum '\(type.name)' cannot represent non-enum value: \(found()).", value.start)
        }
        if number(value.name) < 0 || !type.enumNumbers.contains(number(value.name)) {
            report("Value '\(name(value.name))' does not exist in '\(type.name)' enum.", value.start)
        }
    }
}
