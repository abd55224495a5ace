import GraphQL
import GraphQLOverHTTP
import TableIndexes
import TokenGraph

/// Answers requests: compiles them, asks the database, and joins its texts.
struct QueryEngine: Sendable {
    /// The most bytes of all answers of introspection to a request. The whole schema takes some 40 KB.
    private static let introspectionBytes = 512 << 10

    private let compiler: QueryCompiler
    private let queue: StatementQueue
    private let watch: DatabaseWatch
    private let timeout: Duration

    init(_ compiler: QueryCompiler, queue: StatementQueue, watch: DatabaseWatch, timeout: Duration) {
        self.compiler = compiler
        self.queue = queue
        self.watch = watch
        self.timeout = timeout
    }

    /// Answers a request. `record` receives what the log says of it.
    ///
    /// - Parameter isRead: whether the method of the request must not change anything.
    func answer(_ request: QueryRequest, isRead: Bool, record: inout QueryRecord) async -> QueryResponse {
        do throws(RequestRefusal) {
            let indexes = watch.indexes
            let plan = try compiler.plan(
                request, isRead: isRead, indexes: indexes ?? Set(TableIndex.allCases), record: &record)
            let statements = plan.statements.map(\.statement)
            let texts: Result<[[UInt8]], QueryFailure> =
                statements.isEmpty ? .success([]) : indexes == nil ? .failure(.starting) : await queue.run(statements)
            switch texts {
            case .success(let texts):
                record.heldBytes = texts.reduce(0) { $0 + $1.count }
                return try response(plan, texts)
            case .failure(let failure): return failure.response(to: plan, within: timeout, &record)
            }
        } catch {
            switch error {
            case .fault(let fault): return QueryResponse(fault)
            case .errors(let errors): return QueryResponse(errors, outcome: .refused, status: 400)
            }
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
