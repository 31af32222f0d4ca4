package gen

import "strings"

// factTables are the tables of package aks about annotations, labels and the API
// of Kubernetes.
var factTables = []factTable{
	{
		file: "service_annotations", variable: "serviceAnnotations", row: "ServiceAnnotation", key: []string{"key"},
		doc:   "are read by the Azure cloud provider; sorted by key.",
		apart: func(key string) bool { return strings.Contains(key, "/port_{n}_") }, apartVariable: "portAnnotations",
		columns: columns([]factColumn{{"key", "Key", aText, true}}, valueColumns, []factColumn{
			{"scope", "Scope", aWord(map[string]string{"internal": "Internal", "public": "Public"}), false},
			{"since", "Since", aVersion, false},
			{"until", "Until", aVersion, false},
			{"status", "Status", aWord(statuses), false},
			{"requires", "Requires", aText, false},
			{"istio", "Istio", aTrue, false},
			{"does", "Does", aText, true},
			{"instead", "Instead", aText, false},
		}, factColumns),
	},
	{
		file: "foreign_annotations", variable: "foreignAnnotations", row: "ForeignAnnotation", key: []string{"prefix"},
		doc:     "are read by other clouds; sorted by prefix.",
		columns: columns([]factColumn{{"prefix", "Prefix", aText, true}, {"cloud", "Cloud", aText, true}}, factColumns),
	},
	{
		file: "agic_annotations", variable: "agicAnnotations", row: "IngressAnnotation", key: []string{"key"},
		doc: "are read by the Application Gateway Ingress Controller; sorted by key.", columns: ingressColumns,
	},
	{
		file: "approuting_annotations", variable: "appRoutingAnnotations", row: "IngressAnnotation", key: []string{"key"},
		doc: "are read by the application routing add-on; sorted by key.", columns: ingressColumns,
	},
	{
		file: "agc_annotations", variable: "agcAnnotations", row: "IngressAnnotation", key: []string{"key"},
		doc: "are read by the ALB Controller; sorted by key.", columns: ingressColumns,
	},
	{
		file: "node_labels", variable: "nodeLabels", row: "NodeLabel", key: []string{"key"},
		doc: "have a meaning to AKS; sorted by key.",
		columns: columns([]factColumn{
			{"key", "Key", aText, true},
			{"use", "Use", aWord(map[string]string{
				"reserved-prefix": "ReservedPrefix", "reserved-everywhere": "ReservedEverywhere", "node": "OfNode", "workload": "OfWorkload", "deprecated": "Deprecated",
			}), true},
			{"replacement", "Replacement", aText, false},
			{"replacementValue", "ReplacementValue", aText, false},
			{"does", "Does", aText, false},
		}, factColumns),
	},
	{
		file: "api_removals", variable: "removals", row: "Removal", key: []string{"apiVersion", "kinds"},
		doc: "are API versions that end; sorted by apiVersion.",
		columns: columns([]factColumn{
			{"apiVersion", "APIVersion", aText, true},
			{"kinds", "Kinds", aList(aText), true},
			{"deprecatedIn", "DeprecatedIn", aVersion, true},
			{"removedIn", "RemovedIn", aVersion, false},
			{"replacement", "Replacement", aText, false},
			{"convertible", "Convertible", aTrue, false},
			{"notes", "Notes", aText, false},
		}, factColumns),
	},
	{
		file: "deprecated_fields", variable: "deprecatedFields", row: "DeprecatedField", key: []string{"kind", "path"},
		doc: "are fields and annotations that end; sorted by kind and path.",
		columns: columns([]factColumn{
			{"kind", "Kind", aText, true},
			{"path", "Path", aText, true},
			{"status", "Status", aWord(statuses), false},
			{"deprecatedIn", "DeprecatedIn", aVersion, false},
			{"removedIn", "RemovedIn", aVersion, false},
			{"replacement", "Replacement", aText, true},
			{"notes", "Notes", aText, false},
		}, factColumns),
	},
}

var statuses = map[string]string{"current": "Current", "preview": "Preview", "dead": "Dead", "removed": "Removed"}

var ingressColumns = columns([]factColumn{{"key", "Key", aText, true}}, valueColumns, []factColumn{
	{"kinds", "Kinds", aList(aText), false},
	{"since", "Since", aPattern(`\d+\.\d+\.\d+(-rc\d)?`), false},
	{"requires", "Requires", aText, false},
	{"does", "Does", aText, true},
}, factColumns)
