package dev.waymill.runtime.boundary;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.ApiVersion;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointWebExtension;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// Health and its groups, without details, on the service's own port, where load balancers ask for them. Spring
/// Boot's `additional-path` does not allow paths under `/actuator/health`.
@RestController
record HealthController(HealthEndpointWebExtension health) {
    @GetMapping("/actuator/health")
    ResponseEntity<@Nullable HealthDescriptor> all() {
        return answer();
    }

    @GetMapping("/actuator/health/{group:liveness|readiness|serving}")
    ResponseEntity<@Nullable HealthDescriptor> group(@PathVariable String group) {
        return answer(group);
    }

    private ResponseEntity<@Nullable HealthDescriptor> answer(String... path) {
        var answer = health.health(ApiVersion.LATEST, WebServerNamespace.SERVER, SecurityContext.NONE, path);
        return ResponseEntity.status(answer.getStatus()).body(answer.getBody());
    }
}
