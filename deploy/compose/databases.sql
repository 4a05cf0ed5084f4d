-- Run once by the postgres image, on an empty data directory: a database per service, with a role of its own.
\set gateway `cat /run/secrets/gateway.password`
CREATE ROLE waymill_gateway LOGIN PASSWORD :'gateway';
CREATE DATABASE waymill_gateway OWNER waymill_gateway;
REVOKE ALL ON DATABASE waymill_gateway FROM PUBLIC;

\set scheduler `cat /run/secrets/scheduler.password`
CREATE ROLE waymill_scheduler LOGIN PASSWORD :'scheduler';
CREATE DATABASE waymill_scheduler OWNER waymill_scheduler;
REVOKE ALL ON DATABASE waymill_scheduler FROM PUBLIC;

\set worker `cat /run/secrets/worker.password`
CREATE ROLE waymill_worker LOGIN PASSWORD :'worker';
CREATE DATABASE waymill_worker OWNER waymill_worker;
REVOKE ALL ON DATABASE waymill_worker FROM PUBLIC;
