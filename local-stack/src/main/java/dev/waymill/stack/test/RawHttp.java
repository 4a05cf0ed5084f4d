package dev.waymill.stack.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/// Sends raw bytes as HTTP, each request on its own connection, so that malformed requests are possible.
public final class RawHttp {
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private RawHttp() {}

    /// A response: the bytes received until the connection closed, or 4 MiB.
    ///
    /// @param status 0 if the bytes are not an HTTP/1 response
    public record Answer(int status, String text) {
        static Answer of(String text) {
            boolean isHttp = text.matches("(?s)HTTP/1\\.[01] [1-9][0-9]{2}[^0-9].*");
            return new Answer(isHttp ? Integer.parseInt(text.substring(9, 12)) : 0, text);
        }

        public String body() {
            int end = text.indexOf("\r\n\r\n");
            return end < 0 ? "" : text.substring(end + 4);
        }
    }

    /// Sends a request and reads the response.
    ///
    /// @param request with `Connection: close`; otherwise reading ends only with a timeout
    public static Answer send(int port, String request) throws IOException {
        var answer = new ByteArrayOutputStream();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            var bytes = new byte[8192];
            var in = socket.getInputStream();
            for (int read = in.read(bytes); read >= 0 && answer.size() < MOST_BYTES; read = in.read(bytes)) {
                answer.write(bytes, 0, read);
            }
        } catch (SocketTimeoutException | SocketException e) {
            // A reset after the response is normal: the server did not read the rest of the request.
            if (answer.size() == 0) {
                return new Answer(0, e.toString());
            }
        }
        return Answer.of(answer.toString(StandardCharsets.UTF_8));
    }
}
