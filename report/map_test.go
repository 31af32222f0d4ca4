package report

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

const (
	mapFixtures    = "../fixtures/map"
	mapSchemaFile  = "../schemas/map.schema.json"
	diffSchemaFile = "../schemas/map-diff.schema.json"
)

// mapsOf draws the maps of some texts, by file name.
func mapsOf(t testing.TB, texts map[string]string) []*network.Map {
	t.Helper()
	var files []*manifest.File
	var names []string
	for name := range texts {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		files = append(files, manifest.Parse(manifest.NewSource(name, []byte(texts[name])), manifest.ParseOptions{Manifest: true}))
	}
	inv := inventory.Build(files, inventory.Options{Namespace: "default"})
	models := network.NewModels(network.Settings{})
	var maps []*network.Map
	for _, scope := range inv.Scopes {
		maps = append(maps, models.Map(scope))
	}
	return maps
}

// mapFolder draws the maps of a folder of the fixtures.
func mapFolder(t testing.TB, dir string) []*network.Map {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(mapFixtures, dir, "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, file := range found {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts[path.Join(dir, filepath.Base(file))] = string(data)
	}
	return mapsOf(t, texts)
}

func writeMap(t testing.TB, format string, maps []*network.Map, opt Options) string {
	t.Helper()
	write, ok := NewMapWriter(format)
	if !ok {
		t.Fatalf("no format %q", format)
	}
	var buf bytes.Buffer
	if err := write(&buf, maps, opt); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

func writeDiff(t testing.TB, format string, changes []*network.Change, opt Options) string {
	t.Helper()
	write, ok := NewDiffWriter(format)
	if !ok {
		t.Fatalf("no format %q", format)
	}
	var buf bytes.Buffer
	if err := write(&buf, changes, opt); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

// mapGolden compares a map or a change with its file.
func mapGolden(t *testing.T, file, got string) {
	t.Helper()
	sameAsFile(t, filepath.Join(mapFixtures, file), got)
}

// page takes the data out of a page, which holds little else that changes.
var pageBlock = regexp.MustCompile(`(?s)<script type="application/json" id="data">(.*?)</script>`)

func pageOf(t *testing.T, html string) string {
	t.Helper()
	m := pageBlock.FindStringSubmatch(html)
	if m == nil {
		t.Fatal("the page has no data")
	}
	return m[1]
}

func TestMapGolden(t *testing.T) {
	schema := compiled(t, mapSchemaFile)
	for _, dir := range []string{"shop", "open", "service", "nothing"} {
		maps := mapFolder(t, dir)
		for _, format := range MapFormats() {
			t.Run(dir+"."+format, func(t *testing.T) {
				got := writeMap(t, format, maps, Options{Version: "0.0.0"})
				switch format {
				case "html":
					mapGolden(t, dir+".html.json", pageOf(t, got)+"\n") // the rest is page/
					checkPage(t, got)
					return
				case "json":
					validate(t, schema, got)
				}
				mapGolden(t, dir+"."+format, got)
				if format != "csv" {
					checkInert(t, got)
				}
			})
		}
	}
}

func TestDiffGolden(t *testing.T) {
	schema := compiled(t, diffSchemaFile)
	before, after := mapFolder(t, "shop-before")[0], mapFolder(t, "shop")[0]
	for name, changes := range map[string][]*network.Change{
		"change":  {network.Compare(before, after)},
		"undo":    {network.Compare(after, before)},
		"same":    {network.Compare(after, after)},
		"fresh":   {network.Compare(nil, before)},
		"removed": {network.Compare(before, nil), network.Compare(before, after)},
	} {
		for _, format := range DiffFormats() {
			t.Run(name+"."+format, func(t *testing.T) {
				got := writeDiff(t, format, changes, Options{Version: "0.0.0"})
				if format == "json" {
					validate(t, schema, got)
				}
				mapGolden(t, "diff-"+name+"."+format, got)
				checkInert(t, got)
			})
		}
	}
}

// TestMapColor holds that colours add sequences and change no text.
func TestMapColor(t *testing.T) {
	sequence := regexp.MustCompile("\x1b\\[[0-9;]*m")
	maps := mapFolder(t, "shop")
	colored := writeMap(t, "text", maps, Options{Color: true})
	if !strings.Contains(colored, "\x1b[31;1minternet") {
		t.Error("the internet is not red")
	}
	if diff := cmp.Diff(writeMap(t, "text", maps, Options{}), sequence.ReplaceAllString(colored, "")); diff != "" {
		t.Error(diff)
	}
	changes := []*network.Change{network.Compare(mapFolder(t, "shop-before")[0], maps[0])}
	colored = writeDiff(t, "text", changes, Options{Color: true})
	if diff := cmp.Diff(writeDiff(t, "text", changes, Options{}), sequence.ReplaceAllString(colored, "")); diff != "" {
		t.Error(diff)
	}
}

func TestMapWriteError(t *testing.T) {
	maps := mapFolder(t, "shop")
	for _, format := range MapFormats() {
		write, _ := NewMapWriter(format)
		if err := write(brokenWriter{}, maps, Options{}); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("%s: error = %v", format, err)
		}
	}
	for _, format := range DiffFormats() {
		write, _ := NewDiffWriter(format)
		if err := write(brokenWriter{}, []*network.Change{network.Compare(maps[0], nil)}, Options{}); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("%s: error = %v", format, err)
		}
	}
}

// TestMapSchemas holds that every field of the schemas has a description and
// is always there.
func TestMapSchemas(t *testing.T) {
	checkDescribed(t, mapSchemaFile, "scope", "group", "edge", "addressEdge", "entry", "target", "call", "rule", "policy", "isolation", "place", "object")
	checkDescribed(t, diffSchemaFile, "scope", "connection", "exposure", "way", "addressChange", "rule", "policy", "isolation", "place", "object")
}

var docSample = regexp.MustCompile("(?s)<!-- fixtures/map/([a-z.-]+) -->\n```\n(.*?)```\n")

// TestMapDocs holds that the samples of the guide are what akslint writes.
func TestMapDocs(t *testing.T) {
	const guide = "../docs/map.md"
	text, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	samples := 0
	fresh := docSample.ReplaceAllStringFunc(string(text), func(block string) string {
		samples++
		file := docSample.FindStringSubmatch(block)[1]
		golden, err := os.ReadFile(filepath.Join(mapFixtures, file))
		if err != nil {
			t.Fatal(err)
		}
		return "<!-- fixtures/map/" + file + " -->\n```\n" + string(golden) + "```\n"
	})
	if samples != 2 {
		t.Errorf("%d samples", samples)
	}
	if fresh == string(text) {
		return
	}
	if !*update {
		t.Errorf("the samples of %s are old; rewrite with -update", guide)
	} else if err := os.WriteFile(guide, []byte(fresh), 0o644); err != nil {
		t.Fatal(err)
	}
}
