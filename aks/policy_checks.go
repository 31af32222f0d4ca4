package aks

import "slices"

// Check is a check of another tool that rules of akslint cover or exceed.
type Check struct {
	// Tool is "Azure Policy", "PSRule", "kube-linter", "kube-score", "kubescape"
	// or "cyclonus".
	Tool string
	// ID is what the tool calls it.
	ID string
	// Name is its title, "" where that is the ID.
	Name string
	// Rules are the IDs of the rules.
	Rules []string
	// Effect is the default effect of an Azure Policy.
	Effect string
	// Safeguards says that it is a member of Deployment Safeguards.
	Safeguards bool
	Fact
}

// PolicyChecks are the checks that a rule covers or exceeds, by tool and ID.
func PolicyChecks(ruleID string) []Check {
	var checks []Check
	for _, check := range policyChecks {
		if slices.Contains(check.Rules, ruleID) {
			checks = append(checks, check)
		}
	}
	return checks
}

// URL is the page of a check.
func (c Check) URL() string {
	if c.Tool == "Azure Policy" {
		return "https://portal.azure.com/#view/Microsoft_Azure_Policy/PolicyDetailBlade/definitionId/" +
			"%2Fproviders%2FMicrosoft.Authorization%2FpolicyDefinitions%2F" + c.ID
	}
	return c.Source.URL()
}
