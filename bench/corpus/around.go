package corpus

import "fmt"

// service is of any type, and now and then wrong, as in real repositories.
func (a app) service() object {
	selector, target := a.selector(), any(a.port)
	switch a.r.IntN(25) {
	case 0:
		selector = object{{"app", a.name + "s"}}
	case 1:
		target = "web"
	case 2, 3, 4, 5:
		target = portName(a.port)
	}
	spec := object{{"selector", selector}, {"ports", []any{object{{"name", portName(a.port)}, {"port", a.port}, {"targetPort", target}}}}}
	meta := a.metadata(a.name)
	switch n := a.r.IntN(10); {
	case n < 2:
		spec = append(object{{"type", "LoadBalancer"}}, spec...)
		if !oneIn(a.r, 3) {
			meta = append(meta, field{"annotations", object{
				{internalAnnotation, pick(a.r, []string{"true", "true", "true", "True"})},
				{"service.beta.kubernetes.io/azure-load-balancer-internal-subnet", "apps"}}})
		}
	case n == 2:
		spec = append(object{{"type", "NodePort"}}, spec...)
	case n == 3:
		spec = append(object{{"clusterIP", "None"}}, spec...)
	case n == 4:
		spec = object{{"type", "ExternalName"}, {"externalName", a.name + ".example.com"}}
	}
	return object{{"apiVersion", "v1"}, {"kind", "Service"}, {"metadata", meta}, {"spec", spec}}
}

func (a app) ingress() object {
	host := a.name + ".example.com"
	spec := object{
		{"ingressClassName", pick(a.r, []string{"nginx", "azure-application-gateway", "webapprouting.kubernetes.azure.com"})},
		{"rules", []any{object{{"host", host}, {"http", object{{"paths", []any{object{
			{"path", "/"}, {"pathType", "Prefix"},
			{"backend", object{{"service", object{{"name", a.name}, {"port", object{{"number", a.port}}}}}}}}}}}}}}},
	}
	if oneIn(a.r, 2) {
		spec = append(spec, field{"tls", []any{object{{"hosts", list(host)}, {"secretName", a.name + "-tls"}}}})
	}
	return a.object("networking.k8s.io/v1", "Ingress", a.name, field{"spec", spec})
}

func (a app) route() object {
	return a.object("gateway.networking.k8s.io/v1", "HTTPRoute", a.name, field{"spec", object{
		{"parentRefs", []any{object{{"name", "public"}}}},
		{"hostnames", list(a.name + ".example.com")},
		{"rules", []any{object{
			{"matches", []any{object{{"path", object{{"type", "PathPrefix"}, {"value", "/"}}}}}},
			{"backendRefs", []any{object{{"name", a.name}, {"port", a.port}}}}}}},
	}})
}

func (a app) policy() object {
	spec := object{{"podSelector", object{{"matchLabels", a.selector()}}}, {"policyTypes", list("Ingress")}}
	switch a.r.IntN(3) {
	case 0:
		return a.object("networking.k8s.io/v1", "NetworkPolicy", a.name+"-deny", field{"spec", object{
			{"podSelector", object{}}, {"policyTypes", list("Ingress")}}})
	case 1:
		spec = append(spec, field{"ingress", []any{object{
			{"from", []any{object{{"podSelector", object{{"matchLabels", object{{"tier", pick(a.r, tiers)}}}}}}}},
			{"ports", []any{object{{"protocol", "TCP"}, {"port", a.port}}}}}}})
	case 2:
		spec = append(spec, field{"ingress", []any{object{{"from", []any{
			object{{"namespaceSelector", object{{"matchLabels", object{{"kubernetes.io/metadata.name", "monitoring"}}}}}},
			object{{"ipBlock", object{{"cidr", fmt.Sprintf("10.%d.0.0/16", a.r.IntN(200))}}}}}}}}})
	}
	return a.object("networking.k8s.io/v1", "NetworkPolicy", a.name, field{"spec", spec})
}

func (a app) config() object {
	data := object{{"LOG_LEVEL", "info"}, {"WORKERS", fmt.Sprint(a.r.IntN(16))}}
	for i := range a.r.IntN(4) { // mostly a few lines, and now and then a page
		data = append(data, field{fmt.Sprintf("settings-%d.txt", i), paragraph(a.r, 2+a.r.IntN(40)*a.r.IntN(5))})
	}
	return a.object("v1", "ConfigMap", a.name, field{"data", data})
}

func (a app) secret() object {
	return a.object("v1", "Secret", a.name, field{"type", "Opaque"}, field{"data", object{{"password", "Y2hhbmdlLW1l"}}})
}

func (a app) claim() object {
	return a.object("v1", "PersistentVolumeClaim", a.name, field{"spec", object{
		{"accessModes", list("ReadWriteOnce")}, {"storageClassName", "managed-csi"},
		{"resources", object{{"requests", object{{"storage", "10Gi"}}}}}}})
}

func (a app) budget() object {
	return a.object("policy/v1", "PodDisruptionBudget", a.name, field{"spec", object{
		{"minAvailable", 1}, {"selector", object{{"matchLabels", a.selector()}}}}})
}

func (a app) scaler() object {
	return a.object("autoscaling/v2", "HorizontalPodAutoscaler", a.name, field{"spec", object{
		{"scaleTargetRef", object{{"apiVersion", "apps/v1"}, {"kind", "Deployment"}, {"name", a.name}}},
		{"minReplicas", 2}, {"maxReplicas", 10},
		{"metrics", []any{object{{"type", "Resource"}, {"resource", object{
			{"name", "cpu"}, {"target", object{{"type", "Utilization"}, {"averageUtilization", 70}}}}}}}}}})
}

// rights are a role for the application and who has it.
func (a app) rights() []object {
	rules := make([]any, 1+a.r.IntN(6))
	for i := range rules {
		rules[i] = object{
			{"apiGroups", list(pick(a.r, []string{"", "apps", "batch", "example.com"}))},
			{"resources", list(pick(a.r, words), pick(a.r, words))},
			{"verbs", list("get", "list", "watch")}}
	}
	namespace := a.namespace
	if namespace == "" {
		namespace = "default"
	}
	return []object{
		{{"apiVersion", "rbac.authorization.k8s.io/v1"}, {"kind", "ClusterRole"}, {"metadata", object{{"name", a.name}}}, {"rules", rules}},
		{{"apiVersion", "rbac.authorization.k8s.io/v1"}, {"kind", "ClusterRoleBinding"}, {"metadata", object{{"name", a.name}}},
			{"roleRef", object{{"apiGroup", "rbac.authorization.k8s.io"}, {"kind", "ClusterRole"}, {"name", a.name}}},
			{"subjects", []any{object{{"kind", "ServiceAccount"}, {"name", a.name}, {"namespace", namespace}}}}},
	}
}
