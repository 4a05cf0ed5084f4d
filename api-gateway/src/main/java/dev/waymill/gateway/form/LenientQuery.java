package dev.waymill.gateway.form;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a controller that accepts query parameters it does not declare: those that phone apps add to what they
/// send. All other controllers refuse them.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface LenientQuery {}
