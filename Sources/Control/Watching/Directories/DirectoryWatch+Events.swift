import Submission

/// Handling of file events.
extension DirectoryWatch {
    /// Processes events until there are enough complete files; the kernel queues the rest.
    func takeEvents() throws(WatchError) {
        // Bounded, so that busy directories do not delay the rest.
        for _ in 0..<16 {
            guard complete.count < Self.batchSize, let events = try events?.read(), !events.isEmpty else { return }
            for event in events {
                try take(event)
            }
        }
    }

    private func take(_ event: FileEvent) throws(WatchError) {
        switch event {
        case .file(let name, let number, let change):
            guard names.takesFile(name), let directory = tree.path(of: number) else { return }
            try take(change, of: SourceWalk.path(of: name, in: directory))
        case .directoryCame(let name, let number):
            guard names.takesDirectory(name), let directory = tree.path(of: number) else { return }
            let path = SourceWalk.path(of: name, in: directory)
            if !tree.contains(path) { pending.append(path) }
        case .directoryWent(let name, let number):
            if let directory = tree.path(of: number) { forget(SourceWalk.path(of: name, in: directory)) }
        case .unreadableName(let name, let number):
            if let directory = tree.path(of: number) { complainOfName(name, in: directory) }
        case .ended(let number):
            guard let path = tree.path(of: number) else { return }
            guard !roots.contains(path) else { throw .gone(directory: path) }
            forget(path)
        case .altered(let number):
            if let path = tree.path(of: number), roots.contains(path) { try requireRoots() }
        case .lost:
            try startAnew()
        }
    }

    private func take(_ change: FileChange, of path: String) throws(WatchError) {
        // Most of these come from readers of the file.
        if change == .opened || change == .closed, !settling.contains(path) { return }
        guard change != .gone else {
            settling.forget(path)
            complete[path] = nil
            return
        }
        guard case .file(let state) = look(path) else {
            settling.forget(path)
            return try requireRoots()
        }
        if settling.note(change, of: path, state, at: .now) { complete[path] = state }
    }

    /// Starts over after lost events, which make all state uncertain.
    private func startAnew() throws(WatchError) {
        events = try FileEvents()
        tree = WatchedTree()
        settling.forgetAll()
        lookAgain()
    }

    private func forget(_ directory: String) {
        for number in tree.removeAll(at: directory) {
            events?.forget(number)
        }
        settling.forgetAll(below: directory)
        complete = complete.filter { !$0.key.hasPrefix(directory + "/") }
    }

    /// Verifies that the roots exist: the kernel reports no events of their parent directories.
    func requireRoots() throws(WatchError) {
        for root in roots where FileLook(root) != .directory {
            throw .gone(directory: root)
        }
    }
}
