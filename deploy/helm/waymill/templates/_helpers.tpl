{{/* Arguments: root context, component. */}}
{{- define "waymill.selector" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: waymill
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- define "waymill.labels" -}}
{{- $root := index . 0 -}}
{{ include "waymill.selector" . }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ $root.Chart.Name }}-{{ $root.Chart.Version }}
{{- end }}

{{/* The components with their images and ports, as YAML. The management port is the port plus 1000. */}}
{{- define "waymill.services" -}}
gateway: {image: api-gateway, port: 8080}
scheduler: {image: scheduler-service, port: 8081}
worker: {image: worker-service, port: 8082}
{{- end }}

{{- define "waymill.bootstrapServers" -}}
{{- if .Values.strimzi.enabled -}}
{{ .Release.Name }}-kafka-bootstrap:9092
{{- else -}}
{{ .Values.kafka.bootstrapServers }}
{{- end }}
{{- end }}

{{/* Arguments: root context, component. */}}
{{- define "waymill.databaseUrl" -}}
{{- $root := index . 0 -}}
{{- if $root.Values.cloudNativePg.enabled -}}
jdbc:postgresql://{{ $root.Release.Name }}-postgres-rw/waymill_{{ index . 1 }}?targetServerType=primary&hostRecheckSeconds=2&connectTimeout=2&tcpKeepAlive=true
{{- else -}}
{{ (index $root.Values.databases (index . 1)).url }}
{{- end }}
{{- end }}

{{/* The settings of a component, as YAML; those of the values' `env` replace them. */}}
{{- define "waymill.env" -}}
{{- $root := index . 0 -}}
SPRING_DATASOURCE_URL: {{ include "waymill.databaseUrl" . | quote }}
SPRING_KAFKA_BOOTSTRAP_SERVERS: {{ include "waymill.bootstrapServers" $root | quote }}
{{- if ne (index . 1) "scheduler" }}
{{- with $root.Values.objects.s3 }}
{{- if .uri }}
WAYMILL_OBJECT_STORE_URI: {{ .uri | quote }}
{{- with .endpoint }}
WAYMILL_OBJECT_STORE_S3_ENDPOINT: {{ . | quote }}
{{- end }}
{{- with .region }}
WAYMILL_OBJECT_STORE_S3_REGION: {{ . | quote }}
{{- end }}
{{- else }}
WAYMILL_OBJECT_STORE_URI: file:///data
{{- end }}
{{- end }}
{{- end }}
{{- if eq (index . 1) "gateway" }}
WAYMILL_SCHEDULER_URL: http://{{ $root.Release.Name }}-scheduler:8081
WAYMILL_WORKER_URL: http://{{ $root.Release.Name }}-worker:8082
WAYMILL_KEYS_ADMIN_FILE: /run/secrets/admin.key
{{- if $root.Values.ingress.enabled }}
SERVER_FORWARD_HEADERS_STRATEGY: native
{{- end }}
{{- end }}
{{- end }}
