package mutant

var serverEncoding = []*Mutant{
	{Name: "utf8-replaced", Defect: "What is not UTF-8 is replaced.", start: local(payloads(replacingInvalid))},
	{Name: "utf8-dropped", Defect: "What is not UTF-8 is left out.", start: local(payloads(droppingInvalid))},
	{Name: "utf8-or-latin-1", Defect: "What is not UTF-8 is taken for ISO-8859-1.", start: local(payloads(takingLatin1))},
	{Name: "utf8-loose", Defect: "Overlong forms, surrogates and what is above Unicode are taken as UTF-8.", start: local(payloads(takingLoose))},
	{Name: "utf8-cut-off", Defect: "Characters that are cut off are completed.", start: local(payloads(takingCutOff))},
	{Name: "utf16", Defect: "UTF-16 and UTF-32 are recognized.", start: local(payloads(takingUTF16))},
	{Name: "marks-dropped", Defect: "Byte order marks are left out wherever they are.", start: local(payloads(droppingMarks))},
	{Name: "mark-ends-text", Defect: "What begins with a byte order mark is taken for empty, and not answered.", start: local(ignoring(byteOrderMark))},
	{Name: "ascii-only", Defect: "Characters beyond ASCII come back as question marks.", start: local(replies(walk{text: asciiOnly, name: asciiOnly}.payload))},
	{Name: "basic-plane-only", Defect: "Characters beyond 16 bits come back as question marks.", start: local(replies(walk{text: basicOnly, name: basicOnly}.payload))},
	{Name: "separators-dropped", Defect: "Line separators and noncharacters are lost.", start: local(replies(walk{text: replacer("\u2028", "", "\u2029", "", "\uffff", "", "\ufffe", "", "\ufdd0", "")}.payload))},
	{Name: "surrogates-replaced", Defect: "Lone surrogates are replaced.", start: local(payloads(walk{text: validText, name: validText}.payload))},
	{Name: "surrogates-crash", Defect: "Lone surrogates are answered with -32001.", start: local(refusing(hasLoneSurrogate, -32001))},
}

// hasLoneSurrogate reports whether a string of a payload has a lone surrogate.
func hasLoneSurrogate(payload []byte) bool {
	found := false
	look := func(text string) string {
		found = found || validText(text) != text
		return text
	}
	walk{text: look, name: look}.payload(payload)
	return found
}
