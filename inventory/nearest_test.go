package inventory_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/agnivade/levenshtein"
)

func TestNearMiss(t *testing.T) {
	web := pod("w", "{app: store-front, tier: web}")
	tests := []struct {
		name, pods string
		selector   map[string]string
		want       string // "Pod key: want, not got"
	}{
		{"two letters", web, map[string]string{"app": "store-frnt"}, "w app: store-frnt, not store-front"},
		{"three letters", web, map[string]string{"app": "storefrnts"}, ""},
		{"case and separators", web, map[string]string{"app": "Store_Front"}, "w app: Store_Front, not store-front"},
		{"short words are no misspellings", pod("w", "{v: v1}"), map[string]string{"v": "v2"}, ""},
		{"short words, other case", pod("w", "{app: web}"), map[string]string{"app": "WEB"}, "w app: WEB, not web"},
		{"an only label that is absent", web, map[string]string{"name": "store-front"}, ""},
		{"all but one, however far", web, map[string]string{"app": "orders", "tier": "web"}, "w app: orders, not store-front"},
		{"all but one, absent", web, map[string]string{"app": "store-front", "zone": "1"}, "w zone: 1, not "},
		{"two are wrong", web, map[string]string{"app": "store-frnt", "tier": "wab"}, ""},
		{"what controllers set does not count", web, map[string]string{"app": "orders", "pod-template-hash": "abc"}, ""},
		{"placeholders", web, map[string]string{"app": "${APP}", "tier": "web"}, ""},
		{"labels in doubt", pod("w", "{app: store-front, tier: '${TIER}'}"), map[string]string{"app": "store-frnt"}, ""},
		{"nothing is wrong", web, map[string]string{"app": "store-front"}, ""},
		{"an empty selector", web, nil, ""},
		{"the nearest value", pod("far", "{app: store-frnts}") + pod("near", "{app: store-fron}"), map[string]string{"app": "store-front"}, "near app: store-front, not store-fron"},
		{"then the first", pod("one", "{app: store-fronx}") + pod("two", "{app: store-frony}"), map[string]string{"app": "store-front"}, "one app: store-front, not store-fronx"},
		{"a wrong value before an absent one", pod("absent", "{tier: web}") + pod("wrong", "{app: orders, tier: web}"), map[string]string{"app": "payments", "tier": "web"}, "wrong app: payments, not orders"},
		{"a misspelling before another label", pod("other", "{app: store-front, tier: api}") + pod("spelt", "{app: store-fronts, tier: web}"), map[string]string{"app": "store-front", "tier": "web"}, "spelt app: store-front, not store-fronts"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := view(t, tree(settings("own", "a.yaml")+"-- b.yaml --\n"+tt.pods), "a.yaml", "ConfigMap", "own")
			got := ""
			if miss, ok := v.NearMiss("default", tt.selector); ok {
				got = fmt.Sprintf("%s %s: %s, not %s", miss.Workload.Name(), miss.Key, miss.Want, miss.Got)
				if _, present := miss.Workload.Labels[miss.Key]; present != miss.Present {
					t.Errorf("Present is %v", miss.Present)
				}
			}
			if got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
			if _, ok := v.NearMiss("elsewhere", tt.selector); ok {
				t.Error("a namespace that is not there has a near miss")
			}
		})
	}
}

// TestNearMissAgainstAll compares the one-label near misses that the index
// finds with a look at every value.
func TestNearMissAgainstAll(t *testing.T) {
	word := func(r *rand.Rand) string {
		letters := "aabbcc12-_.AB"
		var b strings.Builder
		b.WriteByte('x')
		for range 3 + r.IntN(5) {
			b.WriteByte(letters[r.IntN(len(letters))])
		}
		return b.String() + "x"
	}
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 2))
		var pods strings.Builder
		var words []string
		for i := range 20 {
			words = append(words, word(r))
			pods.WriteString(pod(fmt.Sprintf("w-%d", i), fmt.Sprintf("{app: '%s'}", words[i])))
		}
		v := view(t, tree(settings("own", "a.yaml")+"-- b.yaml --\n"+pods.String()), "a.yaml", "ConfigMap", "own")
		for range 20 {
			wanted := word(r)
			best, want := 3, ""
			for _, w := range words {
				distance := levenshtein.ComputeDistance(wanted, w)
				bare := strings.NewReplacer("-", "", "_", "", ".", "")
				if strings.EqualFold(bare.Replace(wanted), bare.Replace(w)) {
					distance = 0
				}
				if w != wanted && distance < best {
					best, want = distance, w
				}
			}
			miss, _ := v.NearMiss("default", map[string]string{"app": wanted})
			if miss.Got != want {
				t.Fatalf("seed %d: near %q is %q, want %q", seed, wanted, miss.Got, want)
			}
		}
	}
}
