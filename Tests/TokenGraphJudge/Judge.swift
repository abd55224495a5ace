import Glibc
import GraphQL
import TableIndexes
import TokenGraph

/// Answers requests, one JSON object a line.
///
/// `{"query": text, "variables": object, "indexes": [name], "limits": {name: number}}` asks for the statements of a query;
/// `{"describe": true}` for the schema and the indexes.
@main
struct Judge {
    private let schema: Schema

    static func main() throws {
        let judge = Judge(schema: try TokenSchema.schema())
        while let line = readLine() {
            var writer = JSONWriter()
            writer.beginObject()
            do {
                try judge.answer(try JSONParser.value(Array(line.utf8), nesting: 200), &writer)
            } catch let failure as RequestFailure {
                writer.name("errors")
                writer.errors(failure.errors)
            } catch let error as GraphQLError {
                writer.name("errors")
                writer.errors([error])
            }
            writer.endObject()
            print(String(decoding: writer.bytes, as: UTF8.self))
            // The reader waits for each answer.
            fflush(nil)
        }
    }

    private func answer(_ json: JSONValue, _ writer: inout JSONWriter) throws {
        if json["describe"] == .boolean(true) { return describe(&writer) }
        let request = JudgedRequest(json)
        let document = try Document.parse(request.query)
        let errors = schema.validate(document)
        guard errors.isEmpty else { throw RequestFailure(errors) }
        let operation = try document.operation(named: nil)
        let variables = try schema.variables(request.variables, of: operation)
        let selection = try schema.fields(of: operation, variables: variables)
        let plan = try Plan(selection, of: operation, indexes: request.indexes, limits: request.limits)
        writer.name("fields")
        writer.beginArray()
        for field in plan.fields { try write(field, &writer) }
        writer.endArray()
    }

    private func describe(_ writer: inout JSONWriter) {
        writer.name("sdl")
        writer.string(schema.sdl)
        writer.name("indexes")
        writer.beginObject()
        for index in TableIndex.allCases {
            writer.name(index.rawValue)
            writer.string("CREATE INDEX \(index.relation) ON \(index.table) \(index.definition)")
        }
        writer.endObject()
    }

    private func write(_ field: Plan.Field, _ writer: inout JSONWriter) throws {
        writer.beginObject()
        writer.name("name")
        writer.string(field.responseName)
        switch field.answer {
        case .typeName(let name):
            writer.name("value")
            writer.string(name)
        case .introspection(let field):
            writer.name("value")
            try schema.writeIntrospection(field, to: &writer)
        case .statement(let statement):
            writer.name("sql")
            writer.string(statement.text)
            writer.name("parameters")
            writer.beginArray()
            for parameter in statement.parameters { writer.string(parameter.text) }
            writer.endArray()
        }
        writer.endObject()
    }
}
