/// The job view: the gateway's row, completed with data from the scheduler and the worker. Called over REST;
/// fed by the topic job-changed, in batches, in any order, any number of times. A view never fails because
/// another service is down: it names the missing part.
@NullMarked
@ApplicationModule(allowedDependencies = {"admission", "job", "key", "upstream", "problem"})
package dev.waymill.gateway.view;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
