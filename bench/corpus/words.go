package corpus

import (
	"math/rand/v2"
	"strings"
)

var (
	teams = []string{"shop", "billing", "platform", "search", "logistics", "identity", "media", "analytics", "edge", "support"}
	words = []string{"orders", "payments", "catalog", "cart", "users", "sessions", "mail", "reports", "images", "checkout",
		"inventory", "shipping", "prices", "reviews", "events", "audit", "export", "gateway", "worker", "store"}
	tiers = []string{"frontend", "backend", "cache", "database", "queue"}
	prose = strings.Fields(`the a of to and is in that for this field value object resource name namespace controller when
		which set empty default must be used by with pods selector list if not specified request status condition policy
		provider reference key secret optional number seconds maximum minimum string label annotation immutable cluster
		traffic backend route listener port protocol address range operator may only one all more than`)
)

// sentence is text as comments and descriptions have it: a capital letter, and
// about so many words.
func sentence(r *rand.Rand, about int) string {
	text := make([]string, 3+r.IntN(2*about))
	for i := range text {
		text[i] = pick(r, prose)
	}
	return "Describes " + strings.Join(text, " ") + "."
}

// paragraph is several sentences in lines of at most about 80 letters.
func paragraph(r *rand.Rand, sentences int) lines {
	var b strings.Builder
	column := 0
	for range sentences {
		for word := range strings.FieldsSeq(sentence(r, 12)) {
			switch {
			case column+len(word) > 80:
				b.WriteByte('\n')
				column = 0
			case column > 0:
				b.WriteByte(' ')
			}
			b.WriteString(word)
			column += len(word) + 1
		}
	}
	return lines(b.String())
}
