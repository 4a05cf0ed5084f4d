package dev.waymill.stack.test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Requests that a web server refuses before a filter or controller sees them.
public final class MalformedRequests {
    private static final String END = "Host: localhost\r\nConnection: close\r\n";

    private static final List<String> ALL = List.of(
            "GET /a HTTP/9.9\r\n\r\n",
            "GET\r\n\r\n",
            "NONSENSE\r\n\r\n",
            "GET /<script> HTTP/1.1\r\n" + END + "\r\n",
            "GET /%zz HTTP/1.1\r\n" + END + "\r\n",
            "GET /a HTTP/1.1\r\nConnection: close\r\n\r\n",
            "GET /a HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n",
            "POST /a HTTP/1.1\r\n" + END + "Content-Length: x\r\n\r\n",
            "POST /a HTTP/1.1\r\n" + END + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
            "POST /a HTTP/1.1\r\n" + END + "Transfer-Encoding: nonsense\r\n\r\n",
            "GET /a HTTP/1.1\r\n" + END + "X: " + "x".repeat(20_000) + "\r\n\r\n");

    private MalformedRequests() {}

    /// Sends each request to the port on this machine.
    ///
    /// @return the responses that are not problems; expected to be empty
    public static List<String> wrongResponses(int port) throws IOException {
        var wrong = new ArrayList<String>();
        for (var request : ALL) {
            var answer = RawHttp.send(port, request);
            boolean isClosed = answer.status() == 0 && !answer.text().contains("<");
            if (!isClosed && !answer.text().contains("application/problem+json")) {
                wrong.add(request.lines().findFirst().orElse("") + " -> " + answer.text());
            }
        }
        return wrong;
    }
}
