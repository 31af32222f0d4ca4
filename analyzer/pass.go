// Package analyzer is the contract between the rules and the rest (Rule, Pass,
// Finding, Fix) and the engine that runs rules over an inventory. It knows no
// rule by name, and nothing of files, flags or formats.
package analyzer

import (
	"fmt"
	"time"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// Pass is one call of one Rule: what to look at, and where to report.
type Pass struct {
	// Document is the document that is looked at, or that holds Object.
	Document *manifest.Document
	// Object is the object that is looked at; nil for rules on documents. For
	// rules on clusters it stands for the document that holds the profile.
	Object *manifest.Object
	// Suppression is what is looked at by rules on suppressions, else nil.
	Suppression *Suppression
	// View is the application around Object: the objects of its scope as they
	// stand when Object is applied. nil for rules on documents.
	View *inventory.View
	// Profile is the cluster that the objects are bound for. It is nil where no
	// profile is given, and for rules that do not read one.
	Profile *aks.Profile
	// Subnets are the address ranges of subnets, nil where they are not given.
	Subnets *aks.Subnets
	// Inventory is all objects of the run, for rules on clusters.
	Inventory *inventory.Inventory
	// Params are the settings of the organisation.
	Params *Params
	// AsOf is the day for rules that read the calendar.
	AsOf time.Time

	networks *network.Models
	rule     *Rule
	findings []Finding // of all calls
	failures []error   // of the last one
}

// Params are the settings that rules may read (params: in the configuration).
type Params struct {
	// AllowedServicePorts switches SVC011 on.
	AllowedServicePorts []int `json:"allowedServicePorts,omitempty"`
	// AllowedExternalIPs are the addresses that Services may have as external
	// IPs; any other is an error (SVC005).
	AllowedExternalIPs []string `json:"allowedExternalIPs,omitempty"`
	// RequireInternal makes every public load balancer an error (LB003).
	RequireInternal bool `json:"requireInternal,omitempty"`
	// AllowedHostPorts are ports of the node that pods may take (POD001).
	AllowedHostPorts []int `json:"allowedHostPorts,omitempty"`
	// RequireHTTPS makes every Ingress without TLS an error, and the annotation
	// kubernetes.io/ingress.allow-http: "false" a must (ING008).
	RequireHTTPS bool `json:"requireHTTPS,omitempty"`
	// Peers and OnPremises are address ranges that the virtual network is
	// joined to, as written (network: in the configuration).
	Peers      []string `json:"peers,omitempty"`
	OnPremises []string `json:"onPremises,omitempty"`
	// IPBlockMatchesPods says whether ipBlock of network policies matches the
	// addresses of pods; nil leaves that to the engine of the cluster.
	IPBlockMatchesPods *bool `json:"ipBlockMatchesPods,omitempty"`
}

// Network is who reaches whom in the application around Object. The model of a
// scope is built when the first rule asks for it. There is none for rules on
// documents.
func (p *Pass) Network() network.Network { return p.networks.At(*p.View) }

// Report adds a finding.
func (p *Pass) Report(f Finding) { p.findings = append(p.findings, f) }

// Reportf adds a finding that is only a place and a message.
func (p *Pass) Reportf(at manifest.Path, format string, args ...any) {
	p.Report(Finding{At: at, Message: fmt.Sprintf(format, args...)})
}

// Exact works out the edits of a fix, for a rule that has other advice where ok
// is false: the fix cannot be made exactly.
func (p *Pass) Exact(fix Fix) (exact Fix, ok bool) {
	fix.resolve(p.Object)
	return fix, len(fix.Edits) > 0
}

// Fail says that the rule itself is broken: a policy that does not evaluate.
// The run goes on, and ends with exit code 2.
func (p *Pass) Fail(err error) {
	p.failures = append(p.failures, fmt.Errorf("%s: %w", p.rule.ID, err))
}

// At lowers a finding's severity from the highest that its rule gives.
func At(s Severity) *Severity { return &s }
