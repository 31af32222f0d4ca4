package rules

import (
	"fmt"
	"strings"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/analyzer"
	"github.com/akslint/akslint/inventory"
	"github.com/akslint/akslint/manifest"
	"github.com/akslint/akslint/network"
)

// ING001: The community ingress-nginx is retired.
//
// Its maintainers ended the project in March 2026: there are no releases, and
// nobody fixes vulnerabilities of a component that faces the internet. What
// runs goes on running, so nothing but a warning tells you.
//
// The rule speaks of Ingresses of its class (`nginx`, or one whose IngressClass
// names `k8s.io/ingress-nginx`), of that IngressClass, and of containers that
// run the controller. An annotation `nginx.ingress.kubernetes.io/...` on an
// Ingress without a class counts as well, and so it does with a class of which the
// input does not tell the controller. The NGINX Ingress Controller of F5
// (annotations `nginx.org/...`) is another product, and is not retired.
//
// # Fix
//
// Move to Gateway API (the application routing add-on, the Istio add-on), to
// Application Gateway for Containers, or to another maintained controller.
var ING001 = analyzer.Rule{
	Meta: analyzer.Meta{
		ID: "ING001", Name: "retired-ingress-nginx", Severity: analyzer.Warning, Since: "0.1.0",
		Kinds: append([]string{network.IngressClassKind, analyzer.KindWorkload}, inventory.IngressKinds...),
		Reads: []string{"spec.ingressClassName"},
		References: []string{
			"https://github.com/kubernetes/ingress-nginx/blob/dbb11b9/README.md",
			"https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/",
			"https://learn.microsoft.com/azure/aks/app-routing-nginx-to-gateway-api-migration",
		},
	},
	Check: func(p *analyzer.Pass) {
		if w := p.View.Member.Workload; w != nil {
			checkImages(p, w)
			return
		}
		if p.Object.Kind == "IngressClass" {
			if network.ControllerBehind(p.Object).ID == aks.CommunityNginx {
				class := manifest.At("spec", "controller")
				c, end := communityNginx(p)
				p.Reportf(class, "`%s` is the %s, %s", p.Object.Find(class).Text(), c.Name, end)
			}
			return
		}
		switch class := network.ClassOf(*p.View); {
		case class.Unknown:
		case class.Is(aks.CommunityNginx):
			c, end := communityNginx(p)
			p.Reportf(class.At, "`%s` is the class of the %s, %s", class.Name, c.Name, end)
		case class.Controller.ID == "" && !p.View.Member.Fragment:
			reportNginxAnnotation(p, class)
		}
	},
}

// communityNginx is the community's controller, and when its support ends.
func communityNginx(p *analyzer.Pass) (c aks.IngressController, end string) {
	c = network.CommunityNginx()
	return c, ending(c, p.AsOf)
}

// reportNginxAnnotation speaks of the first annotation for ingress-nginx.
func reportNginxAnnotation(p *analyzer.Pass, class network.IngressClass) {
	for key := range p.Object.Find(annotationsField).Entries() {
		if !strings.HasPrefix(key.Key(), nginxPrefix) {
			continue
		}
		_, end := communityNginx(p)
		f := analyzer.Finding{At: annotationAt(key.Key()), KeyOnly: true,
			Message: fmt.Sprintf("`%s` is for the community ingress-nginx, %s", key.Key(), end)}
		if class.Name != "" {
			f.Message = fmt.Sprintf("`%s` is for NGINX; if class `%s` is the community ingress-nginx, it is a project %s", key.Key(), class.Name, end)
		}
		p.Report(f)
		return
	}
}

// checkImages looks for containers that run the controller.
func checkImages(p *analyzer.Pass, w *inventory.Workload) {
	for i := range w.Spec.Containers {
		image, _, _ := strings.Cut(w.Spec.Containers[i].Image, "@")
		if strings.Contains(image, "ingress-nginx/controller") || strings.Contains(image, "kubernetes-ingress-controller/nginx-ingress-controller") {
			_, end := communityNginx(p)
			p.Reportf(w.ContainersPath().Index(i).Key("image"), "`%s` is the community ingress-nginx, %s", image, end)
		}
	}
}
