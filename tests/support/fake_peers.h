// What stands between a hospital and the world, or pretends to be the coordinator, on free ports of
// 127.0.0.1.
#ifndef OSTEON_TESTS_SUPPORT_FAKE_PEERS_H_
#define OSTEON_TESTS_SUPPORT_FAKE_PEERS_H_

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace osteon::testing {

// Accepts connections and hands each, in a thread of its own, to `serve`, which does not close it.
class FakeServer {
 public:
  explicit FakeServer(std::function<void(int connection)> serve);
  ~FakeServer();  // closes every connection and waits
  FakeServer(const FakeServer&) = delete;
  FakeServer& operator=(const FakeServer&) = delete;

  int port() const { return port_; }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  void Accept();

  std::function<void(int)> serve_;
  int listener_;
  int port_;
  std::mutex mutex_;
  std::vector<int> connections_;
  std::vector<std::thread> threads_;
  std::thread accepting_;
};

// Takes connections and never says a word.
std::function<void(int)> Silence();
// Says `text` after it has read up to an empty line.
std::function<void(int)> Says(std::string text);
// TLS with this key and chain (PEM, its own certificate first). With `h2` it chooses HTTP/2 and sends an
// empty SETTINGS frame.
std::function<void(int)> SpeaksTls(std::string key_pem, std::string chain_pem, bool h2);
// An HTTP proxy that tunnels to 127.0.0.1, for whoever shows `credentials` ("user:password", Basic), or
// everybody when they are empty. Counts what it let through.
std::function<void(int)> Tunnels(std::string credentials, std::atomic<int>* let_through);

}  // namespace osteon::testing

#endif  // OSTEON_TESTS_SUPPORT_FAKE_PEERS_H_
