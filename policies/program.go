package policies

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"sync/atomic"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/metrics"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/topdown/print"

	"github.com/akslint/akslint/analyzer"
)

// timeout ends the evaluation of a policy on one object. Policies take some
// microseconds; one that takes this long does not come back.
const timeout = 2 * time.Second

// program is a Rego file that is compiled when it is first needed. It asks OPA's
// evaluator directly: the rego package would turn every result into JSON, and
// brings a sixth of the binary.
type program struct {
	files fs.FS
	name  string
	id    string
	limit time.Duration
	// shownAs is what messages call the file.
	shownAs string
	// prints gets what the policy prints; nil takes the calls away.
	prints func(line string)
	// sees are paths of the object that the policy is shown, nil for all.
	sees []string

	world  atomic.Pointer[world] // of the last run
	sights [len(podPaths)]struct {
		once  sync.Once
		sight *sight // what sees means for a pod template there
	}

	once     sync.Once
	fault    error
	compiler *ast.Compiler
	query    ast.Body
	row      int // of the first rule that makes findings
}

func newProgram(files fs.FS, name, id string) *program {
	return &program{files: files, name: name, shownAs: name, id: id, limit: timeout}
}

// answer is the variable of the query that the findings come back in.
const answer = ast.Var("findings")

// ready compiles the program once, and says what is wrong with it.
func (p *program) ready() error {
	p.once.Do(func() { p.fault = p.place(p.compile()) })
	return p.fault
}

func (p *program) compile() error {
	text, err := fs.ReadFile(p.files, p.name)
	if err != nil {
		return err
	}
	options := ast.ParserOptions{Capabilities: capabilities(), RegoVersion: ast.RegoV1}
	module, err := ast.ParseModuleWithOpts(p.name, string(text), options)
	if err != nil {
		return err
	}
	p.compiler = ast.NewCompiler().WithCapabilities(capabilities()).WithStrict(true).WithEnablePrintStatements(p.prints != nil)
	if p.compiler.Compile(map[string]*ast.Module{p.name: module}); p.compiler.Failed() {
		return p.compiler.Errors
	}
	findings := module.Package.Path.Append(ast.StringTerm(string(answer)))
	made := p.compiler.GetRulesExact(findings)
	if len(made) == 0 {
		return fmt.Errorf("%s:%d: the package has no rule `%s`", p.shownAs, module.Package.Location.Row, answer)
	}
	p.row = made[0].Location.Row
	body := ast.NewBody(ast.Equality.Expr(ast.NewTerm(findings), ast.NewTerm(answer)))
	p.query, err = p.compiler.QueryCompiler().Compile(body)
	return err
}

// sight is what the policy is shown of an object, by the place of its pod
// template.
func (p *program) sight(pod podPlace) *sight {
	s := &p.sights[pod]
	s.once.Do(func() { s.sight = sightOf(p.sees, pod) })
	return s.sight
}

// evaluate gives the program's findings on an object. They come in OPA's order
// of values, which depends on nothing but themselves.
func (p *program) evaluate(pass *analyzer.Pass, meta *analyzer.Meta) ([]analyzer.Finding, error) {
	all, err := p.verdicts(pass, meta)
	if err != nil {
		o := pass.Object
		return nil, fmt.Errorf("%w (on %s %q in %s)", err, o.Kind, o.Name, o.Source().Name)
	}
	return keep(all, pass.View), nil
}

// verdicts asks the program about an object, unless it is shown what it was
// shown before. Where it is shown all, no two objects look alike.
func (p *program) verdicts(pass *analyzer.Pass, meta *analyzer.Meta) ([]verdict, error) {
	w, s := p.worldFor(pass.Params), p.shown(pass)
	if p.sees == nil || p.prints != nil {
		return p.ask(w, s, meta)
	}
	return w.said.to(s.question(), func() ([]verdict, error) { return p.ask(w, s, meta) })
}

// ask compiles the program where that is still to be done, and runs it.
func (p *program) ask(w *world, s shown, meta *analyzer.Meta) ([]verdict, error) {
	if err := p.ready(); err != nil {
		return nil, err
	}
	data, err := w.data()
	if err != nil {
		return nil, err
	}
	value, err := p.run(data, s.input(w.profile(s.profile)))
	if err != nil {
		return nil, p.place(err)
	}
	all, err := decode(value, meta)
	if err != nil {
		return nil, fmt.Errorf("%s:%d: %w", p.shownAs, p.row, err)
	}
	return all, nil
}

// run gives the value of the program's findings, undefined being nil.
func (p *program) run(data storage.Store, input *ast.Term) (value ast.Value, err error) {
	ctx := context.Background()
	txn, err := data.NewTransaction(ctx)
	if err != nil {
		return nil, err
	}
	defer data.Abort(ctx, txn)
	cancel := topdown.NewCancel()
	defer time.AfterFunc(p.limit, cancel.Cancel).Stop()
	query := topdown.NewQuery(p.query).WithCompiler(p.compiler).WithStore(data).WithTransaction(txn).
		WithInput(input).WithCancel(cancel).WithMetrics(metrics.NoOp()).WithStrictBuiltinErrors(true)
	if p.prints != nil {
		query = query.WithPrintHook(p)
	}
	err = query.Iter(ctx, func(result topdown.QueryResult) error {
		value = result[answer].Value
		return nil
	})
	return value, err
}

// Print is OPA's way to hand on what a policy prints.
func (p *program) Print(at print.Context, text string) error {
	p.prints(p.at(at.Location, text).Error())
	return nil
}

// place puts OPA's errors as "file:line: message".
func (p *program) place(err error) error {
	var many ast.Errors
	var one *topdown.Error
	switch {
	case errors.As(err, &many):
		var all []error
		for _, e := range many {
			all = append(all, p.at(e.Location, e.Message))
		}
		return errors.Join(all...)
	case topdown.IsCancel(err):
		return fmt.Errorf("%s:%d: no answer within %s", p.shownAs, p.row, p.limit)
	case errors.As(err, &one):
		return p.at(one.Location, one.Message)
	}
	return err
}

func (p *program) at(where *ast.Location, message string) error {
	if where == nil {
		return fmt.Errorf("%s: %s", p.shownAs, message)
	}
	return fmt.Errorf("%s:%d: %s", p.shownAs, where.Row, message)
}
