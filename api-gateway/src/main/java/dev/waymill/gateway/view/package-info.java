/// What callers see of a job: the gateway's row, made fresher and fuller by what the scheduler and the worker
/// say. Called over REST; fed by the topic job-changed, in batches, in any order, any number of times. A view
/// never fails because a neighbour is down: it says which part is missing.
@NullMarked
@ApplicationModule(allowedDependencies = {"admission", "job", "key", "neighbour", "problem"})
package dev.waymill.gateway.view;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
