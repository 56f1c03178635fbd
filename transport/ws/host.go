package ws

import (
	nethttp "net/http"

	"github.com/rpcwire/rpcwire/internal/hosts"
)

// hostAllowed reports whether a request is for a host that it may be for: see
// [AllowHosts].
func (h *Handler) hostAllowed(r *nethttp.Request) bool {
	return h.anyHost || hosts.Allowed(r, h.hosts)
}
