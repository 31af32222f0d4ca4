package aks

// IngressController is a controller for Ingress or Gateway API that runs on
// AKS. Names that it does not have are "".
type IngressController struct {
	ID string
	// Name is what people call it.
	Name string
	// IngressClass is its spec.ingressClassName, Annotation its value of the
	// annotation kubernetes.io/ingress.class, GatewayClass its
	// spec.gatewayClassName.
	IngressClass, Annotation, GatewayClass string
	// Controller is spec.controller of its IngressClass and spec.controllerName
	// of its GatewayClass.
	Controller string
	// Prefix begins the keys of its annotations.
	Prefix string
	// Profile is where the cluster profile says that it is on.
	Profile string
	// Retirement is the ID of the row that ends it.
	Retirement string
	Fact
}

// The IDs of controllers that are spoken of by name.
const (
	AGIC            = "agic"
	AGC             = "agc"
	AppRouting      = "app-routing-nginx"
	CommunityNginx  = "ingress-nginx"
	HTTPAppRouting  = "http-application-routing"
	AppRoutingIstio = "app-routing-istio"
	IstioAddOn      = "istio"
)

// IngressControllers are all of them, by ID.
func IngressControllers() []IngressController { return ingressControllers }

// LookupIngressClass finds a controller by the name of its IngressClass.
func LookupIngressClass(name string) (IngressController, bool) {
	return lookupController(name, func(c *IngressController) string { return c.IngressClass })
}

// LookupClassAnnotation finds a controller by a value of the annotation
// kubernetes.io/ingress.class.
func LookupClassAnnotation(value string) (IngressController, bool) {
	return lookupController(value, func(c *IngressController) string { return c.Annotation })
}

// LookupGatewayClass finds a controller by the name of its GatewayClass.
func LookupGatewayClass(name string) (IngressController, bool) {
	return lookupController(name, func(c *IngressController) string { return c.GatewayClass })
}

// LookupIngressController finds a controller by what an IngressClass or
// GatewayClass calls it.
func LookupIngressController(controller string) (IngressController, bool) {
	return lookupController(controller, func(c *IngressController) string { return c.Controller })
}

func lookupController(name string, nameOf func(*IngressController) string) (IngressController, bool) {
	for i := range ingressControllers {
		if name != "" && nameOf(&ingressControllers[i]) == name {
			return ingressControllers[i], true
		}
	}
	return IngressController{}, false
}

// Retired is the row that ends the controller.
func (c IngressController) Retired() (Retirement, bool) { return LookupRetirement(c.Retirement) }
