package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // for the page
	"encoding/base64"
	"encoding/json"
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
	data := pageData{Version: opt.Version, Scopes: []pageScope{}}
	for _, m := range maps {
		data.Scopes = append(data.Scopes, newPageScope(newScene(m)))
	}
	blob, err := json.Marshal(data) // with <, > and & as \u003c and so on
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if err := MapText(&text, maps, Options{}); err != nil {
		return err
	}
	page := strings.NewReplacer(
		"{{style-hash}}", hash(pageCSS), "{{script-hash}}", hash(pageJS),
		"{{style}}", pageCSS, "{{script}}", pageJS,
		"{{data}}", string(inertJSON(blob)), "{{text}}", html.EscapeString(text.String()),
	).Replace(pageHTML)
	_, err = io.WriteString(w, page)
	return err
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
