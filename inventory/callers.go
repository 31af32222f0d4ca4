package inventory

import (
	"cmp"
	"slices"
	"strings"
)

// serviceName is a Service by namespace and name.
type serviceName struct{ namespace, name string }

// Callers returns the workloads whose texts (see Texts) have a word that may be
// the host name of a Service: its name, alone in the Service's namespace or
// followed by the namespace. It rather names one too many than one too few. They
// are in the order of their namespaces, then of the input.
func (v View) Callers(service *Member) []*Workload {
	callers := v.Scope.callers()[serviceName{service.Namespace, service.Object.Name}]
	hidden := func(w *Workload) bool { return !v.Sees(w.Member) }
	if !slices.ContainsFunc(callers, hidden) {
		return callers
	}
	return slices.DeleteFunc(slices.Clone(callers), hidden)
}

// findCallers reads the texts of all workloads of a scope.
func (s *Scope) findCallers() map[serviceName][]*Workload {
	services, callers := s.services(), map[serviceName][]*Workload{}
	if len(services) == 0 {
		return callers
	}
	for _, m := range s.Members {
		w := m.Workload
		if w == nil || m.Namespace == "" {
			continue
		}
		named := func(host string) {
			name, rest, _ := strings.Cut(host, ".")
			namespace, _, _ := strings.Cut(rest, ".")
			if !services[name] || rest != "" && namespace == "" {
				return
			}
			key := serviceName{cmp.Or(namespace, m.Namespace), name}
			if old := callers[key]; len(old) == 0 || old[len(old)-1] != w {
				callers[key] = append(old, w)
			}
		}
		for text := range (View{s, m}).Texts(w) {
			hostWords(text.Value, named)
		}
	}
	for _, workloads := range callers {
		slices.SortStableFunc(workloads, func(a, b *Workload) int { return cmp.Compare(a.Member.Namespace, b.Member.Namespace) })
	}
	return callers
}

// hostWords calls f for the words of a text that may be host names: small
// letters, digits, dashes and dots. The path of a URL is none.
func hostWords(text string, f func(host string)) {
	for i := 0; i < len(text); i++ {
		if !inLabel(text[i]) {
			continue
		}
		begin := i
		for i < len(text) && (inLabel(text[i]) || text[i] == '-' || text[i] == '.') {
			i++
		}
		if before := text[:begin]; !strings.HasSuffix(before, "/") || strings.HasSuffix(before, "//") {
			f(text[begin:i])
		}
	}
}

// inLabel reports whether a host name may begin with a letter.
func inLabel(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' }
