package report

import (
	"io"

	"github.com/akslint/akslint/aks"
	"github.com/akslint/akslint/plan"
)

// The types below are the JSON form of plans, field by field;
// schemas/plan.schema.json describes them. Arrays are never null.
type (
	jsonPlans struct {
		Version  string     `json:"version"`
		Tool     jsonTool   `json:"tool"`
		Clusters []jsonPlan `json:"clusters"`
	}
	jsonPlan struct {
		Name   string      `json:"name"`
		File   string      `json:"file"`
		Ranges []jsonRange `json:"ranges"`
		Pools  []jsonPool  `json:"pools"`
		Asks   []jsonAsk   `json:"asks"`
		Notes  []string    `json:"notes"`
	}
	jsonScale struct {
		Min int `json:"min"`
		Now int `json:"now"`
		Max int `json:"max"`
	}
	jsonRange struct {
		Name     string    `json:"name"`
		Subnet   string    `json:"subnet"`
		Prefixes []string  `json:"prefixes"`
		Unit     string    `json:"unit"`
		Size     int       `json:"size"`
		Used     jsonScale `json:"used"`
		Free     int       `json:"free"`
		Complete bool      `json:"complete"`
		Formula  string    `json:"formula"`
		Source   string    `json:"source"`
	}
	jsonPool struct {
		Name       string    `json:"name"`
		OS         string    `json:"os"`
		Addressing string    `json:"addressing"`
		Nodes      jsonScale `json:"nodes"`
		Surge      int       `json:"surge"`
		MaxPods    int       `json:"maxPods"`
		Holds      int       `json:"holds"`
		FirstLimit string    `json:"firstLimit"`
	}
	jsonAsk struct {
		What     string    `json:"what"`
		Asked    jsonScale `json:"asked"`
		Room     jsonScale `json:"room"`
		Free     int       `json:"free"`
		Complete bool      `json:"complete"`
		Formula  string    `json:"formula"`
		Source   string    `json:"source"`
	}
)

// PlanJSON writes the format that schemas/plan.schema.json describes.
func PlanJSON(w io.Writer, plans []*plan.Plan, opt Options) error {
	return writeJSON(w, jsonPlans{
		Version: schemaVersion, Tool: jsonTool{Name: "akslint", Version: opt.Version},
		Clusters: each(plans, func(p **plan.Plan) jsonPlan { return toJSONPlan(*p) }),
	})
}

func toJSONPlan(p *plan.Plan) jsonPlan {
	return jsonPlan{
		Name: p.Cluster.Name, File: p.Cluster.File.Source.Name,
		Ranges: each(p.Ranges, func(r *plan.Range) jsonRange {
			prefixes := make([]string, len(r.Prefixes))
			for i, prefix := range r.Prefixes {
				prefixes[i] = prefix.String()
			}
			return jsonRange{
				Name: r.Name, Subnet: r.Subnet, Prefixes: prefixes, Unit: r.Unit, Size: r.Size, Used: toJSONScale(r.Used),
				Free: r.Free(), Complete: r.Complete, Formula: r.Formula.Text, Source: r.Formula.Source,
			}
		}),
		Pools: each(p.Pools, func(pool *plan.Pool) jsonPool {
			return jsonPool{
				Name: pool.Name, OS: pool.OS, Addressing: string(pool.Addressing), Nodes: toJSONScale(pool.Nodes), Surge: pool.Surge,
				MaxPods: pool.MaxPods, Holds: pool.Holds, FirstLimit: pool.First,
			}
		}),
		Asks: each(p.Asks, func(a *plan.Ask) jsonAsk {
			return jsonAsk{
				What: a.What, Asked: toJSONScale(a.Asked), Room: toJSONScale(a.Room), Free: a.Free(), Complete: a.Complete, Formula: a.Formula.Text, Source: a.Formula.Source,
			}
		}),
		Notes: each(p.Notes, func(note *string) string { return *note }),
	}
}

func toJSONScale(s aks.Scale) jsonScale { return jsonScale{Min: s.Min, Now: s.Now, Max: s.Max} }
