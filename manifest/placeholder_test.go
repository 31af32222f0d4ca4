package manifest

import "testing"

func TestIsPlaceholder(t *testing.T) {
	for text, want := range map[string]bool{
		"${NAME}": true, "$NAME": true, "$(Build.BuildId)": true, "#{tag}#": true, "#{tag}": true, "<your-domain>": true,
		"__GRACE__": true, "web--env--": true, "web--env--.example.com": true, "{{ name }}": true, "nginx:${TAG}": true, "a $ b ${C}": true, "FOO_BAR__X__": true,
		"": false, "web": false, "$5": false, "$name": false, "$": false, "a#b": false, "FOO_BAR": false, "__auto__": false, "a--b": false, "a--b--c": false, "web --flag": false, "a__b": false,
		"1 < 2": false, "{}": false, "{a}": false, "->": false, "set -e\necho ${X}\n": false, "$()": false,
	} {
		if got := IsPlaceholder(text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}
