# METADATA
# title: A Service opens a port that the organisation does not allow
# description: |
#   Where an organisation allows only some ports for Services, Azure Policy refuses the others when they are applied. With
#   the same list in the configuration, the pull request shows it before the deployment does. Ports of Services of type
#   `ExternalName` do nothing and are not looked at.
#
#   # Fix
#
#   Use an allowed port; `targetPort` leads it to whatever port the pods listen on.
#
#   # Configure
#
#   The rule is off until the ports are named:
#
#   ```yaml
#   params:
#     allowedServicePorts: [80, 443]
#   ```
# related_resources:
#   - https://learn.microsoft.com/azure/aks/policy-reference
# custom:
#   id: SVC011
#   name: service-port-not-allowed
#   severity: error
#   kinds: [Service]
#   when:
#     - {param: allowedServicePorts}
#     - {path: spec.ports.port}
#   reads: [spec.type]
#   since: "0.1.0"
package akslint.svc011

findings contains {
	"path": ["spec", "ports", i, "port"],
	"message": sprintf("port `%d` is not among the ports that the organisation allows: %s", [port.port, allowed]),
} if {
	count(data.params.allowedServicePorts) > 0
	object.get(input.object.spec, "type", "ClusterIP") != "ExternalName"
	some i, port in input.object.spec.ports
	is_number(port.port)
	not port.port in data.params.allowedServicePorts
}

allowed := concat(", ", [text |
	some port in data.params.allowedServicePorts
	text := sprintf("`%d`", [port])
])
