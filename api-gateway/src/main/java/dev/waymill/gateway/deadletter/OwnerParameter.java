package dev.waymill.gateway.deadletter;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Declares the parameter that [OwnerScope] reads.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Parameter(
        name = "owner",
        in = ParameterIn.QUERY,
        description = "Another owner, or `*` for all owners and for unreadable records; admins only",
        schema = @Schema(type = "string"))
@interface OwnerParameter {}
