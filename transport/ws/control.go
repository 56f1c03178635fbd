package ws

import (
	"encoding/binary"
	"unicode/utf8"
)

// Close codes (RFC 6455, section 7.4.1).
const (
	closeNormal      = 1000
	closeGoingAway   = 1001
	closeProtocol    = 1002
	closeUnsupported = 1003
	closeNone        = 1005 // there was none; it is not sent
	closeInvalid     = 1007
	closeTooLarge    = 1009
)

// control does what a control frame asks for. The end of the connection is an error.
func (c *Conn) control(h header) error {
	if err := c.reader.need(h.length); err != nil {
		return err
	}
	payload := c.reader.take(h.length)
	if !c.client {
		mask(payload, h.key)
	}
	switch h.opcode() {
	case opPing:
		c.writeControl(opPong, payload)
	case opClose:
		said := parseClose(payload)
		if !said.Local {
			c.sayFarewell(said.Code, "")
		}
		return said
	}
	return nil
}

// parseClose returns what a close frame says, or what is wrong with it.
func parseClose(payload []byte) *CloseError {
	if len(payload) == 0 {
		return &CloseError{Code: closeNone}
	}
	if len(payload) == 1 {
		return violation(closeProtocol, "half a close code")
	}
	said := &CloseError{Code: int(binary.BigEndian.Uint16(payload)), Text: string(payload[2:])}
	switch {
	case !mayBeSent(said.Code):
		return violation(closeProtocol, "bad close code")
	case !utf8.ValidString(said.Text):
		return violation(closeProtocol, "close text that is not UTF-8")
	}
	return said
}

// mayBeSent reports whether a close frame may have a code: it is one of the protocol, of
// a library or of an application.
func mayBeSent(code int) bool {
	switch {
	case code < 1000, code >= 5000:
		return false
	case code < 3000:
		return code <= 1003 || code >= 1007 && code <= 1014
	}
	return true
}
