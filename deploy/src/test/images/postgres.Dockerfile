# As postgres:18: initialises an empty data directory and runs the scripts before it listens on TCP.
FROM waymill-test/base
COPY postgres.sh /usr/local/bin/
ENV PATH=/usr/lib/postgresql/17/bin:$PATH PGDATA=/var/lib/postgresql/17/docker
RUN mkdir -p /docker-entrypoint-initdb.d && rm -rf /var/lib/postgresql/17 && chown postgres /var/lib/postgresql
USER postgres
ENTRYPOINT ["bash", "/usr/local/bin/postgres.sh"]
