# METADATA
# title: A role for people lets them redirect the traffic of Services
# description: |
#   Whoever may write Endpoints or EndpointSlices decides where the traffic of a Service goes, also to pods of other
#   namespaces, which an Ingress or a load balancer then opens to the world in spite of network policies there
#   (CVE-2021-25740). Since Kubernetes 1.22 the roles `edit` and `admin` of new clusters are without this right; a
#   ClusterRole that is aggregated to them, or replaces them, brings it back for everyone who holds them. Azure Policy
#   audits the same.
#
#   Roles of controllers are left alone: many of them write endpoints for a living.
#
#   # Fix
#
#   Leave `endpoints` and `endpointslices` to the verbs `get`, `list` and `watch`.
# related_resources:
#   - https://github.com/kubernetes/kubernetes/issues/103675
#   - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#write-access-for-endpoints
#   - https://learn.microsoft.com/azure/aks/policy-reference
# custom:
#   id: API007
#   name: endpoint-edit-rights
#   severity: warning
#   kinds: [ClusterRole.rbac.authorization.k8s.io]
#   when:
#     - {path: rules.verbs, equals: [create, update, patch, "*"]}
#     - {path: rules.resources, equals: [endpoints, endpointslices, "*"]}
#     - any:
#         - {path: metadata.name, equals: [admin, edit, "system:aggregate-to-admin", "system:aggregate-to-edit"]}
#         - {path: 'metadata.labels["rbac.authorization.k8s.io/aggregate-to-admin"]', equals: "true"}
#         - {path: 'metadata.labels["rbac.authorization.k8s.io/aggregate-to-edit"]', equals: "true"}
#   reads: [metadata.labels, rules]
#   since: "0.1.0"
package akslint.api007

findings contains {
	"path": ["rules", i, "resources", j],
	"message": sprintf("this role lets whoever holds `%s` write `%s`, and so lead the traffic of any Service to pods of other namespaces", [holder, resource]),
	"help": "leave only the verbs get, list and watch",
} if {
	some i, rule in input.object.rules
	some verb in rule.verbs
	verb in {"create", "update", "patch", "*"}
	some j, resource in rule.resources
	some group in rule.apiGroups
	[group, resource] in {
		["", "endpoints"], ["", "*"], ["*", "endpoints"], ["*", "*"],
		["discovery.k8s.io", "endpointslices"], ["discovery.k8s.io", "*"], ["*", "endpointslices"],
	}
}

holder := input.object.metadata.name if {
	input.object.metadata.name in {"admin", "edit", "system:aggregate-to-admin", "system:aggregate-to-edit"}
} else := "admin" if {
	input.object.metadata.labels["rbac.authorization.k8s.io/aggregate-to-admin"] == "true"
	not input.object.metadata.labels["rbac.authorization.k8s.io/aggregate-to-edit"] == "true"
} else := "edit" if {
	input.object.metadata.labels["rbac.authorization.k8s.io/aggregate-to-edit"] == "true"
}
