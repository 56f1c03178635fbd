package child

import "time"

// settling is how long goroutines have to end.
const settling = 5 * time.Second

// Left returns how many goroutines there are beyond those from before, when they have
// had time to end.
func Left(before int, count func() int) int {
	end := time.Now().Add(settling)
	for {
		n := max(count()-before, 0)
		if n == 0 || time.Now().After(end) {
			return n
		}
		time.Sleep(settling / 100)
	}
}
