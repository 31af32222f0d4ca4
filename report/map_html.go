package report

import (
	"bufio"
	"crypto/sha256"
	_ "embed" // for the page
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/akslint/akslint/network"
)

// The page of the html format. It is whole by itself: it loads nothing, and
// its policy lets no script run but this one.
var (
	//go:embed page/map.html
	pageHTML string
	//go:embed page/map.css
	pageCSS string
	//go:embed page/map.js
	pageJS string
)

// MapHTML writes a page with a picture to pan, zoom and search. Everything of
// the input is in one block of JSON, in which no character means anything to
// HTML, and gets onto the page as text.
func MapHTML(w io.Writer, maps []*network.Map, opt Options) error {
	page := bufio.NewWriter(w)          // Flush tells of all errors
	scenes := map[*network.Map]*scene{} // both parts show them
	for _, m := range maps {
		scenes[m] = newScene(m)
	}
	sceneOf := func(m *network.Map) *scene { return scenes[m] }
	for rest := pageHTML; rest != ""; {
		before, behind, _ := strings.Cut(rest, "{{")
		fmt.Fprint(page, before)
		var part string
		part, rest, _ = strings.Cut(behind, "}}")
		switch part {
		case "style-hash":
			fmt.Fprint(page, hash(pageCSS))
		case "script-hash":
			fmt.Fprint(page, hash(pageJS))
		case "style":
			fmt.Fprint(page, pageCSS)
		case "script":
			fmt.Fprint(page, pageJS)
		case "data":
			if err := writePageData(page, maps, sceneOf, opt); err != nil {
				return err
			}
		case "text":
			if err := writeTrees(htmlEscaper{page}, maps, sceneOf, Options{}); err != nil {
				return err
			}
		}
	}
	return page.Flush()
}

// writePageData writes what the page knows, one scope after another.
func writePageData(page *bufio.Writer, maps []*network.Map, sceneOf func(*network.Map) *scene, opt Options) error {
	blob, err := json.Marshal(pageData{Version: opt.Version, Scopes: []pageScope{}}) // with <, > and & as \u003c and so on
	if err != nil {
		return err
	}
	head, end := blob[:len(blob)-len("]}")], blob[len(blob)-len("]}"):]
	fmt.Fprintf(page, "%s", inertJSON(head))
	for i, m := range maps {
		blob, err := json.Marshal(newPageScope(sceneOf(m)))
		if err != nil {
			return err
		}
		if i > 0 {
			fmt.Fprint(page, ",")
		}
		fmt.Fprintf(page, "%s", inertJSON(blob))
	}
	fmt.Fprintf(page, "%s", end)
	return nil
}

// htmlEscaper writes text as HTML.
type htmlEscaper struct{ w io.Writer }

func (e htmlEscaper) Write(text []byte) (int, error) {
	_, err := io.WriteString(e.w, html.EscapeString(string(text)))
	return len(text), err
}

// hash names a text in a Content-Security-Policy.
func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
