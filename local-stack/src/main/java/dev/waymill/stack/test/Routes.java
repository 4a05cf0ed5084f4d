package dev.waymill.stack.test;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.WebOperation;
import org.springframework.context.ApplicationContext;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/// Lists all routes of a running service, so that a test can try each: `GET /internal/jobs/{id}`.
public final class Routes {
    private static final Set<RequestMethod> READ = Set.of(RequestMethod.GET);

    private Routes() {}

    /// Returns the routes of controllers and static resources.
    public static Stream<String> main(ApplicationContext service) {
        var controllers = service.getBeansOfType(RequestMappingInfoHandlerMapping.class).values().stream()
                .flatMap(mapping -> mapping.getHandlerMethods().keySet().stream())
                .flatMap(Routes::of);
        var resources = service.getBeansOfType(AbstractUrlHandlerMapping.class).values().stream()
                .flatMap(mapping -> mapping.getHandlerMap().keySet().stream())
                .map(pattern -> "GET " + pattern);
        return Stream.concat(controllers, resources).distinct().sorted();
    }

    /// Returns the routes of the actuator.
    public static Stream<String> management(ApplicationContext service) {
        var endpoints = service.getBean(WebEndpointsSupplier.class).getEndpoints().stream()
                .flatMap(endpoint -> endpoint.getOperations().stream())
                .map(WebOperation::getRequestPredicate)
                .map(predicate -> predicate.getHttpMethod() + " /actuator/"
                        + predicate.getPath().replaceAll("\\{\\*[^{}]*+}", "**"));
        return Stream.concat(Stream.of("GET /actuator"), endpoints).distinct().sorted();
    }

    private static Stream<String> of(RequestMappingInfo info) {
        var methods = info.getMethodsCondition().getMethods();
        Collection<RequestMethod> named = methods.isEmpty() ? READ : methods;
        return info.getPatternValues().stream()
                .flatMap(pattern -> named.stream().map(method -> method + " " + pattern));
    }
}
