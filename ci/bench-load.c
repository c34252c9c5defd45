/* Sends the requests of a file over some connections that are kept, each as soon as the one before it on its
   connection was answered, and prints one line of JSON: how many were answered with what, and the latency.

       bench-load PORT CONNECTIONS SECONDS <FILE

   A line of the file is `BASIC HOST ADDRESS SENDER`: credentials in base 64, the host, the address it gets, and the
   address that a trusted proxy says it came from. Ends with the file, or when the time is over. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum { SIZE = 4096 };

struct connection {
    int socket;
    int64_t begun;
    size_t have;
    char answer[SIZE + 1];
};

static int64_t microseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void fail(const char *what) {
    fprintf(stderr, "bench-load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int compare(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int send_next(struct connection *connection) {
    char line[1024], basic[256], host[256], address[64], sender[64], request[2048];
    if (!fgets(line, sizeof line, stdin)) return 0;
    if (sscanf(line, "%255s %255s %63s %63s", basic, host, address, sender) != 4) {
        errno = EINVAL;
        fail("a line of the file");
    }
    int length = snprintf(request, sizeof request,
        "GET /nic/update?hostname=%s&myip=%s HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: gate53 - bench - 1\r\n"
        "Authorization: Basic %s\r\nX-Forwarded-For: %s\r\n\r\n",
        host, address, basic, sender);
    connection->begun = microseconds();
    connection->have = 0;
    if (write(connection->socket, request, length) != length) fail("write");
    return 1;
}

/* The body, once the answer is whole. */
static const char *body(struct connection *connection) {
    connection->answer[connection->have] = 0;
    char *end = strstr(connection->answer, "\r\n\r\n");
    if (!end) return NULL;
    char *length = strcasestr(connection->answer, "\r\ncontent-length:");
    if (!length || length > end) {
        errno = EPROTO;
        fail("an answer without a length");
    }
    size_t whole = end + 4 - connection->answer + strtoul(length + 17, NULL, 10);
    return connection->have >= whole ? end + 4 : NULL;
}

int main(int count, char **arguments) {
    if (count != 4) {
        fprintf(stderr, "usage: bench-load PORT CONNECTIONS SECONDS <FILE\n");
        return 64;
    }
    int connections = atoi(arguments[2]), open = 0;
    int64_t limit = (int64_t)(atof(arguments[3]) * 1e6);
    struct connection *all = calloc(connections, sizeof *all);
    size_t room = 1 << 16, answers = 0, good = 0, nochg = 0;
    int64_t *times = malloc(room * sizeof *times);
    char other[64] = "";
    int events = epoll_create1(0);
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons(atoi(arguments[1]))};
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    for (int i = 0; i < connections; i++) {
        all[i].socket = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(all[i].socket, (struct sockaddr *)&place, sizeof place) < 0) fail("connect");
        int yes = 1;
        setsockopt(all[i].socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &all[i]};
        epoll_ctl(events, EPOLL_CTL_ADD, all[i].socket, &event);
    }
    int64_t start = microseconds(), last = start;
    for (int i = 0; i < connections; i++) open += send_next(&all[i]);
    while (open > 0) {
        struct epoll_event ready[64];
        int found = epoll_wait(events, ready, 64, 30000);
        if (found <= 0) fail("no answer within 30 seconds");
        for (int i = 0; i < found; i++) {
            struct connection *connection = ready[i].data.ptr;
            ssize_t come = read(connection->socket, connection->answer + connection->have, SIZE - connection->have);
            if (come <= 0) fail("the connection was closed");
            connection->have += come;
            const char *text = body(connection);
            if (!text) continue;
            last = microseconds();
            if (answers == room) times = realloc(times, (room *= 2) * sizeof *times);
            times[answers++] = last - connection->begun;
            if (!strncmp(text, "good", 4)) good++;
            else if (!strncmp(text, "nochg", 5)) nochg++;
            else if (!*other) sscanf(text, "%32[a-zA-Z0-9! .-]", other);
            if (last - start > limit || !send_next(connection)) open--;
        }
    }
    qsort(times, answers, sizeof *times, compare);
    double seconds = (last - start) / 1e6;
#define AT(share) (answers ? times[(size_t)((answers - 1) * (share))] / 1e3 : 0.0)
    printf("{\"seconds\": %.3f, \"answers\": %zu, \"good\": %zu, \"nochg\": %zu, \"other\": %zu, \"first\": \"%s\", "
           "\"p50\": %.3f, \"p99\": %.3f, \"longest\": %.3f}\n",
        seconds, answers, good, nochg, answers - good - nochg, other, AT(0.5), AT(0.99), AT(1.0));
    return 0;
}
