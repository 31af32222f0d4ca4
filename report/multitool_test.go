package report

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestMultitool holds our reports to Microsoft's validator, with the rules of
// GitHub code scanning: no error and no warning. A report that is spoiled
// shows that it looks.
func TestMultitool(t *testing.T) {
	const program = "Sarif.Multitool" // npm's @microsoft/sarif-multitool-linux
	file, err := exec.LookPath(program)
	if err != nil {
		if os.Getenv("AKSLINT_REQUIRE_TOOLS") == "1" {
			t.Fatal(err)
		}
		t.Skipf("%s is not installed", program)
	}
	reports, err := filepath.Glob("../fixtures/report/*.sarif")
	if err != nil || len(reports) == 0 {
		t.Fatal("there are no reports", err)
	}
	spoiled := filepath.Join(t.TempDir(), "spoiled.sarif")
	text := strings.Replace(render(t, "sarif", serviceCase(), Options{}), `"startLine":`, `"endColumn": 1, "startLine":`, 1)
	if err := os.WriteFile(spoiled, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	verdict := filepath.Join(t.TempDir(), "verdict.sarif")
	cmd := exec.Command(file, append([]string{"validate", spoiled, "-c", "testdata/sarif-multitool.xml", "--rule-kind", "Sarif;Ghas",
		"--output", verdict, "--log", "ForceOverwrite", "--level", "Error;Warning"}, reports...)...)
	cmd.Env = append(os.Environ(), "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	data, err := os.ReadFile(verdict)
	if err != nil {
		t.Fatal(err)
	}
	var log sarifLog
	if err := json.Unmarshal(bytes.TrimPrefix(data, []byte(byteOrderMark)), &log); err != nil {
		t.Fatal(err)
	}
	seen := false
	for _, result := range log.Runs[0].Results {
		if uri := result.Locations[0].PhysicalLocation.ArtifactLocation.URI; strings.Contains(uri, "spoiled") {
			seen = true
		} else {
			t.Errorf("%s: %s %s: %s", uri, result.Level, result.RuleID, result.Message.Text)
		}
	}
	if !seen {
		t.Error("it finds nothing wrong with a report that is spoiled")
	}
}
