import SystemPackage

@testable import LocalServers

/// Runs `body` with a new directory that the servers' users can enter, and removes it afterwards.
func withScratchDirectory<Value>(_ body: (FilePath) async throws -> Value) async throws -> Value {
    let state = try StateDirectory.throwaway()
    let value: Value
    do {
        value = try await body(state.path)
    } catch {
        await state.discard(state.path)
        throw error
    }
    await state.discard(state.path)
    return value
}

/// All processes, wrappers included, that have a path below `path` among their arguments.
func processes(naming path: FilePath) -> [Int32] {
    ProcessTable.processIDs.filter { pid in
        ProcessTable.arguments(of: pid).contains { $0.hasPrefix(path.string) }
    }
}

/// Waits up to 20 seconds until `condition` holds; the kernel reports the end of a process only to its parent.
func eventually(_ condition: () -> Bool) async throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(20)
    while !condition() {
        guard ContinuousClock.now < deadline else { return false }
        try await Task.sleep(for: .milliseconds(20))
    }
    return true
}
