package dev.waymill.gateway.problem;

import io.swagger.v3.oas.annotations.Hidden;
import java.util.Arrays;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// The pages behind a problem's `type`: its code, status and meaning.
@Hidden
@RestController
final class ProblemPages {
    /// @param type the problem's URL, relative to this service
    record Page(String type, String code, int status, String title) {
        static Page of(ProblemCode code) {
            return new Page("/problems/" + code.code(), code.code(), code.status(), code.title());
        }
    }

    @GetMapping("/problems")
    List<Page> all() {
        return Arrays.stream(ProblemCode.values()).map(Page::of).toList();
    }

    @GetMapping("/problems/{code}")
    Page one(@PathVariable String code) {
        return Arrays.stream(ProblemCode.values())
                .filter(known -> known.code().equals(code))
                .map(Page::of)
                .findFirst()
                .orElseThrow(() -> new ProblemException(ProblemCode.NOT_FOUND, "The problem code does not exist."));
    }
}
