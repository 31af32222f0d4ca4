package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// browser is a session of Chromium, driven over WebDriver (w3.org/TR/webdriver).
type browser struct {
	t   *testing.T
	url string // of the session
}

var driverPort = regexp.MustCompile(`started successfully on port (\d+)`)

// openBrowser starts Chromium. Where there is none the test is skipped, unless
// AKSLINT_REQUIRE_TOOLS is 1.
func openBrowser(t *testing.T) *browser {
	t.Helper()
	driver, err := exec.LookPath("chromedriver")
	if err != nil {
		if os.Getenv("AKSLINT_REQUIRE_TOOLS") == "1" {
			t.Fatal(err)
		}
		t.Skip("chromedriver is not there")
	}
	cmd := exec.Command(driver, "--port=0")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	b := &browser{t: t}
	for scan := bufio.NewScanner(out); b.url == "" && scan.Scan(); {
		if m := driverPort.FindStringSubmatch(scan.Text()); m != nil {
			b.url = "http://127.0.0.1:" + m[1]
		}
	}
	if b.url == "" {
		t.Fatal("chromedriver names no port")
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	args := []string{
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--window-size=1600,1000", "--user-data-dir=" + t.TempDir(),
	}
	var session struct {
		ID string `json:"sessionId"`
	}
	b.call("POST", "/session", map[string]any{"capabilities": map[string]any{"alwaysMatch": map[string]any{
		"goog:chromeOptions": map[string]any{"args": args}, "goog:loggingPrefs": map[string]any{"browser": "ALL"},
	}}}, &session)
	b.url += "/session/" + session.ID
	t.Cleanup(func() { b.call("DELETE", "", nil, nil) })
	return b
}

// call sends a command and reads the value of its answer.
func (b *browser) call(method, path string, body, value any) {
	b.t.Helper()
	var data io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			b.t.Fatal(err)
		}
		data = bytes.NewReader(text)
	}
	request, err := http.NewRequest(method, b.url+path, data)
	if err != nil {
		b.t.Fatal(err)
	}
	client := http.Client{Timeout: 2 * time.Minute}
	answer, err := client.Do(request)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was read
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	if answer.StatusCode != http.StatusOK {
		b.t.Fatalf("%s %s: %s", method, path, text)
	}
	read := struct {
		Value any `json:"value"`
	}{value}
	if err := json.Unmarshal(text, &read); err != nil {
		b.t.Fatal(err)
	}
}

// open shows a page and holds that it reports nothing to the console.
func (b *browser) open(page string) {
	b.t.Helper()
	file := filepath.Join(b.t.TempDir(), "map.html")
	if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
		b.t.Fatal(err)
	}
	b.call("POST", "/url", map[string]any{"url": "file://" + file}, nil)
	b.quiet()
}

// quiet holds that the console is empty: no error, nothing refused.
func (b *browser) quiet() {
	b.t.Helper()
	var logs []struct{ Level, Message string }
	b.call("POST", "/se/log", map[string]any{"type": "browser"}, &logs)
	for _, l := range logs {
		b.t.Errorf("console: %s: %s", l.Level, l.Message)
	}
}

// run runs a script and gives what it returns as text.
func (b *browser) run(script string) string {
	b.t.Helper()
	var value any
	b.call("POST", "/execute/sync", map[string]any{"script": script, "args": []any{}}, &value)
	return fmt.Sprint(value)
}

// find gives the id of the first element of a selector.
func (b *browser) find(selector string) string {
	b.t.Helper()
	var element map[string]string
	b.call("POST", "/element", map[string]any{"using": "css selector", "value": selector}, &element)
	for _, id := range element {
		return id
	}
	b.t.Fatalf("no %s", selector)
	return ""
}

func (b *browser) click(selector string) {
	b.t.Helper()
	b.call("POST", "/element/"+b.find(selector)+"/click", map[string]any{}, nil)
}

// press types into an element; \ue007 is Enter.
func (b *browser) press(selector, keys string) {
	b.t.Helper()
	b.call("POST", "/element/"+b.find(selector)+"/value", map[string]any{"text": keys}, nil)
}

func (b *browser) panel() string {
	b.t.Helper()
	return b.run(`return document.getElementById("panel").innerText`)
}

func (b *browser) wants(got string, want ...string) {
	b.t.Helper()
	for _, text := range want {
		if !strings.Contains(got, text) {
			b.t.Errorf("no %q in:\n%s", text, got)
		}
	}
}

// legible holds that no text of the picture is wider than its mark, that marks
// stand apart, and that every line is drawn.
const legible = `
const bad = [], marks = [...document.querySelectorAll("#world .mark")];
for (const m of marks) {
  const body = m.querySelector(".body").getBBox();
  for (const text of m.querySelectorAll("text")) {
    const b = text.getBBox();
    if (b.x < body.x || b.x + b.width > body.x + body.width + 0.5) bad.push("too wide: " + text.textContent);
  }
}
const boxes = marks.map((m) => m.querySelector(".body").getBBox());
boxes.forEach((a, i) => boxes.forEach((b, k) => {
  if (k > i && a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height) bad.push("overlap: " + marks[i].textContent + " and " + marks[k].textContent);
}));
for (const l of document.querySelectorAll(".way .stroke")) if (l.closest("svg").id === "picture" && !l.closest("marker") && l.getTotalLength() < 5) bad.push("no line");
return bad.join("\n");`

func TestBrowser(t *testing.T) {
	b := openBrowser(t)
	t.Run("shop", func(t *testing.T) { b.t = t; shopPage(b) })
	t.Run("large", func(t *testing.T) { b.t = t; largePage(b) })
	t.Run("dense", func(t *testing.T) { b.t = t; densePage(b) })
	t.Run("nothing", func(t *testing.T) {
		b.t = t
		b.open(writeMap(t, "html", nil, Options{}))
		b.wants(b.run(`return document.body.innerText`), "Nothing to draw")
	})
	t.Run("hostile", func(t *testing.T) { b.t = t; hostilePages(b) })
	b.t = t
}

// shopPage clicks through the page of the shop.
func shopPage(b *browser) {
	b.open(writeMap(b.t, "html", mapFolder(b.t, "shop"), Options{}))
	if bad := b.run(legible); bad != "" {
		b.t.Error(bad)
	}
	b.wants(b.panel(), "ways in from the internet, up to a workload", "load balancer Service web 443 → Deployment shop/web on 8443")

	// A workload says what holds it, and which rule lets what reach it.
	b.click(`.mark[aria-label="Deployment shop/orders[Deployment]"] text`)
	b.wants(b.panel(), "Deployment in namespace shop", "NetworkPolicy shop/orders ingress[0]", "shop/policies.yaml:30:7")

	// A pair without a line says which policies deny it, another which rule
	// allows it.
	b.run(`const box = document.getElementById("ask"); box.value = [...box.options].find((o) => o.text.startsWith("bus ")).value; box.dispatchEvent(new Event("change"))`)
	b.wants(b.panel(), "orders may not reach bus", "NetworkPolicy shop/deny holds what comes in to bus")
	b.run(`const box = document.getElementById("ask"); box.value = [...box.options].find((o) => o.text.startsWith("db ")).value; box.dispatchEvent(new Event("change"))`)
	b.wants(b.panel(), "allowed by NetworkPolicy shop/db ingress[0]")

	// A line that is denied says by which policy; it is there for the keyboard.
	b.press(`.way[aria-label="is called, but denied: web to db"]`, "\ue007")
	b.wants(b.panel(), "Deployment shop/web calls StatefulSet shop/db on 5432; denied", "NetworkPolicy shop/web holds what web sends")
	if n := b.run(`return document.querySelectorAll(".way.near").length`); n != "1" {
		b.t.Errorf("%s lines are in full strength", n)
	}

	// Search finds a workload and shows it.
	b.press("#search", "prom\ue007")
	b.wants(b.panel(), "prometheus", "Deployment in namespace monitoring")

	// A namespace by itself has the others closed.
	b.run(`const box = document.getElementById("space"); box.value = [...box.options].find((o) => o.text === "monitoring").value; box.dispatchEvent(new Event("change"))`)
	if n := b.run(`return document.querySelectorAll(".frame").length + " " + document.querySelectorAll(".mark.space").length`); n != "1 1" {
		b.t.Errorf("open and closed namespaces: %s", n)
	}
	b.click(`.mark.space text`)
	b.click(`#open`)
	b.wants(b.run(`return document.querySelector(".frame").textContent`), "shop")

	// The picture moves, and lines can be hidden.
	before := b.run(`return document.getElementById("world").getAttribute("transform")`)
	b.click("#zoom #in")
	if after := b.run(`return document.getElementById("world").getAttribute("transform")`); after == before {
		b.t.Error("the button does not zoom")
	}
	b.click(`#legend button[data-kind=allow]`)
	if n := b.run(`return document.querySelectorAll(".way.allow.gone").length === document.querySelectorAll("#world > .way.allow").length`); n != "true" {
		b.t.Error("lines are not hidden")
	}
	b.click("#theme")
	if theme := b.run(`return document.documentElement.dataset.theme`); theme != "dark" && theme != "light" {
		b.t.Errorf("theme = %q", theme)
	}
	b.quiet()
}

// largePage has namespaces closed, and opens one.
func largePage(b *browser) {
	b.open(writeMap(b.t, "html", mapsOf(b.t, map[string]string{"large.yaml": largeText(40, 5)}), Options{}))
	if n := b.run(`return document.querySelectorAll(".mark.space").length + " " + document.querySelectorAll(".mark.workload").length`); n != "40 0" {
		b.t.Errorf("closed namespaces and workloads: %s", n)
	}
	if bad := b.run(legible); bad != "" {
		b.t.Error(bad)
	}
	b.press("#search", "w-17-3\ue007")
	b.wants(b.panel(), "w-17-3", "namespace ns-17")
	if n := b.run(`return document.querySelectorAll(".mark.workload.picked").length`); n != "1" {
		b.t.Error("the workload is not shown")
	}
	b.quiet()
}

// densePage has more lines than there is room for: those of a mark are shown
// while it is picked, and all on demand.
func densePage(b *browser) {
	b.open(writeMap(b.t, "html", mapsOf(b.t, map[string]string{"dense.yaml": denseText()}), Options{}))
	visible := func() string {
		return b.run(`return [...document.querySelectorAll("#world > .way")].filter((e) => getComputedStyle(e).display !== "none").length`)
	}
	if n := visible(); n != "1" { // from the internet
		b.t.Errorf("%s lines are shown", n)
	}
	b.click(`.mark[aria-label="Namespace ns-3"] text`)
	b.wants(b.panel(), "Open this namespace")
	if n := visible(); n != "25" {
		b.t.Errorf("%s lines are shown with those of a namespace", n)
	}
	if bad := b.run(`return [...document.querySelectorAll(".way.near .stroke")].filter((e) => e.closest("#world") && e.getTotalLength() < 5).length`); bad != "0" {
		b.t.Errorf("%s lines are not drawn", bad)
	}
	b.click("#panel .back")
	b.click(`#legend button[data-kind=allow]`)
	if n := visible(); n != "505" {
		b.t.Errorf("%s lines are shown on demand", n)
	}
	b.click(`#legend button[data-kind=allow]`)
	if n := visible(); n != "1" {
		b.t.Errorf("%s lines are shown in the end", n)
	}
	b.quiet()
}

// hostilePages hold that texts of strangers stay texts.
func hostilePages(b *browser) {
	texts := map[string]string{}
	for name, text := range hostileTexts {
		texts[name+".yaml"] = hostileMap(strings.ReplaceAll(text, "alert(1)", "window.evil=1"))
	}
	b.open(writeMap(b.t, "html", mapsOf(b.t, texts), Options{}))
	b.run(`for (const e of [...document.querySelectorAll(".mark, .way")].filter((_, i) => i % 4 === 0)) e.dispatchEvent(new MouseEvent("click", { bubbles: true }))`)
	got := b.run(`return [window.evil, document.querySelectorAll("script").length, document.querySelectorAll("img, iframe, a, object, embed, image, use, foreignObject").length, document.title].join(" ")`)
	if got != " 2 0 akslint map" {
		b.t.Error(got)
	}
	b.quiet()
}
