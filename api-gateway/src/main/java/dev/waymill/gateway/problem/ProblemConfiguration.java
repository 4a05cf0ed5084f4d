package dev.waymill.gateway.problem;

import dev.waymill.runtime.problem.ErrorAnswer;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.type.LogicalType;

/// Turns errors that bypass [ProblemAdvice] into problems, and makes JSON parsing strict: request bodies with
/// anything unknown are refused.
@Configuration(proxyBeanMethods = false)
class ProblemConfiguration {
    @Bean
    ErrorAnswer errorsHaveCodes() {
        return (request, response, status) -> {
            var code = ProblemCode.ofStatus(status);
            ProblemWriter.write(request, response, code, status, code.title() + ".");
        };
    }

    @Bean
    RequestRejectedHandler theFirewallAnswersWithProblems() {
        return (request, response, refused) -> {
            if (HttpMethod.TRACE.matches(request.getMethod())) {
                response.setHeader("Allow", "GET, HEAD, POST, DELETE, OPTIONS");
                ProblemWriter.write(request, response, ProblemCode.METHOD_NOT_ALLOWED, "TRACE is not allowed.");
                return;
            }
            ProblemWriter.write(request, response, ProblemCode.BAD_REQUEST, "The URI has invalid characters.");
        };
    }

    @Bean
    JsonMapperBuilderCustomizer requestBodiesAreStrict() {
        return json -> json.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail));
    }
}
