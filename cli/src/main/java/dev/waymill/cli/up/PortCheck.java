package dev.waymill.cli.up;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Checks a port that the user chose, because no other port can replace it.
final class PortCheck {
    private static final int LAST = 65_535;

    private PortCheck() {}

    /// Checks that a service can listen on the port.
    ///
    /// @param option the command-line option that sets the port
    /// @throws IOException if the port cannot be used; the message says why and what to do
    static void requireFree(int port, String option) throws IOException {
        if (port < 1 || port > LAST) {
            throw new IOException(option + " " + port + " is not a valid port; choose one from 1 to " + LAST);
        }
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            // The port is free, and the close frees it again.
        } catch (BindException e) {
            throw new IOException("Port " + port + " (" + option + ") cannot be used: " + e.getMessage()
                    + ". Stop the program that listens there, or choose another port with " + option);
        }
    }
}
