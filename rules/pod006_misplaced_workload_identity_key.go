package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
)

// The keys of Microsoft Entra Workload ID that have a place of their own.
const (
	identityUse        = "azure.workload.identity/use"
	identityExpiration = "azure.workload.identity/service-account-token-expiration"
)

// withIdentity selects the pods that use Workload ID.
var withIdentity = map[string]string{identityUse: "true"}

// POD006: The switch of Workload ID is in the wrong place, or has a wrong value.
//
// The webhook of Microsoft Entra Workload ID gives a pod its token only where
// the pod itself has the label `azure.workload.identity/use` with exactly the
// value `"true"`. As an annotation, or as a label of the Deployment alone, it does
// nothing: the pod starts without a token, and its calls to Azure fail at run
// time.
//
// The lifetime of the token,
// `azure.workload.identity/service-account-token-expiration`, is read from
// the pod, then from its ServiceAccount; it must be a number of seconds from
// 3600 to 86400.
//
// The value `"false"` switches the feature off, as it says, and is no finding.
//
// # Fix
//
// Moves the annotation to the labels of the pods, or writes `"true"`. A label of
// the workload is given to the pods, and stays where it is as well.
var POD006 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "POD006", Name: "misplaced-workload-identity-key", Severity: analyzer.Error, Fixable: true, Alone: true, Since: "0.1.0",
		Kinds: []string{analyzer.KindWorkload, "ServiceAccount"},
		References: []string{
			"https://learn.microsoft.com/azure/aks/workload-identity-overview",
			"https://azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html",
		},
	},
	Check: func(p *analyzer.Pass) {
		if w := p.View.Member.Workload; w != nil {
			checkIdentityOfPods(p, w)
			checkIdentityLifetime(p, w.AnnotationsPath())
			return
		}
		checkIdentityLifetime(p, annotationsField)
	},
}

// checkIdentityOfPods looks for the switch in every place of a workload.
func checkIdentityOfPods(p *analyzer.Pass, w *inventory.Workload) {
	label := p.Object.Find(w.LabelsPath()).Get(identityUse)
	switch label.Type() {
	case manifest.String:
		checkIdentityValue(p, w.LabelsPath().Key(identityUse), label.Text())
	case manifest.Bool:
		reportBareIdentity(p, w.LabelsPath().Key(identityUse), label.Text())
	}
	if label.Exists() || p.View.Member.Fragment || w.Matches(withIdentity) != inventory.No {
		return
	}
	places := []manifest.Path{w.AnnotationsPath(), labelsField, annotationsField}
	if w.Kind() == "CronJob" {
		places = append(places, manifest.At("spec", "jobTemplate", "metadata", "labels"), manifest.At("spec", "jobTemplate", "metadata", "annotations"))
	}
	for _, parent := range places {
		if meant, ok := meantBoolean(p.Object.Find(parent).Get(identityUse).Text()); !ok || !meant {
			continue
		}
		at := parent.Key(identityUse)
		f := analyzer.Finding{At: at, KeyOnly: true}
		fix := analyzer.Fix{Title: "give the pods the label", Safety: analyzer.Safe,
			Changes: []manifest.Change{{Op: manifest.Add, Path: w.LabelsPath().Key(identityUse), Value: "true"}}}
		if parent.Last().Key == "labels" {
			owner, its := p.Object.Kind, "its"
			if parent.Len() > 2 {
				owner, its = "Jobs", "their"
			}
			f.Message = fmt.Sprintf("`%s` is a label of the %s, not of %s pods, so they get no token of Workload ID", identityUse, owner, its)
		} else {
			f.Message = fmt.Sprintf("`%s` is an annotation; only a label of the pods counts, so they get no token of Workload ID", identityUse)
			fix.Title = "make it a label of the pods"
			fix.Changes = append(fix.Changes, removeEntry(p.Object, at))
		}
		f.Fixes = []analyzer.Fix{fix}
		p.Report(f)
		return // the others say the same
	}
}

// checkIdentityValue speaks of a label that is neither "true" nor "false".
func checkIdentityValue(p *analyzer.Pass, at manifest.Path, value string) {
	if slices.Contains([]string{"true", "false"}, value) || manifest.IsPlaceholder(value) {
		return
	}
	f := analyzer.Finding{At: at, Message: fmt.Sprintf("`%s` is `%q`; only `\"true\"` counts, so the pods get no token of Workload ID", identityUse, value)}
	if meant, ok := meantBoolean(value); ok {
		word := "true"
		if !meant {
			word = "false"
			f.Lower = analyzer.At(analyzer.Info)
			f.Message = fmt.Sprintf("`%s` is `%q`; it switches Workload ID off, as everything but `\"true\"` does", identityUse, value)
		}
		f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("write `%q`", word), Safety: analyzer.Safe,
			Changes: []manifest.Change{{Op: manifest.Set, Path: at, Value: word}}}}
	}
	p.Report(f)
}

// reportBareIdentity speaks of a label that is a boolean for want of quotes.
func reportBareIdentity(p *analyzer.Pass, at manifest.Path, text string) {
	meant, _ := meantBoolean(text)
	word := fmt.Sprint(meant)
	p.Report(analyzer.Finding{At: at, AsWritten: true,
		Message: fmt.Sprintf("`%s` is the boolean `%s`, and only the string `\"true\"` counts; the pods get no token of Workload ID, since the API server refuses the object", identityUse, text),
		Fixes: []analyzer.Fix{{Title: fmt.Sprintf("write `%q`", word), Safety: analyzer.Safe,
			Changes: []manifest.Change{{Op: manifest.Set, Path: at, Value: word}}}}})
}

// checkIdentityLifetime holds the lifetime of the token, among some annotations,
// against its bounds.
func checkIdentityLifetime(p *analyzer.Pass, annotations manifest.Path) {
	n := p.Object.Find(annotations).Get(identityExpiration)
	fact, ok := aks.LookupWorkloadMetadata(identityExpiration)
	if !ok || n.Type() != manifest.String || manifest.IsPlaceholder(n.Text()) || fact.Value.Understands(n.Text()) {
		return
	}
	p.Reportf(annotations.Key(identityExpiration), "`%s` is `%s`; the token of Workload ID lives for %d to %d seconds", strings.TrimPrefix(identityExpiration, "azure.workload.identity/"),
		n.Text(), fact.Value.Min, fact.Value.Max)
}
