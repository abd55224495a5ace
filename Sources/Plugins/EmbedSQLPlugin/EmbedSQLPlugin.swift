import Foundation
import PackagePlugin

/// Compiles `sql/*.sql` into the target that uses it, so that an executable contains the migrations of its build.
@main
struct EmbedSQLPlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let directory = context.package.directoryURL.appending(path: "sql")
        let files = try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "sql" }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
        let output = context.pluginWorkDirectoryURL.appending(path: "Migration+Embedded.swift")
        return [
            .buildCommand(
                displayName: "Embedding sql/*.sql",
                executable: try context.tool(named: "EmbedSQL").url,
                arguments: [output.path()] + files.map { $0.path() },
                inputFiles: files,
                outputFiles: [output])
        ]
    }
}
