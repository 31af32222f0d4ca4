package policies

import (
	"slices"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
)

// families are the kinds of built-in functions that a policy may call, by what
// stands before the last dot of their names: those that compute a value from
// their arguments and do nothing else. What is not here (http, net, time, rand,
// opa, crypto, io, rego and whatever a later OPA brings) does not exist for a
// policy, so that a verdict depends on the manifest alone.
var families = []string{
	"", "array", "base64", "base64url", "bits", "glob", "graph", "hex", "json", "numbers", "object", "regex", "semver",
	"strings", "units", "urlquery", "yaml",
}

// apart are the functions that are judged by name: those of the compiler, and
// members of a family that do more than compute.
var apart = map[string]bool{
	"internal.member_2":        true,
	"internal.member_3":        true,
	"internal.print":           true, // to whoever asked for it, else to nobody
	"internal.template_string": true,
	"json.match_schema":        false, // a schema may name another by URL
	"json.verify_schema":       false,
	"print":                    true,
	"trace":                    false,
}

func allowed(function string) bool {
	if verdict, ok := apart[function]; ok {
		return verdict
	}
	family := function[:max(0, strings.LastIndexByte(function, '.'))]
	return slices.Contains(families, family)
}

// capabilities is what a policy may use of OPA.
var capabilities = sync.OnceValue(func() *ast.Capabilities {
	c := ast.CapabilitiesForThisVersion()
	c.Builtins = slices.DeleteFunc(c.Builtins, func(b *ast.Builtin) bool { return !allowed(b.Name) })
	c.AllowNet = []string{}
	return c
})
