package dev.waymill.runtime.problem;

import java.time.DateTimeException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/// Responds with 400 if a value in the request cannot be parsed, computed with or stored: the caller's mistake,
/// not an error of the service. Refusals by a controller itself do not pass through this class. For services
/// without their own advice, which import it.
@RestControllerAdvice
public class InvalidRequests {
    private static final Logger log = LoggerFactory.getLogger(InvalidRequests.class);

    @ExceptionHandler({
        DataIntegrityViolationException.class,
        HttpMessageNotReadableException.class,
        TypeMismatchException.class,
        DateTimeException.class,
        ArithmeticException.class,
        IllegalArgumentException.class,
        InvalidParameterException.class
    })
    ProblemDetail refuse(Exception why) {
        log.warn("Rejecting a request with 400; its sender should have validated it", why);
        var problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, "A value in the request is invalid");
        problem.setProperty("code", "invalid-request");
        return problem;
    }
}
