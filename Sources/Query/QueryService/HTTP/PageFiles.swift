import Foundation
import NIOCore
import ServiceSettings

/// The page to try queries: GraphiQL from a folder, started by a page and a script of our own.
///
/// The files are those of the package `graphene-django-graphiql-static`; `scripts/graphiql.sh` fetches and checks them.
struct PageFiles: Sendable {
    /// A file with its media type.
    struct File: Sendable {
        let type: String
        let bytes: ByteBuffer
    }

    /// The files that the page loads, by their names in the folder.
    private static let names = [
        "graphiql.min.css": css, "graphiql.min.js": script, "react.production.min.js": script,
        "react-dom.production.min.js": script,
    ]
    private static let css = "text/css; charset=utf-8"
    private static let script = "text/javascript; charset=utf-8"
    private static let limit = 8 << 20

    /// Scripts and styles of this service only. GraphiQL's editor sets styles of elements and fonts as data.
    static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; \
        img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
        """

    /// By the path of their URL.
    private let files: [String: File]

    /// Reads the files.
    init(folder: String) throws(SettingsError) {
        var files = [
            "/": File(type: "text/html; charset=utf-8", bytes: ByteBuffer(string: Self.page)),
            "/page.js": File(type: Self.script, bytes: ByteBuffer(string: Self.start)),
            "/page.css": File(type: Self.css, bytes: ByteBuffer(string: Self.style)),
        ]
        for (name, type) in Self.names {
            guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)"), data.count <= Self.limit else {
                throw SettingsError(
                    "cannot read \(name) in \(folder), the folder of \(SettingKey.page.environmentName): "
                        + "`scripts/graphiql.sh FOLDER` fetches the page's files")
            }
            files["/\(name)"] = File(type: type, bytes: ByteBuffer(bytes: data))
        }
        self.files = files
    }

    subscript(path: String) -> File? { files[path] }

    private static let page = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>token-etl: GraphQL</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="graphiql.min.css">
        <link rel="stylesheet" href="page.css">
        </head>
        <body>
        <div id="graphiql">Loading GraphiQL needs JavaScript.</div>
        <script src="react.production.min.js"></script>
        <script src="react-dom.production.min.js"></script>
        <script src="graphiql.min.js"></script>
        <script src="page.js"></script>
        </body>
        </html>

        """

    private static let style = """
        html, body { height: 100%; margin: 0; overflow: hidden; }
        #graphiql { height: 100vh; }

        """

    private static let start = #"""
        "use strict";
        const headers = { "Accept": "application/graphql-response+json, application/json;q=0.9",
                          "Content-Type": "application/json" };
        const fetcher = async (parameters) => {
          const response = await fetch("graphql", { method: "POST", headers, body: JSON.stringify(parameters) });
          return response.json();
        };
        const defaultQuery = `# The latest transfers. Ctrl-Space completes, Ctrl-Enter runs.
        {
          tokenTransfers(first: 10, where: { blockNumber_gte: 0 }) {
            nodes { blockNumber logIndex from to amount token { symbol } }
            pageInfo { endCursor hasNextPage }
          }
        }
        `;
        // The package has React 17.
        ReactDOM.render(
          React.createElement(GraphiQL, { fetcher, defaultQuery, defaultEditorToolsVisibility: true }),
          document.getElementById("graphiql"));

        """#
}
