package dev.waymill.runtime.boundary;

import dev.waymill.runtime.problem.ErrorAnswer;
import dev.waymill.runtime.problem.ErrorDispatchFilter;
import dev.waymill.runtime.problem.ProblemConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/// Closes the management port. Its web server does not use the filters of the main port.
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
class ManagementBoundary {
    @Bean
    FilterRegistrationBean<BoundaryFilter> managementBoundaryFilter(
            Boundary boundary, ManagementServerProperties properties) {
        boundary.requireLoopbackWithoutSecret("management.server.address", properties.getAddress());
        return BoundaryConfiguration.filter(boundary);
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> managementAnswersWithProblems(ErrorAnswer answer) {
        return ProblemConfiguration.tomcat(answer);
    }

    @Bean
    FilterRegistrationBean<ErrorDispatchFilter> managementErrorsAreProblems(ErrorAnswer answer) {
        return ErrorDispatchFilter.registration(answer);
    }
}
