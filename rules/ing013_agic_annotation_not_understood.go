package rules

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// ING013: The Application Gateway Ingress Controller does not understand an annotation.
//
// A key below `appgw.ingress.kubernetes.io/` that the controller does not know
// is ignored without a word: `tls-redirect` redirects nothing, the key is
// `ssl-redirect`. That is a warning.
//
// A value that it cannot read leaves an event on the Ingress, and the default
// holds; one that only Azure can refuse (a timeout beyond its limit, a malformed
// id of a WAF policy) is worse, because then no change to the whole Application
// Gateway goes through. Both are errors. Booleans are read as Go does: `true`,
// `1` and `t` are understood, `yes` and `on` are not.
//
// # Fix
//
// Renames a misspelt key, and writes `"true"` or `"false"` for another word of
// that meaning. It is unsafe, because the setting takes effect then.
var ING013 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "ING013", Name: "agic-annotation-not-understood", Severity: analyzer.Error, Fixable: true, Since: "0.1.0",
		Kinds: inventory.IngressKinds,
		References: []string{
			"https://azure.github.io/application-gateway-kubernetes-ingress/annotations/",
			"https://github.com/Azure/application-gateway-kubernetes-ingress/blob/f42103d/pkg/annotations/ingress_annotations.go",
		},
	},
	Check: func(p *analyzer.Pass) {
		if class := network.ClassOf(*p.View); class.Controller.ID != "" && !class.Is(aks.AGIC) {
			return // nobody reads them: ING007
		}
		for key, value := range p.Object.Find(annotationsField).Entries() {
			if !strings.HasPrefix(key.Key(), aks.AGICPrefix) || value.Type() != manifest.String || manifest.IsPlaceholder(value.Text()) {
				continue
			}
			if row, ok := aks.LookupAGICAnnotation(key.Key()); ok {
				checkAGICValue(p, row, value.Text())
			} else {
				reportUnknownAGIC(p, key.Key())
			}
		}
	},
}

func reportUnknownAGIC(p *analyzer.Pass, key string) {
	f := analyzer.Finding{At: annotationAt(key), KeyOnly: true, Lower: analyzer.At(analyzer.Warning),
		Message: fmt.Sprintf("the Application Gateway Ingress Controller has no annotation `%s`, and ignores it", key)}
	var known []string
	for _, row := range aks.AGICAnnotations() {
		known = append(known, row.Key)
	}
	near, ok := analyzer.Suggest(key, known)
	if meant := agicMeant[strings.TrimPrefix(key, aks.AGICPrefix)]; meant != "" {
		near, ok = aks.AGICPrefix+meant, true
	}
	if ok && !p.Object.Find(annotationAt(near)).Exists() {
		f.Fixes = []analyzer.Fix{{Title: fmt.Sprintf("write `%s`", near), Safety: analyzer.Unsafe,
			Changes: []manifest.Change{{Op: manifest.Rename, Path: f.At, Value: near}}}}
	} else if ok {
		f.Help = fmt.Sprintf("remove it; `%s` is there as well", near)
	}
	p.Report(f)
}

// agicMeant are keys that people write and that are not near in letters.
var agicMeant = map[string]string{"tls-redirect": "ssl-redirect", "force-ssl-redirect": "ssl-redirect"}

// checkAGICValue judges the value of a known annotation.
func checkAGICValue(p *analyzer.Pass, row aks.IngressAnnotation, value string) {
	if understoodByAGIC(row, value) {
		return
	}
	short := strings.TrimPrefix(row.Key, aks.AGICPrefix)
	f := analyzer.Finding{At: annotationAt(row.Key)}
	number, notNumber := strconv.Atoi(value)
	switch row.Grammar {
	case aks.BooleanValue:
		f.Message = fmt.Sprintf("`%s` is `%q`; the controller understands `true` and `false`, and takes this for `false`", short, value)
		if meant, ok := meantBoolean(value); ok {
			f.Fixes = []analyzer.Fix{unsafeSet(f.At, strconv.FormatBool(meant), false)}
		}
	case aks.IntegerValue:
		f.Message = fmt.Sprintf("`%s` is `%q`, not a number; the controller skips it%s", short, value, defaultHolds(row))
		if notNumber == nil {
			f.Message = fmt.Sprintf("`%s` is `%q`, and goes from %d to %d; %s", short, value, row.Min, row.Max, outOfBounds(row, short, number))
		}
	case aks.WordValue:
		f.Message = fmt.Sprintf("`%s` is `%q`, and the controller knows `%s`; it skips the annotation%s", short, value, strings.Join(row.Words, "` and `"), defaultHolds(row))
	case aks.ResourceIDValue:
		f.Message = fmt.Sprintf("`%s` is no id of a resource of type `%s`; Azure then refuses every change to the Application Gateway", short, row.Resource)
	case aks.StatusCodesValue:
		f.Message = fmt.Sprintf("`%s` is `%q`, no list of status codes as `200-399,401`; Azure then refuses every change to the Application Gateway", short, value)
	default:
		f.Lower = analyzer.At(analyzer.Warning)
		f.Message = fmt.Sprintf("`%s` is `%q`; Azure takes no such %s", short, value, agicNouns[row.Grammar])
	}
	p.Report(f)
}

// agicNouns name the grammars that only Azure judges.
var agicNouns = map[aks.Grammar]string{aks.PathValue: "path, since it begins with no slash", aks.HostNameValue: "host name", aks.NameValue: "name"}

// understoodByAGIC reports whether the controller and Azure make of a value
// what was meant. A name that is empty counts as absent, and Application
// Gateway takes wildcards anywhere in a host name.
func understoodByAGIC(row aks.IngressAnnotation, value string) bool {
	switch row.Grammar {
	case aks.BooleanValue, aks.IntegerValue:
	case aks.HostNameValue:
		value = strings.Trim(strings.NewReplacer("*", "x", "?", "x").Replace(value), ", ")
		fallthrough
	default:
		if value == "" {
			return true
		}
	}
	return row.Understands(value)
}

// defaultHolds names the default of an annotation, as the end of a sentence.
func defaultHolds(row aks.IngressAnnotation) string {
	if row.Default == "" {
		return ""
	}
	return fmt.Sprintf(", and the default `%s` holds", row.Default)
}

// outOfBounds says what becomes of a number: some bounds the controller knows
// itself, the others only Azure does.
func outOfBounds(row aks.IngressAnnotation, short string, number int) string {
	switch {
	case short == "override-frontend-port":
		return "the listener stays on 80 or 443"
	case short == "rule-priority" || short == "health-probe-port" || strings.HasPrefix(short, "health-probe-") && number < row.Min:
		return "the controller skips it" + defaultHolds(row)
	}
	return "Azure then refuses every change to the Application Gateway"
}
