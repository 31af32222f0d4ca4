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
	"math"
	"strconv"
	"strings"

	"github.com/akslint/akslint/network"
	"github.com/akslint/akslint/report/layout"
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
	page := bufio.NewWriter(w) // Flush tells of all errors
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
			if err := writePageData(page, maps, opt); err != nil {
				return err
			}
		case "text":
			if err := MapText(htmlEscaper{page}, maps, Options{}); err != nil {
				return err
			}
		}
	}
	return page.Flush()
}

// writePageData writes what the page knows, one scope after another.
func writePageData(page *bufio.Writer, maps []*network.Map, opt Options) error {
	blob, err := json.Marshal(pageData{Version: opt.Version, Scopes: []pageScope{}}) // with <, > and & as \u003c and so on
	if err != nil {
		return err
	}
	head, end := blob[:len(blob)-len("]}")], blob[len(blob)-len("]}"):]
	fmt.Fprintf(page, "%s", inertJSON(head))
	for i, m := range maps {
		blob, err := json.Marshal(newPageScope(newScene(m)))
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

func round(x float64) int { return int(math.Round(x)) }

// pathData is the way of a link as SVG writes it.
func pathData(points []layout.Point) string {
	var b strings.Builder
	num := func(x float64) {
		b.WriteByte(' ')
		b.WriteString(strconv.Itoa(round(x)))
	}
	for i, p := range points {
		switch {
		case i == 0:
			b.WriteString("M")
		case round(p.Y) == round(points[i-1].Y):
			b.WriteString(" H")
			num(p.X)
			continue
		default:
			middle := (points[i-1].X + p.X) / 2
			b.WriteString(" C")
			num(middle)
			num(points[i-1].Y)
			num(middle)
			num(p.Y)
		}
		num(p.X)
		num(p.Y)
	}
	return b.String()
}
