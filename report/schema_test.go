package report

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

const schemaFile = "../schemas/report.schema.json"

func reportSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile(schemaFile)
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

// TestSchemaDescribed holds that every field of the schema has a description,
// and allows no field that it does not name.
func TestSchemaDescribed(t *testing.T) {
	data, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	var schema map[string]any
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	definitions := schema["$defs"].(map[string]any)
	var walk func(path string, s map[string]any)
	walk = func(path string, s map[string]any) {
		described := s
		if ref, ok := s["$ref"].(string); ok && s["description"] == nil {
			described = definitions[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
		}
		if described["description"] == nil {
			t.Errorf("%s has no description", path)
		}
		if s["type"] == "object" && s["additionalProperties"] != false {
			t.Errorf("%s allows unknown fields", path)
		}
		properties, _ := s["properties"].(map[string]any)
		if required, _ := s["required"].([]any); len(required) != len(properties) {
			t.Errorf("%s has optional fields", path)
		}
		for name, p := range properties {
			walk(path+"."+name, p.(map[string]any))
		}
		if items, ok := s["items"].(map[string]any); ok {
			walk(path+"[]", items)
		}
	}
	walk("report", schema)
	for _, name := range []string{"summary", "finding", "fix"} {
		walk(name, definitions[name].(map[string]any))
	}
}
