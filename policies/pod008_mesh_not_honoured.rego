# METADATA
# title: The Istio add-on does not honour this
# description: |
#   The Istio add-on injects its sidecar by the label `istio.io/rev` with one of its revisions (`asm-1-30`), or a tag of
#   one. It does not honour `istio-injection: enabled`, so the pods run outside of the mesh: without mTLS, and without the
#   policies that hold there. A revision that the cluster does not run injects nothing either, and one that is out of
#   support gives pods a sidecar that nobody mends.
#
#   The add-on has no ambient mode. Its webhook refuses ProxyConfig, WorkloadEntry, WorkloadGroup, IstioOperator and
#   WasmPlugin. Its gateways are labelled `istio: aks-istio-ingressgateway-external` and `-internal`; a Gateway of Istio
#   that selects `istio: ingressgateway` is served by none of them.
#
#   Only the age of a revision is judged without a cluster profile. Everything else needs one with the Istio add-on: an
#   Istio of your own honours all of it.
#
#   # Fix
#
#   Writes `istio.io/rev` with the revision of the cluster, where it has exactly one.
# related_resources:
#   - https://learn.microsoft.com/azure/aks/istio-about
#   - https://learn.microsoft.com/azure/aks/istio-deploy-addon
#   - https://learn.microsoft.com/azure/aks/istio-upgrade
#   - https://learn.microsoft.com/azure/aks/istio-deploy-ingress
# custom:
#   id: POD008
#   name: mesh-not-honoured
#   severity: error
#   kinds:
#     - Namespace
#     - Workload
#     - Gateway.networking.istio.io
#     - ProxyConfig.networking.istio.io
#     - WorkloadEntry.networking.istio.io
#     - WorkloadGroup.networking.istio.io
#     - IstioOperator.install.istio.io
#     - WasmPlugin.extensions.istio.io
#   when:
#     - any:
#         - {path: metadata.labels, keyPrefix: istio}
#         - {path: pod.metadata.labels, keyPrefix: istio}
#         - {path: kind, equals: [Gateway, ProxyConfig, WorkloadEntry, WorkloadGroup, IstioOperator, WasmPlugin]}
#     - any:
#         - {input: cluster}
#         - {path: 'metadata.labels["istio.io/rev"]', prefix: asm-}
#         - {path: 'pod.metadata.labels["istio.io/rev"]', prefix: asm-}
#   sees:
#     - kind
#     - metadata.labels["istio-injection"]
#     - metadata.labels["istio.io/rev"]
#     - metadata.labels["istio.io/dataplane-mode"]
#     - pod.metadata.labels["istio-injection"]
#     - pod.metadata.labels["istio.io/rev"]
#     - pod.metadata.labels["istio.io/dataplane-mode"]
#     - spec.selector.istio
#   uses: [cluster]
#   fixable: true
#   since: "0.1.0"
package akslint.pod008

findings contains object.union(
	{
		"path": array.concat(labels, ["istio-injection"]),
		"key_only": true,
		"message": "the Istio add-on does not honour `istio-injection: enabled`; the pods get no sidecar and run outside of the mesh",
		"severity": "warning",
	},
	cure(labels),
) if {
	add_on
	some labels, values in metadata
	values["istio-injection"] == "enabled"
}

cure(labels) := {"fix": {
	"title": sprintf("write `istio.io/rev: %s`", [revisions[0]]),
	"safety": "safe",
	"changes": [
		{"set": array.concat(labels, ["istio-injection"]), "value": revisions[0]},
		{"rename": array.concat(labels, ["istio-injection"]), "value": "istio.io/rev"},
	],
}} if {
	count(revisions) == 1
	not metadata[labels]["istio.io/rev"]
} else := {"help": "use the label `istio.io/rev` with a revision of the cluster"}

findings contains {
	"path": array.concat(labels, ["istio.io/rev"]),
	"message": sprintf("the cluster does not run the revision `%s` of the Istio add-on, but %s; the pods get no sidecar and run outside of the mesh", [revision, running]),
} if {
	some [labels, revision] in asked
	elsewhere(revision)
}

findings contains {
	"path": array.concat(labels, ["istio.io/rev"]),
	"message": sprintf("the revision `%s` of the Istio add-on is out of support, the oldest with support is `%s`; sidecars get no fixes", [revision, data.aks.istioRevisions[0]]),
	"severity": "warning",
} if {
	some [labels, revision] in asked
	not elsewhere(revision)
	age(revision) < age(data.aks.istioRevisions[0])
}

findings contains {
	"path": array.concat(labels, ["istio.io/dataplane-mode"]),
	"message": "the Istio add-on has no ambient mode; with `istio.io/dataplane-mode: ambient` the pods run outside of the mesh",
} if {
	add_on
	some labels, values in metadata
	values["istio.io/dataplane-mode"] == "ambient"
}

findings contains {
	"path": ["kind"],
	"message": sprintf("the Istio add-on refuses the kind `%s`", [input.object.kind]),
} if {
	add_on
	input.object.kind in {"ProxyConfig", "WorkloadEntry", "WorkloadGroup", "IstioOperator", "WasmPlugin"}
}

findings contains {
	"path": ["spec", "selector", "istio"],
	"message": "`istio: ingressgateway` selects no gateway of the Istio add-on, so this Gateway serves nothing",
	"help": "select `istio: aks-istio-ingressgateway-external` or `istio: aks-istio-ingressgateway-internal`",
	"severity": "warning",
} if {
	add_on
	input.object.kind == "Gateway"
	input.object.spec.selector.istio == "ingressgateway"
}

add_on if lower(input.profile.serviceMeshProfile.mode) == "istio"

# The revisions of the cluster; none where the profile does not tell them all.
default revisions := []

revisions := input.profile.serviceMeshProfile.istio.revisions if {
	not "serviceMeshProfile.istio.revisions" in input.profile.unknown
}

running := sprintf("`%s`", [concat("`, `", revisions)])

# A name that is no revision may be a tag.
elsewhere(revision) if {
	add_on
	count(revisions) > 0
	not revision in revisions
}

# The revisions of the add-on that labels ask for.
asked contains [labels, revision] if {
	some labels, values in metadata
	revision := values["istio.io/rev"]
	is_string(revision)
	age(revision)
}

age(revision) := (to_number(part[1]) * 1000) + to_number(part[2]) if {
	regex.match(`^asm-[0-9]{1,3}-[0-9]{1,3}$`, revision)
	part := split(revision, "-")
}

# The labels of the object and of its pods, by their path.
metadata[labels] := values if {
	some labels in {["metadata", "labels"], array.concat(at, ["metadata", "labels"])}
	values := object.get(input.object, labels, {})
	is_object(values)
}

at := [] if {
	input.object.kind == "Pod"
} else := ["spec", "jobTemplate", "spec", "template"] if {
	input.object.spec.jobTemplate
} else := ["spec", "jobTargetRef", "template"] if {
	input.object.spec.jobTargetRef.template
} else := ["spec", "template"]
