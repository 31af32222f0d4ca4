package corpus

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

const internalAnnotation = "service.beta.kubernetes.io/azure-load-balancer-internal"

// app is an application: a workload and what stands around it.
type app struct {
	r         *rand.Rand
	name      string
	namespace string // "" where a kustomization says it
	tier      string
	port      int
}

func newApp(r *rand.Rand, i int) app {
	name := fmt.Sprintf("%s-%s-%d", pick(r, words), pick(r, []string{"api", "web", "db", "job", "svc"}), i)
	return app{
		r:    r,
		name: name,
		// Half of all public manifests name no namespace.
		namespace: pick(r, []string{"", "", "", "prod", "shop", name}),
		tier:      pick(r, tiers),
		port:      pick(r, []int{80, 8080, 3000, 5432, 9090}),
	}
}

func (a app) object(apiVersion, kind, name string, rest ...field) object {
	return append(object{{"apiVersion", apiVersion}, {"kind", kind}, {"metadata", a.metadata(name)}}, rest...)
}

func (a app) metadata(name string, rest ...field) object {
	m := object{{"name", name}}
	if a.namespace != "" {
		m = append(m, field{"namespace", a.namespace})
	}
	if oneIn(a.r, 2) {
		m = append(m, field{"labels", a.labels()})
	}
	return append(m, rest...)
}

func (a app) labels() object {
	return object{
		{"app.kubernetes.io/name", a.name},
		{"app.kubernetes.io/component", a.tier},
		{"app.kubernetes.io/part-of", "shop"},
	}
}

func (a app) selector() object { return object{{"app", a.name}} }

// documents are the objects of an application, in the proportions of public
// repositories.
func (a app) documents() []object {
	var docs []object
	if a.namespace == a.name {
		docs = append(docs, object{{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", object{
			{"name", a.name}, {"labels", object{{"pod-security.kubernetes.io/enforce", "baseline"}}}}}})
	}
	if oneIn(a.r, 5) {
		docs = append(docs, a.object("v1", "ServiceAccount", a.name))
		docs = append(docs, a.rights()...)
	}
	docs = append(docs, a.workload())
	if !oneIn(a.r, 8) {
		docs = append(docs, a.service())
	}
	for _, extra := range []struct {
		every int
		make  func() object
	}{{3, a.ingress}, {6, a.route}, {5, a.policy}, {4, a.config}, {10, a.secret}, {10, a.claim}, {15, a.budget}, {20, a.scaler}} {
		if oneIn(a.r, extra.every) {
			docs = append(docs, extra.make())
		}
	}
	return docs
}

// workload is mostly a Deployment.
func (a app) workload() object {
	pod := field{"template", object{{"metadata", object{{"labels", append(a.selector(), field{"tier", a.tier})}}}, {"spec", a.pod()}}}
	selector := field{"selector", object{{"matchLabels", a.selector()}}}
	switch n := a.r.IntN(12); {
	case n < 7:
		return a.object("apps/v1", "Deployment", a.name, field{"spec", object{{"replicas", 1 + a.r.IntN(4)}, selector, pod}})
	case n < 9:
		return a.object("apps/v1", "DaemonSet", a.name, field{"spec", object{selector, pod}})
	case n == 9:
		return a.object("apps/v1", "StatefulSet", a.name, field{"spec", object{{"serviceName", a.name}, {"replicas", 3}, selector, pod}})
	case n == 10:
		return a.object("batch/v1", "CronJob", a.name, field{"spec", object{
			{"schedule", "*/15 * * * *"},
			{"jobTemplate", object{{"spec", object{{"backoffLimit", 2}, {"template", object{
				{"metadata", object{{"labels", a.selector()}}},
				{"spec", append(a.pod(), field{"restartPolicy", "OnFailure"})}}}}}}}}})
	}
	return object{{"apiVersion", "v1"}, {"kind", "Pod"}, {"metadata", a.metadata(a.name+"-pod", field{"annotations", object{{"example.com/owner", "team@example.com"}}})}, {"spec", a.pod()}}
}

func (a app) pod() object {
	containers := []any{a.container(a.name, a.port)}
	if oneIn(a.r, 5) {
		containers = append(containers, a.container("metrics", 9100))
	}
	spec := object{{"containers", containers}}
	if oneIn(a.r, 4) {
		spec = append(spec, field{"nodeSelector", object{{"kubernetes.io/os", "linux"}}})
	}
	if oneIn(a.r, 5) {
		spec = append(spec, field{"serviceAccountName", a.name})
	}
	if oneIn(a.r, 4) {
		spec = append(spec, field{"affinity", a.apart()}, field{"tolerations", []any{
			object{{"key", "example.com/dedicated"}, {"operator", "Exists"}}}})
	}
	if oneIn(a.r, 3) {
		spec = append(spec, field{"volumes", []any{
			object{{"name", "config"}, {"configMap", object{{"name", a.name}}}},
			object{{"name", "tmp"}, {"emptyDir", object{}}},
		}})
	}
	return spec
}

// apart spreads the pods over nodes.
func (a app) apart() object {
	return object{{"podAntiAffinity", object{{"preferredDuringSchedulingIgnoredDuringExecution", []any{object{
		{"weight", 100},
		{"podAffinityTerm", object{
			{"labelSelector", object{{"matchExpressions", []any{object{{"key", "app"}, {"operator", "In"}, {"values", list(a.name)}}}}}},
			{"topologyKey", "kubernetes.io/hostname"}}}}}}}}}
}

func (a app) container(name string, port int) object {
	c := object{
		{"name", name},
		{"image", fmt.Sprintf("registry.example.com/%s/%s:v1.%d.%d", a.tier, name, a.r.IntN(30), a.r.IntN(9))},
		{"ports", []any{object{{"name", portName(port)}, {"containerPort", port}}}},
	}
	if oneIn(a.r, 3) {
		c = append(c, field{"args", list("--config=/etc/"+name+"/config.yaml", "--log-level=info", "--listen=:"+fmt.Sprint(port))})
	}
	if !oneIn(a.r, 3) {
		var env []any
		for i := range 1 + a.r.IntN(16) {
			value := pick(a.r, []string{"true", "8080", "info", "https://" + a.name + ".example.com/v1", "10", "eu-west"})
			env = append(env, object{{"name", fmt.Sprintf("%s_%d", strings.ToUpper(pick(a.r, words)), i)}, {"value", value}})
		}
		c = append(c, field{"env", env})
	}
	if oneIn(a.r, 2) {
		c = append(c, field{"resources", object{
			{"requests", object{{"cpu", "100m"}, {"memory", "128Mi"}}},
			{"limits", object{{"cpu", 1}, {"memory", "512Mi"}}}}})
	}
	if oneIn(a.r, 3) {
		probe := object{{"httpGet", object{{"path", "/healthz"}, {"port", portName(port)}}}, {"periodSeconds", 10}}
		c = append(c, field{"readinessProbe", probe}, field{"livenessProbe", probe})
	}
	if oneIn(a.r, 4) {
		c = append(c, field{"securityContext", object{
			{"runAsNonRoot", true}, {"allowPrivilegeEscalation", false}, {"capabilities", object{{"drop", list("ALL")}}}}})
	}
	return c
}

func portName(port int) string {
	switch port {
	case 5432:
		return "postgres"
	case 9090, 9100:
		return "metrics"
	}
	return "http"
}
