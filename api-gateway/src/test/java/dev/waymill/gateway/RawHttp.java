package dev.waymill.gateway;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Sends HTTP that no regular client would send.
public final class RawHttp {
    private RawHttp() {}

    /// Sends the bytes on a new connection and reads one response, to its last chunk or the end of the
    /// connection.
    public static String talk(int port, String request) throws IOException {
        try (var socket = new Socket("localhost", port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            var answer = new StringBuilder();
            var in = socket.getInputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                answer.append((char) next);
                if (answer.toString().endsWith("\r\n0\r\n\r\n")) {
                    break;
                }
            }
            return answer.toString();
        }
    }
}
