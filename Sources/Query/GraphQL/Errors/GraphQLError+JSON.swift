extension JSONWriter {
    /// Writes an error of a response. Source: spec.graphql.org/October2021/#sec-Errors.Error-result-format.
    package mutating func error(_ error: GraphQLError) {
        beginObject()
        name("message")
        string(error.message)
        if !error.locations.isEmpty {
            name("locations")
            beginArray()
            for location in error.locations { self.location(location) }
            endArray()
        }
        if !error.path.isEmpty {
            name("path")
            beginArray()
            for element in error.path { pathElement(element) }
            endArray()
        }
        name("extensions")
        beginObject()
        name("code")
        string(error.code.rawValue)
        endObject()
        endObject()
    }

    /// Writes the errors of a response as an array.
    package mutating func errors(_ errors: [GraphQLError]) {
        beginArray()
        for error in errors { self.error(error) }
        endArray()
    }

    private mutating func location(_ location: SourceLocation) {
        beginObject()
        name("line")
        integer(location.line)
        name("column")
        integer(location.column)
        endObject()
    }

    private mutating func pathElement(_ element: GraphQLError.PathElement) {
        switch element {
        case .name(let name): string(name)
        case .index(let index): integer(index)
        }
    }
}
