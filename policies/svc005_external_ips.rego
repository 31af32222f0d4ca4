# METADATA
# title: A Service takes traffic for external IPs
# description: |
#   With `spec.externalIPs` every node takes packets for these addresses as the Service's own, whoever they belong to: pods
#   that mean to call the address reach this Service instead (CVE-2020-8554). Azure routes nothing to the nodes for an
#   address that is not theirs, so nobody outside comes in this way unless the address is a node's.
#
#   Kubernetes deprecates the field: from 1.36 on the API server warns, and later versions take it away. AKS Automatic
#   refuses it from 1.36 on, and Azure Policy can refuse it before.
#
#   The finding is a warning; it is an error where the profile shows an AKS Automatic cluster.
#
#   # Fix
#
#   Use `type: LoadBalancer`, or an Ingress or Gateway. A fixed address is the annotation
#   `service.beta.kubernetes.io/azure-load-balancer-ipv4`.
#
#   # Configure
#
#   An address that the organisation does not allow is an error with
#
#   ```yaml
#   params:
#     allowedExternalIPs: [203.0.113.10]
#   ```
# related_resources:
#   - https://github.com/kubernetes/enhancements/issues/5707
#   - https://github.com/kubernetes/kubernetes/issues/97076
#   - https://github.com/Azure/AKS/blob/8d1c890/CHANGELOG.md
#   - https://learn.microsoft.com/azure/aks/policy-reference
# custom:
#   id: SVC005
#   name: external-ips
#   severity: error
#   uses: [cluster]
#   kinds: [Service]
#   when:
#     - {path: spec.externalIPs}
#   sees: [spec.externalIPs]
#   since: "0.1.0"
package akslint.svc005

findings contains {
	"path": ["spec", "externalIPs"],
	"message": sprintf("every node takes traffic for `%s` as this Service's own, whoever has the address; %s", [concat("`, `", addresses), fate]),
	"help": cure,
	"key_only": true,
	"severity": severity,
} if {
	count(addresses) > 0
	count(forbidden) == 0
}

findings contains {
	"path": ["spec", "externalIPs", i],
	"message": sprintf("the external IP `%s` is not among those that the organisation allows; every node takes its traffic as this Service's own, whoever has the address", [input.object.spec.externalIPs[i]]),
	"help": cure,
} if {
	some i in forbidden
}

# What becomes of the field, as far as the profile of the cluster tells it.
automatic if lower(input.profile.sku.name) == "automatic"

fate := "this cluster is an AKS Automatic one, which refuses `externalIPs`" if {
	automatic
} else := "AKS Automatic refuses `externalIPs`, and Kubernetes deprecates it from 1.36 on"

severity := "error" if {
	automatic
} else := "warning"

cure := "use a LoadBalancer Service with the annotation `azure-load-balancer-ipv4`, an Ingress or a Gateway"

addresses := [address |
	some address in input.object.spec.externalIPs
	is_string(address)
]

# The places of addresses that are not on the organisation's list, where it has one.
forbidden := {i |
	count(data.params.allowedExternalIPs) > 0
	some i, address in input.object.spec.externalIPs
	is_string(address)
	not address in data.params.allowedExternalIPs
}
