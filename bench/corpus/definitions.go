package corpus

import (
	"fmt"
	"math"
	"strings"
)

// definitions is a file of custom resource definitions as controller-gen writes
// them: mostly descriptions, some 120 KB on average, and now and then a file of
// half a megabyte.
func (g *generator) definitions() string {
	want := int(math.Exp(11.0 + 0.8*g.r.NormFloat64()))
	var b strings.Builder
	for i := 0; b.Len() < min(want, 800_000); i++ {
		if i > 0 {
			b.WriteString("---\n")
		}
		b.WriteString(printer{}.text(g.definition(fmt.Sprintf("%s%d", pick(g.r, words), i))))
	}
	return b.String()
}

func (g *generator) definition(name string) object {
	kind := strings.ToUpper(name[:1]) + name[1:]
	return object{
		{"apiVersion", "apiextensions.k8s.io/v1"},
		{"kind", "CustomResourceDefinition"},
		{"metadata", object{
			{"annotations", object{{"controller-gen.kubebuilder.io/version", "v0.16.5"}}},
			{"name", name + "s.example.com"},
		}},
		{"spec", object{
			{"group", "example.com"},
			{"names", object{{"kind", kind}, {"listKind", kind + "List"}, {"plural", name + "s"}, {"singular", name}}},
			{"scope", "Namespaced"},
			{"versions", []any{object{
				{"name", "v1"},
				{"schema", object{{"openAPIV3Schema", object{
					{"description", sentence(g.r, 8)},
					{"properties", object{
						{"apiVersion", object{{"type", "string"}}},
						{"kind", object{{"type", "string"}}},
						{"metadata", object{{"type", "object"}}},
						{"spec", g.schema(3)},
						{"status", g.schema(2)},
					}},
					{"type", "object"},
				}}}},
				{"served", true}, {"storage", true},
				{"subresources", object{{"status", object{}}}},
			}}},
		}},
	}
}

// schema describes an object with fields that go some levels down.
func (g *generator) schema(depth int) object {
	var properties object
	for i := range 2 + g.r.IntN(6) {
		property := object{{"description", paragraph(g.r, 1+g.r.IntN(4))}}
		switch n := g.r.IntN(8); {
		case n < 3 && depth > 0:
			property = g.schema(depth - 1)
		case n == 3 && depth > 0:
			property = append(property, field{"items", g.schema(depth - 1)}, field{"type", "array"}, field{"x-kubernetes-list-type", "atomic"})
		case n == 4:
			property = append(property, field{"format", "int32"}, field{"maximum", 65535}, field{"minimum", 1}, field{"type", "integer"})
		case n == 5:
			property = append(property, field{"enum", list("Always", "Never", "IfNotPresent")}, field{"type", "string"})
		case n == 6:
			property = append(property, field{"default", false}, field{"type", "boolean"})
		default:
			property = append(property, field{"maxLength", 253}, field{"pattern", `^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`}, field{"type", "string"})
		}
		properties = append(properties, field{fmt.Sprintf("%s%s%d", pick(g.r, prose), "Ref", i), property})
	}
	return object{{"description", paragraph(g.r, 1)}, {"properties", properties}, {"type", "object"}}
}
