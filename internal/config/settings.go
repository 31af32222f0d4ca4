package config

import (
	"regexp"

	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/manifest"
)

// setting is one key of the file: how it is read, and what people are told of
// it in the schema and in the file that akslint init writes.
type setting struct {
	name   string
	doc    string
	schema map[string]any
	read   func(*reader, manifest.Node)
}

func list(item map[string]any) map[string]any {
	return map[string]any{"type": "array", "items": item}
}

var (
	anyText   = map[string]any{"type": "string", "minLength": 1}
	ruleWord  = map[string]any{"type": "string", "minLength": 2, "description": "The id, family or name of a rule."}
	level     = map[string]any{"enum": []any{"error", "warning", "info"}}
	portValue = map[string]any{"type": "integer", "minimum": 1, "maximum": 65535}
)

// topLevel are the settings of the file.
func topLevel() []setting {
	return []setting{
		{"version", "The form of this file.", map[string]any{"const": 1}, func(r *reader, n manifest.Node) {
			if v, ok := r.number(n); ok && v != 1 {
				r.fail(n, "this akslint reads version 1 of the configuration")
			}
		}},
		{"select", "Rules that run, by id (LB003), family (LB) or name. Default: all.", list(ruleWord), func(r *reader, n manifest.Node) {
			r.config.Select = r.ruleWords(n)
		}},
		{"ignore", "Rules that do not run.", list(ruleWord), func(r *reader, n manifest.Node) {
			r.config.Ignore = r.ruleWords(n)
		}},
		{"failOn", "The least severity that makes the exit code 1.", map[string]any{"enum": []any{"error", "warning", "info", "never"}, "default": "warning"}, func(r *reader, n manifest.Node) {
			r.config.FailOn = r.oneOf(n, "error", "warning", "info", "never")
		}},
		{"severity", "Severities of rules, in place of their own.", map[string]any{"type": "object", "additionalProperties": level}, (*reader).severities},
		{"params", "What an organisation asks of its manifests.", object(params()), func(r *reader, n manifest.Node) {
			r.settings(n, params(), "parameter")
		}},
		{"exclude", "Files that are not read. A pattern without a slash matches a name at any depth; `**` matches folders.", list(anyText), func(r *reader, n manifest.Node) {
			r.config.Exclude, _ = r.globs(n)
		}},
		{"namespace", "The namespace of objects that name none.", map[string]any{"type": "string", "default": "default", "pattern": namespacePattern}, func(r *reader, n manifest.Node) {
			name, ok := r.text(n)
			if ok && !IsNamespace(name) {
				r.fail(n, "%q is no name of a namespace; %s", name, NamespaceForm)
			}
			r.config.Namespace = name
		}},
		{"policies", "Folders with rules of your own, in Rego.", list(anyText), func(r *reader, n manifest.Node) {
			r.config.Policies = r.texts(n)
		}},
		{"cluster", "The cluster that the manifests are bound for: the settings of `az aks show`, those of networkProfile without that word before them.", clusterSchema(), func(r *reader, n manifest.Node) {
			if p := r.cluster(n, manifest.At("cluster")); p != nil {
				r.config.Clusters = append(r.config.Clusters, Cluster{Profile: p})
			}
		}},
		{"clusters", "Several clusters, each with a name and its settings, or the file that `az aks show -o json` wrote.", list(namedClusterSchema()), (*reader).clusters},
		{"subnets", "The address ranges of subnets, by name or id; or a file with the output of `az network vnet show`.", subnetsSchema, (*reader).subnets},
		{"network", "The network around the cluster.", object(networkSettings()), func(r *reader, n manifest.Node) {
			r.settings(n, networkSettings(), "setting of network")
		}},
		{"overrides", "Settings for some files only.", list(object(override(nil))), func(r *reader, n manifest.Node) {
			for _, item := range r.items(n) {
				var o Override
				r.settings(item, override(&o), "setting of an override")
				if len(o.Patterns) == 0 {
					r.fail(item, "an override needs `paths`, the files that it is about")
				}
				r.config.Overrides = append(r.config.Overrides, o)
			}
		}},
	}
}

// namespacePattern is what Kubernetes takes as the name of a namespace.
const namespacePattern = `^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$`

// NamespaceForm says how the name of a namespace is written.
const NamespaceForm = "it has at most 63 lower-case letters, digits and `-`, and begins and ends with a letter or digit"

// IsNamespace reports whether Kubernetes takes a text as the name of a
// namespace.
func IsNamespace(name string) bool {
	ok, err := regexp.MatchString(namespacePattern, name)
	return ok && err == nil
}

// params are the settings below params.
func params() []setting {
	return []setting{
		{"allowedServicePorts", "Ports that Services may have; SVC011 finds the others. Default: any.", list(portValue), func(r *reader, n manifest.Node) {
			r.config.Params.AllowedServicePorts = r.ports(n)
		}},
		{"allowedHostPorts", "Ports of the node that pods may take; POD001 is silent about them. Default: none.", list(portValue), func(r *reader, n manifest.Node) {
			r.config.Params.AllowedHostPorts = r.ports(n)
		}},
		{"allowedExternalIPs", "Addresses that Services may have as external IPs; any other is an error (SVC005). Default: each is a warning.", list(anyText), func(r *reader, n manifest.Node) {
			r.config.Params.AllowedExternalIPs = r.texts(n)
		}},
		{"requireInternal", "Whether a public load balancer is an error (LB003).", map[string]any{"type": "boolean", "default": false}, func(r *reader, n manifest.Node) {
			r.config.Params.RequireInternal = r.boolean(n)
		}},
		{"requireHTTPS", "Whether an Ingress without TLS, or without the annotation that Azure Policy wants, is an error (ING008).", map[string]any{"type": "boolean", "default": false}, func(r *reader, n manifest.Node) {
			r.config.Params.RequireHTTPS = r.boolean(n)
		}},
	}
}

// ports reads a list of ports.
func (r *reader) ports(n manifest.Node) (all []int) {
	for _, item := range r.items(n) {
		port, ok := r.number(item)
		if ok && (port < 1 || port > 65535) {
			r.fail(item, "%d is no port; ports are 1 to 65535", port)
		}
		all = append(all, port)
	}
	return all
}

// override are the settings of an override; o may be nil where only their
// description is wanted.
func override(o *Override) []setting {
	return []setting{
		{"paths", "The files, as patterns like those of exclude.", list(anyText), func(r *reader, n manifest.Node) {
			o.Patterns, o.Paths = r.globs(n)
		}},
		{"ignore", "Rules that do not run on them.", list(ruleWord), func(r *reader, n manifest.Node) {
			o.Ignore = r.ruleWords(n)
		}},
	}
}

// severities reads the mapping of rules to severities.
func (r *reader) severities(n manifest.Node) {
	r.config.Severity = map[string]analyzer.Severity{}
	for key, value := range r.entries(n) {
		severity, _ := analyzer.ParseSeverity(r.oneOf(value, "error", "warning", "info")) // the fault of a wrong word is told
		r.words = append(r.words, word{key, key.Key(), func(id string) { r.config.Severity[id] = severity }})
	}
}
