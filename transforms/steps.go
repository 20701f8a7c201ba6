// Package transforms lists the statistics that take part in a build as Go
// steps, between the SQL models.
package transforms

import (
	"gongqiu/transforms/forecast"
	"gongqiu/transforms/method"
	"gongqiu/transforms/models"
	"gongqiu/transforms/wage"
)

// Steps returns every step, with the constants of the method.
func Steps() []models.Step {
	m := method.Default()
	return []models.Step{forecast.FestivalStep(m), wage.SecondaryStep(m)}
}
