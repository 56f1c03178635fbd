//go:build cgo

#include "batch.h"

#include <errno.h>
#include <string.h>

enum {
    header_size = sizeof(uint32_t),
    short_most = 255, // bytes of an address, and of what is known about a sender
    // There is always room for an address, what is known, and the end of a message.
    reserve = 4 * header_size + 3 * short_most
};

static char *put(char *at, const void *data, size_t size, int more) {
    uint32_t header = (uint32_t) size * 2 + (more != 0);
    memcpy(at, &header, header_size);
    if (size > 0)
        memcpy(at + header_size, data, size);
    return at + header_size + size;
}

static char *put_about(char *at, zmq_msg_t *msg, const char *property) {
    const char *text = zmq_msg_gets(msg, property);
    size_t size = text ? strlen(text) : 0;
    return put(at, text, size < short_most ? size : short_most, 1);
}

static int receive_frame(zmq_msg_t *msg, void *socket) {
    int rc;
    do
        rc = zmq_msg_recv(msg, socket, ZMQ_DONTWAIT);
    while (rc < 0 && zmq_errno() == EINTR);
    return rc;
}

size_t rpcwire_receive(void *socket, rpcwire_inbox *in, void *buffer, size_t size,
                       uint32_t max, uint32_t most, int about, int *why) {
    char *at = buffer, *end = at + size - reserve;
    zmq_msg_t msg;
    *why = 0;
    for (uint32_t messages = 0; messages < max && at < end;) {
        zmq_msg_init(&msg);
        if (receive_frame(&msg, socket) < 0) {
            *why = zmq_errno();
            zmq_msg_close(&msg);
            break;
        }
        int more = zmq_msg_more(&msg);
        size_t length = zmq_msg_size(&msg);
        // The first frame of a ROUTER does not always have what is known, others do.
        if (++in->frames == 2 && about) {
            at = put_about(at, &msg, "Peer-Address");
            at = put_about(at, &msg, "User-Id");
        }
        if (in->frames > most) {
            if (!more)
                at = put(at, 0, 0, 0);
        } else if (length > short_most && (at >= end || length > (size_t) (end - at))) {
            zmq_msg_init(&in->large);
            zmq_msg_move(&in->large, &msg);
            in->large_size = length;
            in->large_more = more;
        } else {
            at = put(at, zmq_msg_data(&msg), length, more);
        }
        zmq_msg_close(&msg);
        if (!more) {
            in->frames = 0;
            messages++;
        }
        if (in->large_size > 0)
            break;
    }
    return (size_t) (at - (char *) buffer);
}

void rpcwire_take_large(rpcwire_inbox *in, void *buffer) {
    if (in->large_size == 0)
        return;
    if (buffer)
        memcpy(buffer, zmq_msg_data(&in->large), in->large_size);
    zmq_msg_close(&in->large);
    in->large_size = 0;
}

// Sends one frame; returns an error or 0.
static int send_frame(void *socket, const char *data, size_t size, int more) {
    int rc;
    do
        rc = zmq_send(socket, data, size, ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0));
    while (rc < 0 && zmq_errno() == EINTR);
    return rc < 0 ? zmq_errno() : 0;
}

uint32_t rpcwire_send(void *socket, const void *buffer, uint32_t count, int stop, int32_t *errors) {
    const char *at = buffer;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t header;
        int first = 1, error = 0;
        do {
            memcpy(&header, at, header_size);
            at += header_size;
            if (!error) {
                error = send_frame(socket, at, header >> 1, header & 1);
                // A peer that went away meanwhile: libzmq drops what has been sent, but
                // wants an end before it takes another message.
                if (error && !first && (header & 1))
                    send_frame(socket, 0, 0, 0);
            }
            first = 0;
            at += header >> 1;
        } while (header & 1);
        errors[i] = error;
        if (error && stop)
            return i + 1;
    }
    return count;
}
