package gen

// clusterTables are the tables of package aks that are not about annotations and
// the API of Kubernetes.
var clusterTables = []factTable{
	{
		file: "profile_fields", variable: "profileFields", row: "ProfileField", key: []string{"path"},
		doc: "are the settings that are read of a cluster; sorted by path.",
		columns: columns([]factColumn{
			{"path", "Path", aText, true},
			{"type", "Type", aPattern(`text|texts|integer|boolean|labels|items`), true},
			{"words", "Words", aList(aText), false},
			{"terraform", "Terraform", aText, false},
			{"id", "ID", aTrue, false},
			{"subnet", "Subnet", aTrue, false},
			{"does", "Doc", aText, true},
		}, factColumns),
	},
	{
		file: "ingress_classes", variable: "ingressControllers", row: "IngressController", key: []string{"id"},
		doc: "are the controllers that objects choose by class; sorted by id.",
		columns: columns([]factColumn{
			{"id", "ID", aText, true},
			{"name", "Name", aText, true},
			{"ingressClass", "IngressClass", aText, false},
			{"annotation", "Annotation", aText, false},
			{"gatewayClass", "GatewayClass", aText, false},
			{"controller", "Controller", aText, false},
			{"prefix", "Prefix", aText, false},
			{"profile", "Profile", aText, false},
			{"retirement", "Retirement", aText, false},
		}, factColumns),
	},
	{
		file: "managed_namespaces", variable: "managedNamespaces", row: "Namespace", key: []string{"name"},
		doc:     "are not the team's; sorted by name.",
		columns: columns([]factColumn{{"name", "Name", aText, true}, {"owner", "Owner", aText, true}}, factColumns),
	},
	{
		file: "workload_metadata", variable: "workloadMetadata", row: "WorkloadMetadata", key: []string{"key"},
		doc: "are labels and annotations that features of AKS read; sorted by key.",
		columns: columns([]factColumn{
			{"key", "Key", aText, true},
			{"where", "Where", aListOf("Place", aWord(map[string]string{
				"pod label": "PodLabel", "pod annotation": "PodAnnotation", "Namespace label": "NamespaceLabel", "ServiceAccount annotation": "ServiceAccountAnnotation",
			})), true},
		}, valueColumns, []factColumn{
			{"status", "Status", aWord(statuses), false},
			{"does", "Does", aText, true},
			{"instead", "Instead", aText, false},
		}, factColumns),
	},
	{
		file: "retirements", variable: "retirements", row: "Retirement", key: []string{"id"},
		doc: "are what ends; sorted by id.",
		columns: columns([]factColumn{
			{"id", "ID", aPattern(`[a-z0-9-]+`), true},
			{"what", "What", aText, true},
			{"date", "Date", aDay, true},
			{"images", "Images", aDay, false},
			{"notFrom", "NotFrom", aVersion, false},
			{"component", "Component", aPattern(`policy|identity|ingress|node-pool|load-balancer|node-image|outbound|network-policy|mesh|network-plugin`), true},
			{"consequence", "Consequence", aText, true},
			{"replacement", "Replacement", aText, true},
			{"profile", "Profile", aText, false},
			{"value", "ProfileValue", aText, false},
		}, factColumns),
	},
	{
		file: "kubernetes_versions", variable: "kubernetesVersions", row: "KubernetesVersion", key: []string{"version"},
		doc: "are the minor versions of AKS, oldest first.",
		columns: columns([]factColumn{
			{"version", "Version", aVersion, true},
			{"available", "Available", aDay, false},
			{"endOfLife", "EndOfLife", aDay, true},
			{"longTerm", "LongTerm", aTrue, false},
			{"gatewayAPI", "GatewayAPI", aPattern(`\d+\.\d+\.\d+`), false},
		}, factColumns),
	},
	{
		file: "policy_checks", variable: "policyChecks", row: "Check", key: []string{"tool", "id"},
		doc: "are checks of other tools; sorted by tool and id.",
		columns: columns([]factColumn{
			{"tool", "Tool", aPattern(`Azure Policy|PSRule|kube-linter|kube-score|kubescape|cyclonus`), true},
			{"id", "ID", aText, true},
			{"name", "Name", aText, false},
			{"rules", "Rules", aList(aPattern(`[A-Z]{2,4}\d{3}`)), true},
			{"effect", "Effect", aPattern(`Audit|Deny`), false},
			{"safeguards", "Safeguards", aTrue, false},
		}, factColumns),
	},
	{
		file: "risky_ports", variable: "riskyPorts", row: "riskyPort", key: []string{"port"},
		doc:     "are ports of services that are not for the internet.",
		columns: columns([]factColumn{{"port", "Port", anInteger, true}, {"name", "Name", aText, true}}, factColumns),
	},
	{
		file: "platform_addresses", variable: "platformAddresses", row: "addressRange", key: []string{"prefix"},
		doc: "belong to Azure or to the node.", columns: rangeColumns,
	},
	{
		file: "reserved_ranges", variable: "reservedRanges", row: "addressRange", key: []string{"prefix"},
		doc: "are ranges to keep clear of.", columns: rangeColumns,
	},
	{
		file: "istio_revisions", variable: "istioRevisions", row: "IstioRevision", key: []string{"revision"},
		doc: "are the revisions of the Istio add-on; sorted.",
		columns: columns([]factColumn{
			{"revision", "Revision", aPattern(`asm-\d+-\d+`), true}, {"deprecated", "Deprecated", aTrue, false},
		}, factColumns),
	},
	{
		file: "istio_kinds", variable: "istioKinds", row: "istioKind", key: []string{"group", "kind"},
		doc: "are kinds that the Istio add-on does not support.",
		columns: columns([]factColumn{
			{"kind", "Kind", aText, true}, {"group", "Group", aText, true}, {"blocked", "Blocked", aTrue, false},
		}, factColumns),
	},
	{
		file: "gateway_kinds", variable: "gatewayKinds", row: "GatewayKind", key: []string{"apiVersion", "kinds"},
		doc: "are old and experimental versions of Gateway API.",
		columns: columns([]factColumn{
			{"apiVersion", "APIVersion", aText, true},
			{"kinds", "Kinds", aList(aText), true},
			{"replacement", "Replacement", aText, false},
			{"experimental", "Experimental", aTrue, false},
			{"istio", "Istio", aPattern(`asm-\d+-\d+`), false},
		}, factColumns),
	},
	{
		file: "limits", key: []string{"name"},
		columns: columns([]factColumn{
			{"name", "Name", aPattern(`[A-Z][A-Za-z]+`), true}, {"value", "Value", anInteger, true}, {"does", "Doc", aText, true},
		}, factColumns),
	},
}

var rangeColumns = columns([]factColumn{
	{"prefix", "Prefix", aPrefix, true}, {"what", "What", aText, true}, {"forbidden", "Forbidden", aTrue, false},
}, factColumns)
