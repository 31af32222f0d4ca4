package aks

import "strings"

// LabelUse says what a row about labels of nodes and pods means.
type LabelUse uint8

// The uses.
const (
	// ReservedPrefix: AKS refuses labels of this prefix on node pools.
	ReservedPrefix LabelUse = iota
	// ReservedEverywhere: as ReservedPrefix, and on pods, workloads and
	// Services too.
	ReservedEverywhere
	// OfNode is set by AKS on nodes; selectors may use it.
	OfNode
	// OfWorkload is set by people on pods, although its prefix is reserved.
	OfWorkload
	// Deprecated is one that selectors should not use any more.
	Deprecated
)

// NodeLabel is a label, or a prefix of labels, that AKS gives a meaning.
type NodeLabel struct {
	Key string
	Use LabelUse
	// Replacement is the label to use instead of a deprecated one, and
	// ReplacementValue its value where that is another one.
	Replacement, ReplacementValue string
	Does                          string
	Fact
}

// NodeLabels are all rows, by key.
func NodeLabels() []NodeLabel { return nodeLabels }

// LookupNodeLabel finds the row of a label.
func LookupNodeLabel(key string) (NodeLabel, bool) {
	return find(nodeLabels, key, func(l *NodeLabel) string { return l.Key })
}

// DeprecatedNodeLabel reports whether selectors of nodes should not use a
// label any more, and which one takes its place. The value stays the same
// unless the row, LookupNodeLabel, has a ReplacementValue.
func DeprecatedNodeLabel(key string) (replacement string, ok bool) {
	label, found := LookupNodeLabel(key)
	if !found || label.Use != Deprecated {
		return "", false
	}
	return label.Replacement, true
}

// ReservedLabel reports whether only AKS may put a label on pods, workloads,
// Services and nodes.
func ReservedLabel(key string) bool { return reserved(key, ReservedEverywhere) }

// ReservedNodePoolLabel reports whether AKS refuses a label on a node pool.
func ReservedNodePoolLabel(key string) bool { return reserved(key, ReservedPrefix) }

// reserved reports whether a prefix at least as strict is that of a label for
// which there is no exception.
func reserved(key string, least LabelUse) bool {
	if label, ok := LookupNodeLabel(key); ok && label.Use == OfWorkload {
		return false
	}
	for i := range nodeLabels {
		if l := &nodeLabels[i]; least <= l.Use && l.Use <= ReservedEverywhere && strings.HasPrefix(key, l.Key) {
			return true
		}
	}
	return false
}

// OwnLabels are the labels that workloads may have although their prefix is
// reserved.
func OwnLabels() []string {
	var keys []string
	for i := range nodeLabels {
		if nodeLabels[i].Use == OfWorkload {
			keys = append(keys, nodeLabels[i].Key)
		}
	}
	return keys
}
