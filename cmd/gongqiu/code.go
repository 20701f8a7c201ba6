package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"gongqiu/transforms/occupation"
)

type codeCmd struct {
	Title       string `arg:"" optional:"" help:"Title of an ad; without it, one title a line is read from stdin."`
	Industry    string `help:"Industry as the board writes it."`
	Description string `help:"Text of the ad."`
	Skills      string `help:"Skills or tags of the ad."`
}

func (x codeCmd) Run(a *app) error {
	coder, err := occupation.Load()
	if err != nil {
		return err
	}
	query := occupation.Query{Title: x.Title, Industry: x.Industry, Description: x.Description, Skills: x.Skills}
	if x.Title != "" {
		answer := coder.Code(query)
		return a.print(answer, func(w io.Writer) error { return printAnswer(w, coder, answer) })
	}
	lines := bufio.NewScanner(a.stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		query.Title = lines.Text()
		answer := coder.Code(query)
		err := a.print(answer, func(w io.Writer) error {
			_, err := fmt.Fprintf(w, "%s\t%s\t%s\t%.2f\t%s\n", query.Title, answer.Code, coder.Name(answer.Code), answer.P, answer.Reason)
			return err
		})
		if err != nil {
			return err
		}
	}
	return lines.Err()
}

var levelWords = [5]string{"无法编码", "大类", "中类", "小类", "细类"}

func printAnswer(w io.Writer, coder *occupation.Coder, answer occupation.Answer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s (p = %.2f)\n", levelWords[answer.Level], answer.Code, coder.Name(answer.Code), answer.P)
	if answer.Reason != "" {
		fmt.Fprintf(&b, "%s\n", answer.Reason)
	}
	for i, c := range answer.Candidates {
		fmt.Fprintf(&b, "\n%d. %s %s  p = %.2f\n", i+1, c.Code, coder.Name(c.Code), c.P)
		for _, e := range c.Evidence {
			fmt.Fprintf(&b, "   %s\n", e)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
