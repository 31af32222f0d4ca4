//go:build unix

package bench

import (
	"fmt"
	"os"
	"strings"
	"time"
)

const (
	tableBegin = "<!-- speed:begin -->\n"
	tableEnd   = "<!-- speed:end -->\n"
)

// Markdown is the table of the README.
func (r *Results) Markdown() string {
	var b strings.Builder
	b.WriteString("| on | program | CPU | peak memory | akslint's CPU : its |\n|---|---|---|---|---|\n")
	for _, race := range r.Races {
		row(&b, race.Task, "**akslint**", race.Ours, "")
		for _, p := range race.Others {
			row(&b, "", p.Name, p.Usage, fmt.Sprintf("**%.2f** (%.2f to %.2f)", p.Ratio[1], p.Ratio[0], p.Ratio[2]))
		}
	}
	fmt.Fprintf(&b, "\nMedians of %d runs in turns (in brackets the middle half), %s, %s, %s.\n", r.Pairs, r.Date, r.Go, r.Machine)
	return b.String()
}

func row(b *strings.Builder, task, name string, u Usage, ratio string) {
	fmt.Fprintf(b, "| %s | %s | %s | %d MiB | %s |\n", task, name, cpu(u.CPU), (u.Peak+1<<19)>>20, ratio)
}

// cpu is a time in three digits.
func cpu(d time.Duration) string {
	switch {
	case d < 100*time.Millisecond:
		return fmt.Sprintf("%.1f ms", d.Seconds()*1000)
	case d < time.Second:
		return fmt.Sprintf("%.0f ms", d.Seconds()*1000)
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}

// WriteInto puts the table into a file, between the marks that it has for it.
func (r *Results) WriteInto(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before, rest, ok := strings.Cut(string(text), tableBegin)
	_, after, ok2 := strings.Cut(rest, tableEnd)
	if !ok || !ok2 {
		return fmt.Errorf("%s has no place for the table: a line %s, and a line %s", file, strings.TrimSpace(tableBegin), strings.TrimSpace(tableEnd))
	}
	return os.WriteFile(file, []byte(before+tableBegin+r.Markdown()+tableEnd+after), 0o644)
}
