package idgen_test

import (
	"fmt"

	"github.com/rpcwire/rpcwire/idgen"
)

func Example() {
	ids := idgen.Counter(1)
	fmt.Println(ids.Next(), ids.Next())

	ids = idgen.Hex(9)
	fmt.Println(ids.Next(), ids.Next())

	ids, err := idgen.RandomOf(12, "abcdef")
	if err != nil {
		fmt.Println(err)
		return
	}
	text, _ := ids.Next().Text()
	fmt.Println(len(text))
	// Output:
	// 1 2
	// "9" "a"
	// 12
}
