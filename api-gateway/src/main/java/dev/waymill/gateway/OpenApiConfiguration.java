package dev.waymill.gateway;

import dev.waymill.events.RawJson;
import dev.waymill.gateway.problem.Problem;
import dev.waymill.gateway.problem.ProblemCode;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.stream.Collectors;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Adds to the OpenAPI description what applies to every operation: API keys and problems.
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {
    private static final String KEY = "apiKey";
    private static final String INTRODUCTION = """
            Waymill imports location history. Send a file to `POST /api/v1/imports`. The response is a job; poll it or
            watch its events until it has succeeded.

            Every error response is a problem (RFC 9457) with a stable `code`; `GET /problems` lists all codes. Lists
            are paged: pass `next` unchanged as `cursor` until it is null.

            A job is kept at least until `keptUntil` and is then deleted. A request for a deleted job returns 410
            `job-forgotten` for some weeks, then 404 `job-not-found`. An Idempotency-Key is valid for 30 days from its
            first use (configurable), and no longer than its job is kept.
            """;

    static {
        // RawJson is passed through unparsed, so its schema allows any JSON value.
        SpringDocUtils.getConfig().replaceWithClass(RawJson.class, Object.class);
    }

    @Bean
    OpenAPI waymillApi() {
        var key = new SecurityScheme()
                .type(SecurityScheme.Type.APIKEY)
                .in(SecurityScheme.In.HEADER)
                .name("X-API-Key")
                .description("The key's role decides: admin (everything), operator (submit, cancel), viewer (read)");
        var password = new SecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("basic")
                .description("For phone apps: any user name, with the key as the password");
        var address = new SecurityScheme()
                .type(SecurityScheme.Type.APIKEY)
                .in(SecurityScheme.In.QUERY)
                .name("key")
                .description("For phone apps that support nothing else: the key ends up in the logs of proxies");
        var components = new Components()
                .addSecuritySchemes(KEY, key)
                .addSecuritySchemes("keyAsPassword", password)
                .addSecuritySchemes("keyInAddress", address);
        return new OpenAPI()
                .info(new Info()
                        .title("Waymill")
                        .version("1")
                        .description(INTRODUCTION)
                        .license(new License().name("Apache-2.0")))
                .addSecurityItem(new SecurityRequirement().addList(KEY))
                .components(components);
    }

    /// Adds the problem schema and the problem responses. Springdoc drops schemas that no controller mentions,
    /// so the schema is added after springdoc has scanned the controllers.
    @Bean
    OpenApiCustomizer problemsEverywhere() {
        return api -> {
            ModelConverters.getInstance(true).readAll(Problem.class).forEach(api.getComponents()::addSchemas);
            api.getPaths().values().stream()
                    .flatMap(path -> path.readOperations().stream())
                    .forEach(OpenApiConfiguration::addProblems);
        };
    }

    private static void addProblems(Operation operation) {
        for (int status : new int[] {400, 401, 403, 404, 409, 410, 413, 422, 429, 500, 503}) {
            var codes = ProblemCode.with(status)
                    .map(code -> "`" + code.code() + "`")
                    .collect(Collectors.joining(", "));
            var schema = new Schema<>().$ref("#/components/schemas/Problem");
            var content = new Content().addMediaType("application/problem+json", new MediaType().schema(schema));
            operation
                    .getResponses()
                    .computeIfAbsent(
                            Integer.toString(status),
                            _ -> new ApiResponse()
                                    .description("One of " + codes)
                                    .content(content));
        }
    }
}
