package cli

import (
	"bytes"
	"context"
	"flag"
	"os"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestReadme holds the sample in the README to what akslint really prints.
func TestReadme(t *testing.T) {
	t.Chdir("../..")
	var out bytes.Buffer
	if code := Main(context.Background(), []string{"lint", "--color", "never", "fixtures/shop"}, Streams{Out: &out, Err: os.Stderr}); code != exitFindings {
		t.Fatalf("exit code %d", code)
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	sample := regexp.MustCompile(`(?s)(<!-- sample:begin -->\n).*(<!-- sample:end -->)`)
	want := sample.ReplaceAll(readme, []byte("${1}```\n"+regexp.MustCompile(`\$`).ReplaceAllString(out.String(), "$$$$")+"```\n${2}"))
	if *update {
		if err := os.WriteFile("README.md", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(string(want), string(readme)); d != "" {
		t.Errorf("the sample is stale (-want +got); run go test ./internal/cli -update:\n%s", d)
	}
}
