package rules

import (
	"fmt"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// DOC003: Two documents define the same object.
//
// Within one file, `kubectl apply` sends both, and the later one overwrites
// the earlier: half of what was written is lost, and each run changes the
// object twice. Within the resources of one kustomization, `kustomize build`
// stops with an error.
//
// Objects are the same when group, kind, namespace and name are. The same
// object in different files of a plain folder is no finding: such files are
// variants (a folder for each environment, steps of a tutorial), of which one
// at a time is applied.
var DOC003 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "DOC003", Name: "object-defined-twice", Severity: analyzer.Warning, Whole: true, Since: "0.1.0",
		References: []string{
			"https://kubernetes.io/docs/concepts/overview/working-with-objects/names/",
			"https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/resource/",
		},
	},
	Check: func(p *analyzer.Pass) {
		first, again := p.View.First()
		if !again || manifest.IsPlaceholder(p.Object.Name) {
			return
		}
		what := fmt.Sprintf("%s `%s`", p.Object.Kind, p.Object.Name)
		if ns := p.View.Member.Namespace; ns != "" {
			what += fmt.Sprintf(" of namespace `%s`", ns)
		}
		consequence := "`kubectl apply` lets this one overwrite it"
		if first.Object.Source() != p.Object.Source() {
			consequence = "`kustomize build` refuses to add it twice"
		}
		p.Report(analyzer.Finding{
			At:      nameField,
			Message: fmt.Sprintf("%s is defined before; %s", what, consequence),
			Related: []analyzer.Related{{Object: first.Object, At: nameField, Message: "the first definition"}},
		})
	},
}
