// Package reference has the methods that the reference server serves and that the
// conformance suite calls.
//
//	subtract(minuend, subtrahend)  the difference of two integers of any size
//	sum(...)                       the sum of integers of any size
//	update(...)                    null, whatever the params
//	notify_hello(...)              null, whatever the params
//	notify_sum(...)                null, whatever the params
//	foobar()                       null
//	get_data()                     ["hello",5]
//	echo(value)                    the value, byte for byte
//	fail()                         the error -32001 "boom" with the data {"k":1}
//	fail_plain()                   an error whose text holds "secret-detail"
//	panic()                        panics
//	sleep(ms)                      null, after so many milliseconds
//	count()                        how often count was called, this call included
package reference
