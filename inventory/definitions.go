package inventory

import "github.com/akslint/akslint/manifest"

// Definitions are the objects of a run as one cluster holds them: each once,
// with all that define it. An object of a base is the same in every overlay,
// whatever name and namespace that gives it; and what several files or scopes
// call by the same name (dev and prod, variants) is the same too. Patches
// define nothing. The groups come in the order of their first definitions.
func (inv *Inventory) Definitions() [][]View {
	var groups [][]View
	byObject, byName := map[*manifest.Object]int{}, map[manifest.Identity]int{}
	for _, scope := range inv.Scopes {
		for _, m := range scope.Members {
			if m.Fragment {
				continue
			}
			id := m.Identity()
			at, known := byObject[m.Object]
			if !known && id.Name != "" {
				at, known = byName[id]
			}
			if !known {
				at = len(groups)
				groups = append(groups, nil)
			}
			byObject[m.Object], byName[id] = at, at
			groups[at] = append(groups[at], View{Scope: scope, Member: m})
		}
	}
	return groups
}
