import GraphQL
import GraphQLOverHTTP
import TableIndexes
import TokenGraph

/// Turns requests into plans, and the texts of the database into responses.
struct QueryEngine: Sendable {
    /// The most bytes of all answers of introspection to a request. The whole schema takes some 40 KB.
    private static let introspectionBytes = 512 << 10

    private let compiler: QueryCompiler
    private let watch: DatabaseWatch
    private let timeout: Duration

    /// - Parameter timeout: that of the statements, for the sentence that tells it.
    init(_ compiler: QueryCompiler, watch: DatabaseWatch, timeout: Duration) {
        self.compiler = compiler
        self.watch = watch
        self.timeout = timeout
    }

    /// How a request goes on.
    enum Step {
        /// The response needs no database.
        case response(QueryResponse)
        /// The database has to answer the statements, which are those of the plan.
        case statements([Statement], Plan)
    }

    /// Compiles a request. `record` receives what the log says of it.
    ///
    /// - Parameter isRead: whether the method of the request must not change anything.
    func begin(_ request: RequestText, isRead: Bool, record: inout QueryRecord) -> Step {
        let database = watch.shape()
        do throws(RequestRefusal) {
            let plan = try compiler.plan(
                request, isRead: isRead, database ?? DatabaseShape(indexes: Set(TableIndex.allCases)), record: &record)
            let statements = plan.statements.map(\.statement)
            if statements.isEmpty { return .response(try response(plan, [])) }
            guard database != nil else {
                return .response(QueryFailure.starting.response(to: plan, within: timeout, &record))
            }
            return .statements(statements, plan)
        } catch {
            return .response(QueryResponse(error))
        }
    }

    /// The response of a plan whose statements the database has answered, or not.
    func end(_ plan: Plan, _ outcome: StatementQueue.Outcome, record: inout QueryRecord) -> QueryResponse {
        switch outcome {
        case .success(let texts):
            record.heldBytes = texts.reduce(0) { $0 + $1.count }
            do throws(RequestRefusal) {
                return try response(plan, texts)
            } catch {
                return QueryResponse(error)
            }
        case .failure(let failure): return failure.response(to: plan, within: timeout, &record)
        }
    }

    private func response(_ plan: Plan, _ texts: [[UInt8]]) throws(RequestRefusal) -> QueryResponse {
        var body = ResponseBody(capacity: texts.reduce(64) { $0 + $1.count + 32 })
        var texts = texts[...]
        var introspectionBytes = Self.introspectionBytes
        for field in plan.fields {
            body.name(field.responseName)
            switch field.answer {
            case .statement: body.append(texts.popFirst() ?? [])
            case .typeName(let name): body.append(Array("\"\(name)\"".utf8))
            case .introspection(let requested):
                var writer = JSONWriter()
                do throws(GraphQLError) {
                    try compiler.schema.writeIntrospection(requested, to: &writer, limit: introspectionBytes)
                } catch {
                    throw .errors([error])
                }
                introspectionBytes -= writer.bytes.count
                body.append(writer.bytes)
            }
        }
        return QueryResponse(data: body.end())
    }
}

extension QueryResponse {
    fileprivate init(_ refusal: RequestRefusal) {
        switch refusal {
        case .fault(let fault): self.init(fault)
        case .errors(let errors): self.init(errors, outcome: .refused, status: 400)
        }
    }
}

/// The text of a response with data. Names of GraphQL need no escapes.
private struct ResponseBody {
    private var bytes: [UInt8] = []
    private var isFirst = true

    init(capacity: Int) {
        bytes.reserveCapacity(capacity)
        bytes += #"{"data":{"#.utf8
    }

    mutating func name(_ name: String) {
        bytes += isFirst ? "\"".utf8 : ",\"".utf8
        bytes += name.utf8
        bytes += "\":".utf8
        isFirst = false
    }

    mutating func append(_ value: [UInt8]) { bytes += value }

    consuming func end() -> [UInt8] {
        bytes += "}}".utf8
        return bytes
    }
}
