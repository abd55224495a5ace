import NIOCore
package import NIOPosix

extension MultiThreadedEventLoopGroup {
    /// Ends the threads of a server that has ended.
    ///
    /// Connections that are closed leave something for their loop that comes a moment later, such as the end of a writer; NIO
    /// complains about it, and announces to end the process, once the loop has shut down. An error here has no remedy.
    package func end() async {
        // A task of its own: a cancelled one does not sleep.
        await Task { try? await Task.sleep(for: .milliseconds(50)) }.value
        try? await shutdownGracefully()
    }
}
