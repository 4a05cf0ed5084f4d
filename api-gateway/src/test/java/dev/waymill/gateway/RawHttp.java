package dev.waymill.gateway;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// HTTP as no client would send it.
public final class RawHttp {
    private RawHttp() {}

    /// Sends those bytes on a connection of their own and reads one answer, to its last chunk or the connection's
    /// end.
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
