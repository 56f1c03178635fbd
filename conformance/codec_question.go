package conformance

import "encoding/json"

// appendMessages appends message objects as a driver gets them.
func appendMessages(dst []byte, messages []codecMessage) []byte {
	dst = append(dst, '[')
	for i := range messages {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = messages[i].appendTo(dst)
	}
	return append(dst, ']')
}

// appendTo appends the message object. Its parts are plain text: see the loader.
func (m *codecMessage) appendTo(dst []byte) []byte {
	dst = appendString(append(dst, `{"kind":`...), m.kind)
	if m.version != "" {
		dst = appendString(append(dst, `,"version":`...), m.version)
	}
	dst = appendText(dst, "id", m.id)
	if m.method != nil {
		dst = append(append(dst, `,"method":`...), m.method.text.text...)
	}
	dst = appendText(dst, "params", m.params)
	dst = appendText(dst, "result", m.result)
	if m.err != nil {
		dst = m.err.appendTo(append(dst, `,"error":`...))
	}
	return append(dst, '}')
}

func (e *codecError) appendTo(dst []byte) []byte {
	begin := len(dst)
	dst = appendText(dst, "raw", e.raw)
	dst = appendText(dst, "code", e.code)
	if e.message != nil {
		dst = append(append(dst, `,"message":`...), e.message.text.text...)
	}
	dst = appendText(dst, "data", e.data)
	if len(dst) == begin {
		return append(dst, "{}"...)
	}
	dst[begin] = '{' // in place of the first comma
	return append(dst, '}')
}

// appendText appends a member that is JSON text in a string, if it is there.
func appendText(dst []byte, name string, t *jsonText) []byte {
	if t == nil {
		return dst
	}
	dst = append(dst, `,"`...)
	dst = append(append(dst, name...), `":`...)
	return appendString(dst, t.text.text)
}

// appendString appends text as a JSON string. Text of cases is always UTF-8.
func appendString(dst []byte, text string) []byte {
	quoted, err := json.Marshal(text)
	if err != nil { // strings always marshal
		return append(dst, `""`...)
	}
	return append(dst, quoted...)
}
