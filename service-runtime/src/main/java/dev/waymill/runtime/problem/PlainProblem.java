package dev.waymill.runtime.problem;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.json.JsonMapper;

/// A problem response with only the information of its status. It quotes nothing from the request.
///
/// @param code the title in kebab case, e.g. `bad-request`
public record PlainProblem(
        String type,
        String title,
        int status,
        String code,
        @Nullable String detail) {
    private static final JsonMapper JSON = JsonMapper.shared();

    public static PlainProblem of(int status, String detail) {
        var known = HttpStatus.resolve(status);
        var title = known == null ? "Error" : known.getReasonPhrase();
        return new PlainProblem(
                "about:blank", title, status, title.toLowerCase(Locale.ROOT).replace(' ', '-'), detail);
    }

    /// Returns a copy with another code.
    public PlainProblem withCode(String other) {
        return new PlainProblem(type, title, status, other, detail);
    }

    /// Writes the problem as response, unless the response is already committed.
    public void write(HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        byte[] body = JSON.writeValueAsBytes(this);
        response.setStatus(status);
        response.setContentType("application/problem+json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
