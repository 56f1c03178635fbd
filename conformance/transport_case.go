package conformance

import "slices"

// A transportCheck is what a case for transports does. One of both is set.
type transportCheck struct {
	sender func(*senderCheck) error
	conn   func(*connCheck) error
}

// A transportRow is a case for transports as it is written.
type transportRow struct {
	name   string
	level  Level
	ref    string
	reason string
	check  transportCheck
}

// transportCases returns the cases for transports, which are code and not data.
func transportCases() []*Case {
	return slices.Concat(
		casesOf("sender", "transport_sender.go", senderRows()),
		casesOf("conn", "transport_conn.go", connRows()))
}

func casesOf(theme, file string, rows []transportRow) []*Case {
	var cases []*Case
	for i := range rows {
		row := &rows[i]
		cases = append(cases, &Case{
			ID: "transport/" + theme + "/" + row.name, Role: RoleTransport, Level: row.level, Refs: []string{row.ref},
			Reason: row.reason, Needs: []string{theme}, File: file, check: &row.check,
		})
	}
	return cases
}
