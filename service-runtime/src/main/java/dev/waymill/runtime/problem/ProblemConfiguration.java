package dev.waymill.runtime.problem;

import org.apache.catalina.core.StandardHost;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.context.annotation.Bean;

/// Replaces the error pages of Tomcat and Spring with problems, on the service's port.
@AutoConfiguration(before = ErrorMvcAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public class ProblemConfiguration {
    @Bean
    @ConditionalOnMissingBean
    ErrorAnswer plainProblems() {
        return (_, response, status) ->
                PlainProblem.of(status, "The request failed.").write(response);
    }

    @Bean
    @ConditionalOnMissingBean
    ErrorController problemErrorController(ErrorAnswer answer) {
        return new ProblemErrorController(answer);
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcatAnswersWithProblems(ErrorAnswer answer) {
        return tomcat(answer);
    }

    /// Returns the customizer for another web server in the same process.
    public static WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcat(ErrorAnswer answer) {
        return factory -> factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.getPipeline().addValve(new ProblemErrorValve(answer));
                host.setErrorReportValveClass(ProblemErrorValve.class.getName());
            }
        });
    }
}
