#pragma once

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

// 0.12 moved the headers into a folder of their own.
#if __has_include(<rabbitmq-c/amqp.h>)
#include <rabbitmq-c/amqp.h>
#include <rabbitmq-c/framing.h>
#include <rabbitmq-c/ssl_socket.h>
#include <rabbitmq-c/tcp_socket.h>
#else
#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#endif

/// `amqp_login_with_properties` is variadic, which Swift cannot call.
static inline amqp_rpc_reply_t amqp_login_plain(
    amqp_connection_state_t state, const char *vhost, int frame_max, int heartbeat,
    const amqp_table_t *client_properties, const char *user, const char *password) {
    return amqp_login_with_properties(
        state, vhost, 1, frame_max, heartbeat, client_properties, AMQP_SASL_METHOD_PLAIN, user, password);
}

/// `prctl` is variadic, which Swift cannot call. The kernel keeps 15 characters.
static inline void set_current_thread_name(const char *name) {
    prctl(PR_SET_NAME, name);
}

/// In C because Glibc and Dispatch both bring pthread_attr_t into Swift, and a file that sees one cannot use the other's.
static inline int start_detached_thread(void *(*run)(void *), void *argument, size_t stack_bytes) {
    pthread_attr_t attributes;
    pthread_t thread;
    int status = pthread_attr_init(&attributes);
    if (status != 0) return status;
    status = pthread_attr_setstacksize(&attributes, stack_bytes);
    if (status == 0) status = pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    if (status == 0) status = pthread_create(&thread, &attributes, run, argument);
    pthread_attr_destroy(&attributes);
    return status;
}
