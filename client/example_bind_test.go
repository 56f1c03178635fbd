package client_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/rpcwire/rpcwire/client"
)

// Remote procedures look like local ones.
func ExampleClient_Bind() {
	var remote struct {
		Add func(ctx context.Context, nums ...int) (int, error)
		Cat func(params map[string]string) (string, error) `rpc:"cat,named"`
		Log func(text string) error                        `rpc:"log,notify"`
	}
	c := client.New(wire, client.Options{})
	if err := c.Bind(&remote, client.WithNames(strings.ToLower)); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(remote.Add(context.Background(), 2, 3))
	fmt.Println(remote.Cat(map[string]string{"name": "Yoko"}))
	fmt.Println(remote.Log("done"))
	// Output:
	// --> {"jsonrpc":"2.0","method":"add","params":[2,3],"id":1}
	// <-- {"jsonrpc":"2.0","result":5,"id":1}
	// 5 <nil>
	// --> {"jsonrpc":"2.0","method":"cat","params":{"name":"Yoko"},"id":2}
	// <-- {"jsonrpc":"2.0","result":"Yoko says meow","id":2}
	// Yoko says meow <nil>
	// --> {"jsonrpc":"2.0","method":"log","params":["done"]}
	// <nil>
}
