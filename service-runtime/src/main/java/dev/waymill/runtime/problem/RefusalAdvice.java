package dev.waymill.runtime.problem;

import dev.waymill.events.rest.Refusal;
import java.time.DateTimeException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/// Turns a [RefusedException] into a problem response. Responds with 400 if a value in the request cannot be
/// parsed, computed with or stored, since that is the caller's mistake and not an error of the service.
/// Services without their own advice import this class.
@RestControllerAdvice
public class RefusalAdvice {
    private static final Logger log = LoggerFactory.getLogger(RefusalAdvice.class);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refuse(RefusedException why) {
        return problem(why.refusal(), why.detail());
    }

    @ExceptionHandler({
        DataIntegrityViolationException.class,
        HttpMessageNotReadableException.class,
        TypeMismatchException.class,
        DateTimeException.class,
        ArithmeticException.class,
        IllegalArgumentException.class,
        InvalidParameterException.class
    })
    ResponseEntity<ProblemDetail> refuseInvalid(Exception why) {
        log.warn("Rejecting a request with 400; its sender should have validated it", why);
        return problem(Refusal.INVALID_REQUEST, Refusal.INVALID_REQUEST.detail());
    }

    private static ResponseEntity<ProblemDetail> problem(Refusal refusal, String detail) {
        var problem = ProblemDetail.forStatusAndDetail(HttpStatusCode.valueOf(refusal.status()), detail);
        problem.setProperty("code", refusal.code());
        return ResponseEntity.of(problem).build();
    }
}
