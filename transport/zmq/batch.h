// Batches of messages in one buffer, so that one call from Go moves many of them.
//
// A frame in a buffer is a header and its bytes. The header is four bytes in the order of
// the machine: the number of bytes times two, plus one if more frames of the message
// follow.

#ifndef RPCWIRE_ZMQ_BATCH_H
#define RPCWIRE_ZMQ_BATCH_H

#include <stddef.h>
#include <stdint.h>
#include <zmq.h>

// What is between two calls.
typedef struct {
    zmq_msg_t large;   // a frame that did not fit
    size_t large_size; // 0 if there is none
    int large_more;
    uint32_t frames; // of the message that is being received
} rpcwire_inbox;

// Receives messages without waiting, until the buffer is full, there are max of them, or
// no more have come. Of the frames of a message that come after the first most, only the
// last is kept, and empty. With about, the second frame of each message comes after two
// that are not of it: what libzmq knows as Peer-Address and as User-Id.
//
// Returns how many bytes are in the buffer, and in *why 0 or the error that was the end.
size_t rpcwire_receive(void *socket, rpcwire_inbox *in, void *buffer, size_t size,
                       uint32_t max, uint32_t most, int about, int *why);

// Moves the frame that did not fit into a buffer of its size; none if that is 0.
void rpcwire_take_large(rpcwire_inbox *in, void *buffer);

// Sends the count messages in a buffer without waiting, and sets the error, or 0, of each.
// With stop, the first error is the end. Returns how many were tried.
uint32_t rpcwire_send(void *socket, const void *buffer, uint32_t count, int stop, int32_t *errors);

#endif
