// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What wasi-libc asks of a host, most of it where C programs ask for it: files, folders, links, times, sleeping, polling. Prints
// what each function gives, or its errno, which libc.txt has as it should be.
//
// Made for what lies between the calls that unit tests make one by one: readdir, for one, gives up a listing in which an entry
// has the inode 0.
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static void say(const char* what, long result) {
  if (result < 0) printf("%s: error %d\n", what, errno);
  else printf("%s: %ld\n", what, result);
}

static int by_name(const struct dirent** a, const struct dirent** b) { return strcmp((*a)->d_name, (*b)->d_name); }
static int no_dots(const struct dirent* e) { return e->d_name[0] != '.'; }

static void list(const char* path) {
  struct dirent** entries;
  const int count = scandir(path, &entries, no_dots, by_name);
  say("scandir", count);
  for (int i = 0; i < count; ++i) {
    printf("  %s type %d inode %s\n", entries[i]->d_name, entries[i]->d_type, entries[i]->d_ino ? "there" : "0");
    free(entries[i]);
  }
  if (count >= 0) free(entries);
}

static void about(const char* path) {
  struct stat s;
  if (stat(path, &s)) { say(path, -1); return; }
  if (S_ISDIR(s.st_mode)) printf("%s: a folder\n", path);
  else printf("%s: mode %o size %lld links %ld\n", path, (unsigned)(s.st_mode & S_IFMT), (long long)s.st_size, (long)s.st_nlink);
}

int main(int argc, char** argv) {
  (void)argc;
  char buffer[256];
  struct stat s;
  printf("%s\n", argv[0]);
  say("mkdir", mkdir("/data/d", 0777));
  say("mkdir again", mkdir("/data/d", 0777));
  say("mkdir nested", mkdir("/data/none/d", 0777));
  int fd = open("/data/d/a", O_RDWR | O_CREAT | O_EXCL, 0666);
  say("open", fd >= 0);
  say("open excl again", open("/data/d/a", O_RDWR | O_CREAT | O_EXCL, 0666));
  say("write", write(fd, "hello world", 11));
  say("lseek", lseek(fd, -5, SEEK_END));
  say("read", read(fd, buffer, sizeof buffer));
  printf("%.5s\n", buffer);
  say("pwrite", pwrite(fd, "HE", 2, 0));
  say("pread", pread(fd, buffer, 5, 0));
  printf("%.5s\n", buffer);
  struct iovec parts[2] = {{buffer, 3}, {buffer + 10, 100}};
  say("lseek", lseek(fd, 0, SEEK_SET));
  say("readv", readv(fd, parts, 2));
  say("lseek negative", lseek(fd, -1, SEEK_SET));
  say("lseek beyond", lseek(fd, 100, SEEK_SET));
  say("read at end", read(fd, buffer, 1));
  say("write behind", write(fd, "x", 1));
  say("fstat", fstat(fd, &s));
  printf("size %lld\n", (long long)s.st_size);
  say("ftruncate", ftruncate(fd, 7));
  say("ftruncate negative", ftruncate(fd, -1));
  say("posix_fallocate", posix_fallocate(fd, 0, 50));
  say("fsync", fsync(fd));
  say("fdatasync", fdatasync(fd));
  about("/data/d/a");
  const struct timespec times[2] = {{1000000, 5000}, {2000000, 7000}};
  say("futimens", futimens(fd, times));
  fstat(fd, &s);
  printf("times %lld.%09ld %lld.%09ld\n", (long long)s.st_atim.tv_sec, s.st_atim.tv_nsec, (long long)s.st_mtim.tv_sec, s.st_mtim.tv_nsec);
  const struct timespec omit[2] = {{0, UTIME_OMIT}, {3, 0}};
  say("utimensat", utimensat(AT_FDCWD, "/data/d/a", omit, 0));
  stat("/data/d/a", &s);
  printf("times %lld %lld\n", (long long)s.st_atim.tv_sec, (long long)s.st_mtim.tv_sec);
  say("close", close(fd));
  say("close again", close(fd));
  say("read closed", read(fd, buffer, 1));
  say("symlink", symlink("a", "/data/d/l"));
  say("readlink", readlink("/data/d/l", buffer, sizeof buffer));
  say("readlink short", readlink("/data/d/l", buffer, 0));
  say("readlink file", readlink("/data/d/a", buffer, sizeof buffer));
  say("lstat", lstat("/data/d/l", &s));
  printf("link %d size %lld\n", S_ISLNK(s.st_mode), (long long)s.st_size);
  say("link", link("/data/d/a", "/data/d/hard"));
  about("/data/d/hard");
  about("/data/d/l");
  about("/data/d");
  about("/data/nothing");
  about("/data/d/a/below");
  say("open nofollow", open("/data/d/l", O_RDONLY | O_NOFOLLOW));
  say("open directory", open("/data/d/a", O_RDONLY | O_DIRECTORY));
  say("open folder to write", open("/data/d", O_WRONLY));
  fd = open("/data/d/app", O_WRONLY | O_CREAT | O_APPEND, 0666);
  say("append", write(fd, "one", 3));
  say("lseek", lseek(fd, 0, SEEK_SET));
  say("append", write(fd, "two", 3));
  say("fcntl getfl", (fcntl(fd, F_GETFL) & O_APPEND) != 0);
  say("fcntl setfl", fcntl(fd, F_SETFL, 0));
  say("lseek", lseek(fd, 0, SEEK_SET));
  say("write", write(fd, "3", 1));
  say("read only write", read(fd, buffer, 1));
  close(fd);
  about("/data/d/app");
  say("open trunc", (fd = open("/data/d/app", O_WRONLY | O_TRUNC)) >= 0);
  close(fd);
  about("/data/d/app");
  list("/data/d");
  list("/data/none");
  DIR* dir = opendir("/data/d");
  long place = 0;
  int entries = 0;
  for (struct dirent* e; (e = readdir(dir));) if (e->d_name[0] != '.') { if (++entries == 2) place = telldir(dir); }
  printf("entries %d\n", entries);
  seekdir(dir, place);
  for (entries = 0; readdir(dir);) ++entries;
  printf("after seekdir some: %d\n", entries > 0);
  rewinddir(dir);
  for (entries = 0; readdir(dir);) ++entries;
  printf("after rewinddir: %d\n", entries >= 4);
  const int at = dirfd(dir);
  say("openat", (fd = openat(at, "a", O_RDONLY)) >= 0);
  close(fd);
  say("faccessat", faccessat(at, "a", R_OK, 0));
  say("faccessat none", faccessat(at, "b", F_OK, 0));
  say("fstatat", fstatat(at, "l", &s, AT_SYMLINK_NOFOLLOW));
  say("mkdirat", mkdirat(at, "sub", 0777));
  say("renameat", renameat(at, "hard", at, "sub/moved"));
  say("unlinkat dir", unlinkat(at, "sub", 0));
  say("unlinkat nonempty", unlinkat(at, "sub", AT_REMOVEDIR));
  say("rename over", rename("/data/d/sub/moved", "/data/d/app"));
  say("unlinkat", unlinkat(at, "sub", AT_REMOVEDIR));
  closedir(dir);
  say("rename none", rename("/data/d/none", "/data/d/x"));
  say("rename folder into itself", rename("/data/d", "/data/d/e"));
  say("access", access("/data/d/app", R_OK | W_OK));
  say("outside", open("/etc/passwd", O_RDONLY));
  say("up", open("/data/../etc/passwd", O_RDONLY));
  say("up inside", (fd = open("/data/d/../d/a", O_RDONLY)) >= 0);
  close(fd);
  say("chdir", chdir("/data/d"));
  printf("%s\n", getcwd(buffer, sizeof buffer));
  say("relative", (fd = open("a", O_RDONLY)) >= 0);
  close(fd);
  FILE* f = fopen("stdio", "w+");
  fprintf(f, "%d %s %.3f\n", 42, "text", 2.5);
  for (int i = 0; i < 5000; ++i) fputc('a' + i % 26, f);
  fseek(f, 0, SEEK_SET);
  int n; char word[20]; float x;
  printf("%d", fscanf(f, "%d %19s %f", &n, word, &x));
  printf(" %d %s %.2f\n", n, word, x);
  fseek(f, 0, SEEK_END);
  printf("at %ld\n", ftell(f));
  fclose(f);
  say("unlink", unlink("stdio"));
  say("unlink folder", unlink("/data/d"));
  say("rmdir file", rmdir("a"));
  say("rmdir nonempty", rmdir("/data/d"));
  struct timespec t, u;
  say("clock_gettime", clock_gettime(CLOCK_MONOTONIC, &t));
  say("nanosleep", nanosleep(&(struct timespec){0, 3000000}, NULL));
  clock_gettime(CLOCK_MONOTONIC, &u);
  printf("slept %d\n", (u.tv_sec - t.tv_sec) * 1000000000LL + u.tv_nsec - t.tv_nsec >= 3000000);
  say("clock_nanosleep past", clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &(struct timespec){1, 0}, NULL));
  say("clock_getres", clock_getres(CLOCK_REALTIME, &t));
  say("time", time(NULL) > 1700000000);
  say("usleep", usleep(1000));
  say("sched_yield", sched_yield());
  say("getentropy", getentropy(buffer, 256));
  say("getentropy too much", getentropy(buffer, 257));
  say("isatty", isatty(1));
  struct pollfd polled[2] = {{0, POLLIN, 0}, {1, POLLOUT, 0}};
  say("poll", poll(polled, 2, 100) >= 1);
  printf("stdout %s\n", polled[1].revents & POLLOUT ? "writable" : "not");
  say("poll timeout", poll(NULL, 0, 5));
  printf("env %s\n", getenv("HOME") ? getenv("HOME") : "none");
  say("stdin", read(0, buffer, sizeof buffer));
  say("write to stdin", write(0, "x", 1));
  say("fd 17", fstat(17, &s));
  say("unlink a", unlink("a") | unlink("l") | unlink("app"));
  say("chdir", chdir("/"));
  say("rmdir", rmdir("/data/d"));
  fflush(stdout);
  fprintf(stderr, "to stderr\n");
  exit(9);
}
