package aks

import "time"

// KubernetesVersion is a minor version of Kubernetes on AKS.
type KubernetesVersion struct {
	Version
	// Available is the first day of the month in which AKS has it, "" where
	// that is long ago.
	Available Day
	// EndOfLife is the last day of community support.
	EndOfLife Day
	// LongTerm says that clusters with long-term support keep it longer.
	LongTerm bool
	// GatewayAPI is the version of the managed Gateway API.
	GatewayAPI string
	Fact
}

// KubernetesVersions are those that the table knows, oldest first.
func KubernetesVersions() []KubernetesVersion { return kubernetesVersions }

// LookupKubernetesVersion finds a minor version.
func LookupKubernetesVersion(v Version) (KubernetesVersion, bool) {
	for _, row := range kubernetesVersions {
		if row.Version == v {
			return row, true
		}
	}
	return KubernetesVersion{}, false
}

// OldestSupported is the oldest version with community support on a day. After
// all that the table knows it is the newest of them.
func OldestSupported(day time.Time) Version {
	on := DayOf(day)
	for i := range kubernetesVersions {
		if row := &kubernetesVersions[i]; row.Available <= on && on <= row.EndOfLife {
			return row.Version
		}
	}
	return kubernetesVersions[len(kubernetesVersions)-1].Version
}
