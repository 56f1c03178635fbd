package zmq

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// workers returns a pool with workers of one place each.
func workers(names ...string) *pool {
	p := newPool(100, 1<<20)
	for _, name := range names {
		p.ready(name, 1, time.Second, start)
	}
	return p
}

// assigned submits n jobs, and returns who gets how many jobs that can be assigned, in
// order, and the jobs.
func assigned(p *pool, n int) (names string, jobs []*job) {
	for range n {
		p.submit(&job{})
	}
	var list []string
	for j := p.match(); j != nil; j = p.match() {
		list = append(list, j.worker.identity)
		jobs = append(jobs, j)
	}
	return strings.Join(list, " "), jobs
}

func expect(t *testing.T, reason, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %q, want %q", reason, got, want)
	}
}

func TestPoolLeastRecentlyUsed(t *testing.T) {
	p := workers("a", "b", "c")
	names, jobs := assigned(p, 5)
	expect(t, "each gets one, in turn", names, "a b c")
	p.done("b", jobs[1].number)
	p.done("a", jobs[0].number)
	names, _ = assigned(p, 0)
	expect(t, "who was free first gets the next", names, "b a")
	if p.done("b", 12345) != nil || p.queued != 0 {
		t.Error("there is no such job")
	}
}

func TestPoolPlaces(t *testing.T) {
	p := newPool(100, 1<<20)
	p.ready("one", 1, time.Second, start)
	p.ready("three", 3, time.Second, start)
	p.ready("none", 0, time.Second, start)
	names, _ := assigned(p, 9)
	expect(t, "none gets more than it takes", names, "one three three three")
	p.freed("none")
	names, _ = assigned(p, 0)
	expect(t, "a place more", names, "none")
}

// A slow worker is not given more than it takes.
func TestPoolSlowWorker(t *testing.T) {
	p := workers("slow", "fast")
	_, jobs := assigned(p, 2)
	fast := jobs[1]
	for range 50 {
		p.done("fast", fast.number)
		names, jobs := assigned(p, 1)
		expect(t, "only one is free", names, "fast")
		fast = jobs[0]
	}
}

func TestPoolQueue(t *testing.T) {
	p := newPool(2, 3*overhead+10)
	for _, test := range []struct {
		reason string
		size   int
		want   bool
	}{
		{"the first", 0, true},
		{"too many bytes", 3 * overhead, false},
		{"the second", 10, true},
		{"the third is one too many", 0, false},
	} {
		if got := p.submit(&job{payload: make([]byte, test.size)}); got != test.want {
			t.Errorf("%s: got %t", test.reason, got)
		}
	}
	full := newPool(0, 0)
	if full.submit(&job{}) {
		t.Error("without a queue, a worker has to be free")
	}
	full.ready("a", 1, time.Second, start)
	if !full.submit(&job{payload: make([]byte, 100)}) || full.match() == nil {
		t.Error("and if one is, it gets the job")
	}
}

func TestPoolGone(t *testing.T) {
	p := newPool(100, 1<<20)
	p.ready("a", 2, time.Second, start)
	names, jobs := assigned(p, 3)
	expect(t, "two places", names, "a a")
	lost := p.gone("a")
	if len(lost) != 2 || !slices.Contains(lost, jobs[0]) || !slices.Contains(lost, jobs[1]) {
		t.Errorf("%d jobs were lost", len(lost))
	}
	if p.done("a", jobs[0].number) != nil || p.gone("a") != nil || p.hear("a", start) {
		t.Error("the worker is still known")
	}
	p.ready("b", 1, time.Second, start)
	names, _ = assigned(p, 0)
	expect(t, "only the job in the queue is left", names, "b")
}

func TestPoolForeignReply(t *testing.T) {
	p := workers("a", "b")
	_, jobs := assigned(p, 2)
	if p.done("b", jobs[0].number) != nil {
		t.Error("a worker ended the job of another one")
	}
	if p.done("a", jobs[0].number) != jobs[0] {
		t.Error("the job is not there any more")
	}
}

func TestPoolRetract(t *testing.T) {
	p := workers("a", "b")
	p.submit(&job{payload: []byte("1")})
	p.submit(&job{payload: []byte("2")})
	j := p.match()
	p.retract(j)
	if lost := p.gone("a"); lost != nil {
		t.Errorf("%d jobs were lost, but the worker got none", len(lost))
	}
	if again := p.match(); again != j || again.worker.identity != "b" {
		t.Error("it is not the next one any more")
	}
}

func TestPoolLeave(t *testing.T) {
	p := workers("a", "b")
	names, jobs := assigned(p, 2)
	expect(t, "both", names, "a b")
	if !p.leave("a") || p.leave("c") {
		t.Error("who can leave is who is there")
	}
	if p.done("a", jobs[0].number) != jobs[0] {
		t.Error("who leaves finishes what it has")
	}
	names, _ = assigned(p, 1)
	expect(t, "and gets nothing more", names, "")
	p.done("b", jobs[1].number)
	names, _ = assigned(p, 0)
	expect(t, "the other one does", names, "b")
}

func TestPoolReadyAgain(t *testing.T) {
	p := workers("a")
	assigned(p, 1)
	if lost := p.ready("a", 1, time.Second, start); len(lost) != 1 {
		t.Errorf("%d jobs were lost, but the worker begins anew", len(lost))
	}
	names, _ := assigned(p, 1)
	expect(t, "it takes one", names, "a")
}

func TestPoolSilence(t *testing.T) {
	p := workers("a", "b")
	p.hear("b", start.Add(700*time.Millisecond))
	if got := p.silent(start.Add(999 * time.Millisecond)); got != nil {
		t.Errorf("%v are silent too early", got)
	}
	if got := p.silent(start.Add(time.Second)); !slices.Equal(got, []string{"a"}) {
		t.Errorf("%v are silent", got)
	}
	p.pardon(start.Add(time.Hour))
	if got := p.silent(start.Add(time.Hour)); got != nil {
		t.Errorf("%v are silent, but the broker did not look", got)
	}
}

func TestPoolAbandon(t *testing.T) {
	p := workers("a")
	assigned(p, 3)
	queued, had := p.abandon()
	if len(queued) != 2 || len(had) != 1 || !p.empty() || p.bytes != 0 {
		t.Errorf("%d and %d jobs, %d bytes left", len(queued), len(had), p.bytes)
	}
}

// Whatever happens in whatever order, no job is lost or done twice, and no worker gets
// more than it takes.
func TestPoolAtRandom(t *testing.T) {
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 1))
		p := newPool(20, 1<<20)
		free := make(map[string]int) // what each worker takes at the moment
		open := make(map[*job]bool)
		end := func(jobs ...*job) {
			for _, j := range jobs {
				if j != nil && !open[j] {
					t.Fatalf("seed %d: a job ended twice", seed)
				}
				delete(open, j)
			}
		}
		for range 500 {
			name := fmt.Sprint("w", r.IntN(5))
			switch r.IntN(8) {
			case 0:
				n := r.IntN(3)
				end(p.ready(name, n, time.Second, start)...)
				free[name] = n
			case 1:
				end(p.gone(name)...)
				delete(free, name)
			case 2, 3:
				if w := p.workers[name]; w != nil {
					for number := range w.jobs {
						end(p.done(name, number))
						free[name]++
						break
					}
				}
			case 4:
				p.leave(name)
			default:
				if j := new(job); p.submit(j) {
					open[j] = true
				}
			}
			for j := p.match(); j != nil; j = p.match() {
				w := j.worker.identity
				if free[w]--; free[w] < 0 || p.workers[w].leaving {
					t.Fatalf("seed %d: %s got more than it takes", seed, w)
				}
			}
			if len(open) != p.queued+len(p.jobs) {
				t.Fatalf("seed %d: %d jobs are open, the pool has %d", seed, len(open), p.queued+len(p.jobs))
			}
		}
		queued, had := p.abandon()
		end(queued...)
		end(had...)
		if len(open) != 0 || p.bytes != 0 {
			t.Fatalf("seed %d: %d jobs, %d bytes left", seed, len(open), p.bytes)
		}
	}
}
