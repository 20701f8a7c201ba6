package dashboard

// page is everything a page says, in reading order.
type page struct {
	Name     string // main navigation entry
	Title    string // topic, for <title> and file names
	H1       string // the answer, with a number
	Badge    *status
	Lead     []string
	Crumbs   []link
	Messages []message
	Filters  *filters
	Keys     []keyFigure
	Blocks   []block
	Main     string // id of the figure whose table the .csv and .json twins hold
	Live     bool   // shows what changes while a release stands: not cached
	Code     int    // HTTP status, 0 for 200
}

type link struct{ Text, Href string }

// message is a notice: level info, warn or error, always with its word.
type message struct {
	Level string
	Text  string
	Link  *link
}

type keyFigure struct {
	Status *status
	Label  string
	Value  string
	Unit   string
	Note   string
	Href   string
}

// block is one part of the body: a figure, or a template of its own.
type block struct {
	Wide   int // columns of 12
	Figure *figure
	Part   string
	Data   any
	Title  string // heads a section of plain parts
	ID     string
}

// figure is the frame that every table and chart stands in.
type figure struct {
	ID     string
	Claim  string // h2
	Sub    string // measure, unit, place, period, kind of interval
	Legend []legendItem
	Part   string // template above the table
	Data   any
	Chart  *chart
	Table  *table
	Closed bool // the table is behind a summary when a chart shows the same
	Notes  []string
	Source string // set when the page is finished
	More   *link
	Rows   string // "数据表（n 行）"
	Links  []link
	SQL    string
	Sim    string // watermark text, empty for real data
}

type legendItem struct {
	Mark   string // css class of the key
	Text   string
	Status *status
}

// chart is drawn in the browser from an ECharts option.
type chart struct {
	ID     string
	Option any // written as JSON into <script type="application/json">
	Alt    string
	Tall   string // css class for the height
}

func (p *page) figure(wide int, f *figure) { p.Blocks = append(p.Blocks, block{Wide: wide, Figure: f}) }

func (p *page) warn(text string) { p.Messages = append(p.Messages, message{Level: "warn", Text: text}) }

func (p *page) note(text string) { p.Messages = append(p.Messages, message{Level: "info", Text: text}) }

// table returns the figure with this id, or the main one, or the first with a
// table.
func (p *page) tableFigure(id string) *figure {
	var first *figure
	for _, want := range []string{id, p.Main} {
		for _, b := range p.Blocks {
			if b.Figure == nil || b.Figure.Table == nil {
				continue
			}
			if first == nil {
				first = b.Figure
			}
			if want != "" && b.Figure.ID == want {
				return b.Figure
			}
		}
		if id != "" {
			return nil
		}
	}
	return first
}
