# METADATA
# title: A load balancer gets a public IP
# description: |
#   AKS answers a Service of type `LoadBalancer` with a public IP, and opens the network security group to the internet
#   for its ports, unless the annotation `service.beta.kubernetes.io/azure-load-balancer-internal` is exactly `"true"`.
#   The default is the open one, so that an application which was meant for colleagues is on the internet for want of a
#   line. Where an organisation enforces the annotation with Azure Policy, the Service is refused.
#
#   The finding is a warning. It is an info where the public IP admits only some ranges (`spec.loadBalancerSourceRanges`,
#   the annotations `azure-allowed-ip-ranges` and `azure-allowed-service-tags`), and where it is public on purpose: the
#   annotation is `"false"`. Every other value than `"true"` and `"false"` is LB001. A Service with a `loadBalancerClass`
#   belongs to another controller, and is left alone.
#
#   Where the profile of the cluster is known, a public IP is an error on one without a way out (`outboundType: none` or
#   `block`), which is meant to be cut off from the internet. Where traffic leaves through a firewall
#   (`userDefinedRouting`), it is a warning in any case: answers take that way too, and the firewall drops what it has not
#   seen come in.
#
#   # Fix
#
#   Make the load balancer internal and let the public in at one place, an Ingress or a Gateway with TLS and a firewall.
#   The fix adds the annotation; it is unsafe, because on a live Service it takes the public IP away. Where a public IP
#   is meant, set the annotation to `"false"`, or limit it to the ranges of its clients.
#
#   # Configure
#
#   Every public load balancer is an error with
#
#   ```yaml
#   params:
#     requireInternal: true
#   ```
# related_resources:
#   - https://learn.microsoft.com/azure/aks/internal-lb
#   - https://learn.microsoft.com/azure/aks/load-balancer-standard
#   - https://learn.microsoft.com/azure/aks/policy-reference
#   - https://cloud-provider-azure.sigs.k8s.io/topics/loadbalancer/
# custom:
#   id: LB003
#   name: public-load-balancer
#   severity: warning
#   uses: [cluster]
#   kinds: [Service]
#   when:
#     - {path: spec.type, equals: LoadBalancer}
#     - {path: spec.loadBalancerClass, empty: true}
#     - {path: 'metadata.annotations["service.beta.kubernetes.io/azure-load-balancer-internal"]', not: "true"}
#   sees:
#     - metadata.annotations["service.beta.kubernetes.io/azure-load-balancer-internal"]
#     - metadata.annotations["service.beta.kubernetes.io/azure-allowed-ip-ranges"]
#     - metadata.annotations["service.beta.kubernetes.io/azure-allowed-service-tags"]
#     - spec.type
#     - spec.loadBalancerClass
#     - spec.loadBalancerSourceRanges
#   reads: [spec.type, spec.loadBalancerClass, metadata.annotations, spec.loadBalancerSourceRanges]
#   whole: true
#   fixable: true
#   since: "0.1.0"
package akslint.lb003

findings contains {
	"path": ["spec", "type"],
	"message": sprintf("`type: LoadBalancer` without `azure-load-balancer-internal: \"true\"` gets a public IP that %s", [fate]),
	"severity": severity,
	"help": "where a public IP is meant, set `azure-load-balancer-internal` to `\"false\"`",
	"fix": {
		"title": "make the load balancer internal",
		"safety": "unsafe",
		"changes": [{
			"add": ["metadata", "annotations", "service.beta.kubernetes.io/azure-load-balancer-internal"],
			"value": "true",
		}],
	},
} if {
	flag == null
}

findings contains {
	"path": ["spec", "type"],
	"message": sprintf("`type: LoadBalancer` with `azure-load-balancer-internal: \"false\"` gets a public IP that %s", [fate]),
	"severity": severity,
	"help": "add `azure-load-balancer-internal: \"true\"`, or limit the clients",
} if {
	flag == "false"
}

# What a load balancer of Azure says of the internet, null where it says nothing.
flag := object.get(annotations, "service.beta.kubernetes.io/azure-load-balancer-internal", null) if {
	input.object.spec.type == "LoadBalancer"
	object.get(input.object.spec, "loadBalancerClass", null) == null
}

annotations := {} if {
	object.get(input.object, ["metadata", "annotations"], null) == null
} else := input.object.metadata.annotations if {
	is_object(input.object.metadata.annotations)
}

fate := sprintf("%s%s%s", [clients, way, ban])

# The annotations that name clients. One with an empty item admits nobody by it, and shuts the internet out.
lists := [annotations[key] |
	some key in [
		"service.beta.kubernetes.io/azure-allowed-ip-ranges",
		"service.beta.kubernetes.io/azure-allowed-service-tags",
	]
	is_string(annotations[key])
]

# What limits the clients, each once: many write the same into the field and the annotation.
ranges := [range | some i, range in written; not range in array.slice(written, 0, i)]

# Ranges of the Service, ranges and service tags of the annotations.
written := array.concat(
	[range | some range in input.object.spec.loadBalancerSourceRanges; is_string(range)],
	[range |
		some list in lists
		some item in split(list, ",")
		range := trim_space(item)
		range != ""
	],
)

clients := "the whole internet reaches" if {
	everyone
} else := "nobody may enter, since its list of clients is empty" if {
	count(ranges) == 0
} else := sprintf("only `%s` may enter", [concat("`, `", ranges)]) if {
	count(ranges) < 4
} else := sprintf("only %d source ranges may enter", [count(ranges)])

everyone if count(ranges) + count(lists) == 0

everyone if {
	some range in ranges
	range in {"0.0.0.0/0", "::/0", "Internet"}
}

# How nodes reach the internet, where the profile of the cluster tells it.
outbound := lower(input.profile.networkProfile.outboundType)

isolated if outbound in {"none", "block"}

way := sprintf(", into a cluster that is cut off from it (`outboundType: %s`)", [outbound]) if {
	isolated
} else := "; with `outboundType: userDefinedRouting` the answers leave through the firewall, which drops them unless it is told of this IP" if {
	outbound == "userdefinedrouting"
} else := ""

ban := ", which `requireInternal` forbids" if {
	data.params.requireInternal
} else := ""

severity := "error" if {
	data.params.requireInternal
} else := "error" if {
	isolated
} else := "warning" if {
	outbound == "userdefinedrouting"
} else := "info" if {
	flag == "false"
} else := "warning" if {
	everyone
} else := "info"
