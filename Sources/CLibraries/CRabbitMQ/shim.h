#pragma once

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

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

/// In C because Glibc and Dispatch both export pthread_attr_t to Swift, and a file that sees one cannot use the other's.
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

/// OpenSSL calls this for each certificate of a chain; it records the reason of a rejection.
static inline int note_refused_certificate(int accepted, X509_STORE_CTX *chain) {
    SSL *session = X509_STORE_CTX_get_ex_data(chain, SSL_get_ex_data_X509_STORE_CTX_idx());
    int *reason = session ? SSL_CTX_get_app_data(SSL_get_SSL_CTX(session)) : NULL;
    if (!accepted && reason) *reason = X509_STORE_CTX_get_error(chain);
    return accepted;
}

/// Requests the name that the certificate must have (SNI): librabbitmq connects to one of the addresses of that name.
static inline void request_name(const SSL *session, int event, int value) {
    const char *name = X509_VERIFY_PARAM_get0_host(SSL_get0_param((SSL *)session), 0);
    if ((event & SSL_CB_HANDSHAKE_START) && name) SSL_set_tlsext_host_name((SSL *)session, name);
}

/// Makes OpenSSL itself end the handshake if the peer's certificate is not valid for `host`, a name or an IP address.
///
/// librabbitmq checks only after the handshake, gives no reason, and before 0.14 takes IP addresses for names.
/// - Returns: 0 if out of memory.
static inline int require_certificate(SSL_CTX *context, const char *host, int *reason) {
    X509_VERIFY_PARAM *rules = SSL_CTX_get0_param(context);
    SSL_CTX_set_app_data(context, reason);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, note_refused_certificate);
    SSL_CTX_set_info_callback(context, request_name);
    X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (X509_VERIFY_PARAM_set1_ip_asc(rules, host)) return 1;
    return X509_VERIFY_PARAM_set1_host(rules, host, 0);
}

/// `SSL_CTX_set_app_data` is a macro that Swift cannot import, and so is the next.
static inline void forget_reason(SSL_CTX *context) {
    SSL_CTX_set_app_data(context, NULL);
}

/// OpenSSL's first error on this thread since its last call; 0 if there is none.
static inline int openssl_error_reason(void) {
    return ERR_GET_REASON(ERR_peek_error());
}
