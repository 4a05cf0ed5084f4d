package dev.waymill.cli.up;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// A port that somebody has chosen, so that another one will not do.
final class PortCheck {
    private static final int LAST = 65_535;

    private PortCheck() {}

    /// @param option which names the port
    /// @throws IOException when nothing of ours can listen there; the message says why and what to do
    static void requireFree(int port, String option) throws IOException {
        if (port < 1 || port > LAST) {
            throw new IOException(option + " " + port + " is not a valid port; choose one from 1 to " + LAST);
        }
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            // Free, and free again.
        } catch (BindException e) {
            throw new IOException("Port " + port + " (" + option + ") cannot be used: " + e.getMessage()
                    + ". Stop the program that listens there, or choose another port with " + option);
        }
    }
}
