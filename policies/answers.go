package policies

import (
	"sync"

	"github.com/akslint/akslint/aks"
)

// answers are what a policy said of what it was shown. A policy computes and
// does nothing else, so of the same it says the same again; and to one that
// sees little of them, most objects of a run look like others.
type answers struct {
	mu    sync.Mutex
	known map[question][]verdict
}

// question is what a policy is shown, as a key.
type question struct {
	profile   *aks.Profile
	namespace string // where the object lands, as far as that is seen
	text      string // the object
}

// mostAnswers and longestQuestion bound what is remembered.
const mostAnswers, longestQuestion = 1 << 10, 1 << 10

// to is the answer to a question, from ask where it is new.
func (a *answers) to(q question, ask func() ([]verdict, error)) ([]verdict, error) {
	a.mu.Lock()
	all, known := a.known[q]
	a.mu.Unlock()
	if known {
		return all, nil
	}
	all, err := ask()
	if err != nil || len(q.namespace)+len(q.text) > longestQuestion {
		return all, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.known == nil {
		a.known = map[question][]verdict{}
	}
	if len(a.known) < mostAnswers {
		a.known[q] = all
	}
	return all, nil
}
