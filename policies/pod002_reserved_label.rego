# METADATA
# title: A label or a toleration is reserved for what AKS itself runs
# description: |
#   Labels that begin with `kubernetes.azure.com/` belong to AKS. Deployment safeguards, which AKS Automatic has on, audit
#   or refuse them on pods, workloads, Services and nodes. Selectors of nodes may use them.
#
#   The taint `CriticalAddonsOnly` keeps a system node pool free for the pods of AKS. A workload of your own that tolerates
#   it competes with CoreDNS and the metrics server; that is advice. DaemonSets, which run on all nodes, and the namespaces
#   of AKS are left out.
# related_resources:
#   - https://learn.microsoft.com/azure/aks/deployment-safeguards
#   - https://learn.microsoft.com/azure/aks/use-system-pools
#   - https://learn.microsoft.com/azure/aks/policy-reference
# custom:
#   id: POD002
#   name: reserved-label
#   severity: warning
#   kinds: [Workload, Service, Node]
#   when:
#     - any:
#         - {path: metadata.labels, keyPrefix: kubernetes.azure.com/, not: kubernetes.azure.com/generator}
#         - {path: pod.metadata.labels, keyPrefix: kubernetes.azure.com/, not: kubernetes.azure.com/generator}
#         - {path: pod.spec.tolerations.key, equals: CriticalAddonsOnly}
#     - any:
#         - {path: metadata.labels, keyPrefix: kubernetes.azure.com/, not: kubernetes.azure.com/generator}
#         - {path: pod.metadata.labels, keyPrefix: kubernetes.azure.com/, not: kubernetes.azure.com/generator}
#         - {path: kind, not: DaemonSet}
#     - {path: metadata.namespace, not: kube-system}
#   sees: [kind, metadata.namespace, metadata.labels, pod.metadata.labels, pod.spec.tolerations.key]
#   since: "0.1.0"
package akslint.pod002

findings contains {
	"path": array.concat(labels, [key]),
	"key_only": true,
	"message": sprintf("the label `%s` has a prefix that is reserved for AKS; deployment safeguards audit or refuse it", [key]),
	"help": "use a prefix of your own",
} if {
	some [labels, key] in reserved
	not key in data.aks.podAnnotations
}

findings contains {
	"path": array.concat(labels, [key]),
	"key_only": true,
	"message": sprintf("`%s` does nothing as a label, and deployment safeguards audit or refuse it", [key]),
	"help": "make it an annotation of the pods",
} if {
	some [labels, key] in reserved
	key in data.aks.podAnnotations
}

findings contains {
	"path": array.concat(at, ["spec", "tolerations", i, "key"]),
	"message": "tolerating `CriticalAddonsOnly` lets these pods run on the system node pool, beside CoreDNS and other pods of AKS",
	"severity": "info",
} if {
	some i, toleration in object.get(input.object, at, {}).spec.tolerations
	toleration.key == "CriticalAddonsOnly"
	input.object.kind != "DaemonSet"
	not managed
}

# The labels of the object and of its pods that are not the team's to give.
reserved contains [labels, key] if {
	some labels in {["metadata", "labels"], array.concat(at, ["metadata", "labels"])}
	some key, _ in object.get(input.object, labels, {})
	is_string(key)
	startswith(key, "kubernetes.azure.com/")
	not key in data.aks.ownLabels
	key != "kubernetes.azure.com/generator" # Draft writes it
	not regex.match(`[$#{<]|__`, key) # a later step fills it in
	not managed
}

managed if input.object.metadata.namespace in data.aks.managedNamespaces

managed if {
	is_string(input.object.metadata.namespace)
	some prefix in data.aks.managedNamespaces
	endswith(prefix, "-")
	startswith(input.object.metadata.namespace, prefix)
}

# The pod template, or the Pod itself.
at := [] if {
	input.object.kind == "Pod"
} else := ["spec", "jobTemplate", "spec", "template"] if {
	input.object.spec.jobTemplate
} else := ["spec", "jobTargetRef", "template"] if {
	input.object.spec.jobTargetRef.template
} else := ["spec", "template"]
