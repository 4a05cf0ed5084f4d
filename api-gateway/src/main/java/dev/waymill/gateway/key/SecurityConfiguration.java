package dev.waymill.gateway.key;

import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemWriter;
import dev.waymill.runtime.boundary.Boundary;
import dev.waymill.runtime.boundary.OpenPaths;
import jakarta.servlet.DispatcherType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authorization.AuthenticatedAuthorizationManager;
import org.springframework.security.authorization.AuthorityAuthorizationManager;
import org.springframework.security.authorization.AuthorizationManagers;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.annotation.web.configurers.ExceptionHandlingConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.savedrequest.NullRequestCache;

/// Lists in one table who may do what on the main port; [Boundary] protects the management port. No
/// request has a session or a cookie, so cross-site request forgery is not possible. The exception is the cookie of
/// [PhoneSessions], which only lets points in, and which browsers send to no other site's requests.
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class SecurityConfiguration {
    private static final String[] PUBLIC = {"/openapi.json/**", "/swagger-ui.html", "/swagger-ui/**", "/problems/**"};

    @Bean
    SecurityFilterChain apiKeys(HttpSecurity http, KeyVerifier verifier) throws Exception {
        return http.securityMatcher(request -> !Boundary.hasPassed(request))
                .csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .requestCache(cache -> cache.requestCache(new NullRequestCache()))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .addFilterBefore(new KeyFilter(verifier), AuthorizationFilter.class)
                .authorizeHttpRequests(SecurityConfiguration::authorize)
                .exceptionHandling(SecurityConfiguration::refusals)
                .build();
    }

    /// There are no passwords. Without this bean, Spring Boot would create a user and log its password.
    @Bean
    AuthenticationManager noPasswords() {
        return _ -> {
            throw new AuthenticationServiceException("API keys only");
        };
    }

    private static void authorize(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests) {
        // Only the container makes these dispatches. INCLUDE is the error page of a response that has already begun.
        requests.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR, DispatcherType.INCLUDE)
                .permitAll()
                .requestMatchers(PUBLIC)
                .permitAll()
                .requestMatchers(HttpMethod.GET, OpenPaths.HEALTH.toArray(String[]::new))
                .permitAll()
                .requestMatchers(HttpMethod.HEAD, OpenPaths.HEALTH.toArray(String[]::new))
                .permitAll()
                .requestMatchers("/api/v1/keys/**", "/api/v1/limits/**", "/api/v1/status")
                .hasRole(Role.ADMIN.name())
                .requestMatchers(HttpMethod.POST, PhoneSessions.LOGIN)
                .access(AuthorizationManagers.anyOf(
                        AuthenticatedAuthorizationManager.anonymous(),
                        AuthorityAuthorizationManager.hasAnyRole(Role.ADMIN.name(), Role.OPERATOR.name())))
                .requestMatchers(PhoneKey.PATHS)
                .hasAnyRole(Role.ADMIN.name(), Role.OPERATOR.name())
                .requestMatchers(HttpMethod.GET)
                .authenticated()
                .requestMatchers(HttpMethod.HEAD)
                .authenticated()
                .anyRequest()
                .hasAnyRole(Role.ADMIN.name(), Role.OPERATOR.name());
    }

    /// A wrong, a missing and a revoked key get the same response, so that the response does not help to guess
    /// a key.
    private static void refusals(ExceptionHandlingConfigurer<HttpSecurity> refusals) {
        refusals.authenticationEntryPoint((request, response, _) -> {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "ApiKey realm=\"waymill\", header=\"X-API-Key\"");
            if (PhoneKey.isAllowed(request)) {
                response.addHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"waymill\"");
            }
            ProblemWriter.write(
                    request,
                    response,
                    ProblemCode.UNAUTHENTICATED,
                    "Send a valid API key in the header " + KeyFilter.HEADER + ".");
        });
        refusals.accessDeniedHandler((request, response, _) -> ProblemWriter.write(
                request, response, ProblemCode.FORBIDDEN, "The role of this API key does not allow this."));
    }
}
