package report

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

const (
	schemaFile      = "../schemas/report.schema.json"
	sarifSchemaFile = "testdata/sarif-schema-2.1.0.json"
)

func compiled(t *testing.T, file string) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile(file)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func validate(t *testing.T, schema *jsonschema.Schema, report string) {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(report))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Error(err)
	}
}

// schemaNode is as much of a JSON Schema as TestSchemaDescribed looks at.
type schemaNode struct {
	Ref         string                `json:"$ref"`
	Type        string                `json:"type"`
	Description string                `json:"description"`
	Additional  *bool                 `json:"additionalProperties"`
	Required    []string              `json:"required"`
	Properties  map[string]schemaNode `json:"properties"`
	Items       *schemaNode           `json:"items"`
	Defs        map[string]schemaNode `json:"$defs"`
}

// TestSchemaDescribed holds that every field of the schema has a description
// and is always there, and that no field is allowed that it does not name.
func TestSchemaDescribed(t *testing.T) {
	checkDescribed(t, schemaFile, "summary", "finding", "fix")
}

// checkDescribed looks at a schema and at some of its definitions.
func checkDescribed(t *testing.T, file string, definitions ...string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var schema schemaNode
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	var walk func(path string, n schemaNode)
	walk = func(path string, n schemaNode) {
		if definition := schema.Defs[strings.TrimPrefix(n.Ref, "#/$defs/")]; n.Description == "" && definition.Description == "" {
			t.Errorf("%s has no description", path)
		}
		if n.Type == "object" && (n.Additional == nil || *n.Additional) {
			t.Errorf("%s allows unknown fields", path)
		}
		if len(n.Required) != len(n.Properties) {
			t.Errorf("%s has optional fields", path)
		}
		for name, property := range n.Properties {
			walk(path+"."+name, property)
		}
		if n.Items != nil {
			walk(path+"[]", *n.Items)
		}
	}
	walk("report", schema)
	for _, name := range definitions {
		walk(name, schema.Defs[name])
	}
}
