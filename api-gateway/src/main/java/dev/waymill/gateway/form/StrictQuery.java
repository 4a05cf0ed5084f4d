package dev.waymill.gateway.form;

import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/// Refuses query parameters that the called operation does not declare, as unknown fields of a body are
/// refused: a misspelt filter or option would have no effect, and nobody would notice. Applies to the gateway's
/// controllers, apart from those with [LenientQuery]: not to health, OpenAPI and Swagger pages. Thread-safe.
final class StrictQuery implements HandlerInterceptor {
    private static final String OURS = "dev.waymill.gateway.";
    /// The most characters of a name that a problem repeats.
    private static final int LONGEST_NAME = 100;
    /// The most letters by which a name may differ from the one that is suggested.
    private static final int NEAR = 2;

    private final Map<Method, Set<String>> declared = new ConcurrentHashMap<>();

    /// Not for the dispatch of an error or of an asynchronous result, which repeats the request's query.
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getDispatcherType() == DispatcherType.REQUEST
                && handler instanceof HandlerMethod method
                && isStrict(method)) {
            check(
                    request.getQueryString(),
                    declared.computeIfAbsent(method.getMethod(), _ -> DeclaredParameters.of(method)));
        }
        return true;
    }

    static boolean isStrict(HandlerMethod method) {
        var controller = method.getBeanType();
        return controller.getName().startsWith(OURS) && !controller.isAnnotationPresent(LenientQuery.class);
    }

    private static void check(@Nullable String query, Set<String> known) {
        var seen = new HashSet<String>();
        for (var name : Form.names(query)) {
            if (!known.contains(name)) {
                throw refusal(name, ProblemCode.UNKNOWN_PARAMETER, "is unknown" + advice(name, known));
            }
            if (!seen.add(name)) {
                throw refusal(name, ProblemCode.INVALID_PARAMETER, "occurs twice.");
            }
        }
    }

    private static ProblemException refusal(String name, ProblemCode code, String what) {
        var shown = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "…";
        return ProblemException.at("?" + shown, code, "The parameter \"" + shown + "\" " + what);
    }

    private static String advice(String name, Set<String> known) {
        if (known.isEmpty()) {
            return "; this operation has none.";
        }
        return nearest(name, known)
                .map(near -> ". Did you mean \"" + near + "\"?")
                .orElse(". Known are " + String.join(", ", known) + ".");
    }

    private static Optional<String> nearest(String name, Set<String> known) {
        if (name.length() > LONGEST_NAME) {
            return Optional.empty();
        }
        var given = name.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(each -> distance(given, each.toLowerCase(Locale.ROOT)) <= Math.min(NEAR, each.length() / 2))
                .min(Comparator.comparingInt(each -> distance(given, each.toLowerCase(Locale.ROOT))));
    }

    /// The edit distance of Levenshtein (1966), row by row.
    private static int distance(String one, String other) {
        var above = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            var row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = above[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[other.length()];
    }
}
