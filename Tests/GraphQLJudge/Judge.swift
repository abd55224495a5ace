import GraphQL
import TokenGraph

/// Answers requests, one JSON object a line.
///
/// `{"define": name, "schema": introspection}` names a schema; `{"schema": name, "document": text}` asks for a verdict.
@main
struct Judge {
    private var schemas: [String: Schema] = [:]

    static func main() throws {
        if CommandLine.arguments.contains("--bench") { return try Bench.run() }
        var judge = Judge()
        judge.schemas["tokens"] = try TokenSchema.schema()
        while let line = readLine() {
            var writer = JSONWriter()
            writer.beginObject()
            do {
                try judge.answer(try JSONParser.value(Array(line.utf8), nesting: 1000), &writer)
            } catch {
                writer.name("failure")
                writer.string("\(error)")
            }
            writer.endObject()
            print(String(decoding: writer.bytes, as: UTF8.self))
        }
    }

    private mutating func answer(_ request: JSONValue, _ writer: inout JSONWriter) throws {
        if let name = request["define"]?.text, let definition = request["schema"] {
            schemas[name] = try Schema(IntrospectionReader.definition(definition))
            return
        }
        if let text = request["json"]?.text {
            var answer = JSONWriter()
            answer.value(try JSONParser.value(Array(text.utf8)))
            writer.name("value")
            return writer.string(String(decoding: answer.bytes, as: UTF8.self))
        }
        if let name = request["print"]?.text, let schema = schemas[name] {
            writer.name("sdl")
            return writer.string(schema.sdl)
        }
        if request["execute"] == .boolean(true) { return try execute(request, &writer) }
        guard let text = request["document"]?.text else { return }
        let limits = request["maxTokens"].flatMap { value -> DocumentLimits? in
            guard case .number(let text) = value, let tokens = Int(text) else { return nil }
            return DocumentLimits(tokens: tokens)
        }
        do throws(GraphQLError) {
            let document = try Document.parse(text, limits: limits ?? DocumentLimits(tokens: 1_000_000))
            writer.name("errors")
            guard let schema = schemas[request["schema"]?.text ?? ""] else { return writer.errors([]) }
            writer.errors(schema.validate(document))
        } catch {
            writer.name("syntax")
            writer.error(error)
        }
    }

    /// Writes the tree of requested fields, and the answers of introspection.
    private func execute(_ request: JSONValue, _ writer: inout JSONWriter) throws {
        guard let schema = schemas[request["schema"]?.text ?? ""], let text = request["document"]?.text else { return }
        do {
            let document = try Document.parse(text)
            let operation = try document.operation(named: request["operationName"]?.text)
            let variables = try schema.variables(request["variables"], of: operation)
            writer.name("variables")
            writer.fields(variables.fields)
            let selection = try schema.fields(of: operation, variables: variables)
            writer.name("fields")
            try RequestWriter(schema: schema).write(selection, &writer)
        } catch let failure as RequestFailure {
            writer.name("errors")
            writer.errors(failure.errors)
        } catch let error as GraphQLError {
            writer.name("errors")
            writer.errors([error])
        }
    }
}
