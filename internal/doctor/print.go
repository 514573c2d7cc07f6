package doctor

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// Print writes the report as text.
func (r *Report) Print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	for _, s := range r.Sections {
		fmt.Fprintf(w, "%s\n", s.Title)
		for _, f := range s.Facts {
			fmt.Fprintf(w, "  %s\t%s\n", f.Name, f.Value)
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w, "Checks")
	for _, c := range r.Checks {
		if c.OK {
			fmt.Fprintf(w, "  ok    %s\n", c.Found)
			continue
		}
		fmt.Fprintf(w, "  warn  %s\n        %s\n", c.Found, c.Remedy)
	}
	return w.Flush()
}
