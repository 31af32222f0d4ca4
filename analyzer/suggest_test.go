package analyzer_test

import (
	"testing"

	"github.com/akslint/akslint/analyzer"
)

func TestSuggest(t *testing.T) {
	tests := []struct {
		word       string
		candidates []string
		want       string // "" for none
	}{
		{"loadBalancerIp", []string{"loadBalancerIP", "loadBalancerClass"}, "loadBalancerIP"},
		{"LOADBALANCERIP", []string{"loadBalancerIP"}, "loadBalancerIP"},
		{"selectr", []string{"selector", "ports"}, "selector"},
		{"slctr", []string{"selector"}, ""},
		{"selectors", []string{"ports", "type"}, ""},
		{"prt", []string{"port", "ports"}, "port"},
		{"prt", []string{"port", "part"}, ""},
		{"pt", []string{"port"}, ""},
		{"type", []string{"type"}, ""},
		{"type", []string{"type", "typo"}, "typo"},
		{"", []string{"a"}, "a"},
		{"", []string{"port"}, ""},
		{"anything", nil, ""},
		{"grün", []string{"grun"}, "grun"},
	}
	for _, tt := range tests {
		got, ok := analyzer.Suggest(tt.word, tt.candidates)
		if !ok {
			got = ""
		}
		if got != tt.want {
			t.Errorf("Suggest(%q, %q) = %q, want %q", tt.word, tt.candidates, got, tt.want)
		}
		if !ok && got != "" {
			t.Errorf("Suggest(%q) gives %q without being sure", tt.word, got)
		}
	}
}
