# What conftest is given to do: three policies as an organisation writes them.
package main

import rego.v1

deny contains msg if {
	input.kind == "Service"
	input.spec.type == "LoadBalancer"
	object.get(input.metadata, ["annotations", "service.beta.kubernetes.io/azure-load-balancer-internal"], "") != "true"
	msg := sprintf("Service %s has a public load balancer", [input.metadata.name])
}

deny contains msg if {
	input.kind == "Ingress"
	not input.spec.tls
	msg := sprintf("Ingress %s has no TLS", [input.metadata.name])
}

deny contains msg if {
	input.kind in {"Deployment", "StatefulSet", "DaemonSet"}
	some container in input.spec.template.spec.containers
	not container.readinessProbe
	msg := sprintf("container %s of %s %s has no readiness probe", [container.name, input.kind, input.metadata.name])
}
