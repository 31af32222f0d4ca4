package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/akslint/akslint/aks"
)

// Schema is the JSON Schema of the file, for editors. It is made from the same
// table that the file is read with.
func Schema() []byte {
	schema := object(topLevel())
	schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	schema["$id"] = "https://github.com/akslint/akslint/blob/main/schemas/config.schema.json"
	schema["title"] = "The configuration of akslint (" + Name + ")"
	schema["$defs"] = sharedSchemas()
	schema["required"] = []string{"version"}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if enc.Encode(schema) != nil {
		return nil
	}
	return out.Bytes()
}

// object describes a mapping with known keys.
func object(settings []setting) map[string]any {
	properties := map[string]any{}
	for _, s := range settings {
		p := map[string]any{"description": s.doc}
		for key, value := range s.schema {
			p[key] = value
		}
		properties[s.name] = p
	}
	return map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
}

// Sample is the file that akslint init writes: every setting with its meaning,
// the defaults as comments, and some clusters where there are any.
func Sample(profiles ...*aks.Profile) string {
	example := map[string]string{
		"select": "[LB, SVC, NP]", "ignore": "[NP001]", "failOn": "warning", "severity": "\n#   LB003: error",
		"params": "\n#   allowedServicePorts: [80, 443]\n#   allowedExternalIPs: [203.0.113.10]\n#   allowedHostPorts: [9100]\n#   requireInternal: true\n#   requireHTTPS: true", "exclude": `["**/testdata/**"]`,
		"namespace": "default", "policies": "[policies/akslint]",
		"cluster":  "\n#   networkPlugin: azure\n#   networkPluginMode: overlay\n#   networkPolicy: cilium\n#   networkDataplane: cilium",
		"clusters": "\n#   - {name: prod, file: aks-prod.json}", "subnets": "\n#   aks-nodes: 10.0.0.0/22",
		"network":   "\n#   ipBlockMatchesPods: false\n#   onPremises: [192.168.0.0/16]",
		"overrides": "\n#   - paths: [\"vendor/**\"]\n#     ignore: [POD]",
	}
	var out bytes.Buffer
	fmt.Fprintln(&out, "# Settings of akslint: https://github.com/akslint/akslint/blob/main/docs/configuration.md")
	fmt.Fprintln(&out, "# yaml-language-server: $schema=https://raw.githubusercontent.com/akslint/akslint/main/schemas/config.schema.json")
	for _, s := range topLevel() {
		if s.name == "version" {
			fmt.Fprint(&out, "version: 1\n")
			continue
		}
		if text := blocks(s.name, profiles); text != "" {
			fmt.Fprintf(&out, "\n# %s\n%s", s.doc, text)
			continue
		}
		value := example[s.name]
		if value[0] != '\n' {
			value = " " + value
		}
		fmt.Fprintf(&out, "\n# %s\n# %s:%s\n", s.doc, s.name, value)
	}
	return out.String()
}

// blocks writes profiles as the setting cluster where there is one, and as
// clusters where there are several.
func blocks(setting string, profiles []*aks.Profile) string {
	var b strings.Builder
	switch {
	case setting == "cluster" && len(profiles) == 1:
		b.WriteString("cluster:\n")
		for line := range strings.Lines(profiles[0].Block()) {
			b.WriteString("  " + line)
		}
	case setting == "clusters" && len(profiles) > 1:
		b.WriteString("clusters:\n")
		for _, p := range profiles {
			start := "  - "
			for line := range strings.Lines(p.Block()) {
				b.WriteString(start + line)
				start = "    "
			}
		}
	}
	return b.String()
}
