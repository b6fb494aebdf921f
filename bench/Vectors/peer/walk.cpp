// The same vectors, the same M and breadth of building, through hnswlib on one thread.
// walk BASE QUERIES DIMENSIONS M BREADTH K ROUNDS OUT EF...
//   prints "build SECONDS" and "memory BYTES", then per round and ef "ef SECONDS"; the keys found go to OUT, ef after ef.
#include <hnswlib/hnswlib.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

static std::vector<float> read(const char *path) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    std::vector<float> values(static_cast<size_t>(file.tellg()) / sizeof(float));
    file.seekg(0);
    file.read(reinterpret_cast<char *>(values.data()), static_cast<std::streamsize>(values.size() * sizeof(float)));
    return values;
}

static double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

static long resident() {
    long total = 0, pages = 0;
    std::ifstream("/proc/self/statm") >> total >> pages;
    return pages * sysconf(_SC_PAGESIZE);
}

int main(int count, char **arguments) {
    if (count < 10) return 2;
    const size_t dimensions = std::strtoul(arguments[3], nullptr, 10);
    const size_t k = std::strtoul(arguments[6], nullptr, 10);
    const int rounds = std::atoi(arguments[7]);
    auto base = read(arguments[1]);
    const auto queries = read(arguments[2]);
    const size_t vectors = base.size() / dimensions, asked = queries.size() / dimensions;

    hnswlib::InnerProductSpace space(dimensions);
    const long before = resident();
    hnswlib::HierarchicalNSW<float> index(&space, vectors, std::strtoul(arguments[4], nullptr, 10), std::strtoul(arguments[5], nullptr, 10), 1);
    const double start = now();
    for (size_t i = 0; i < vectors; i++) index.addPoint(base.data() + i * dimensions, i);
    std::printf("build %f\n", now() - start);
    std::printf("memory %ld\n", resident() - before);
    std::vector<float>().swap(base);

    std::ofstream out(arguments[8], std::ios::binary);
    for (int round = 0; round < rounds; round++) {
        for (int a = 9; a < count; a++) {
            index.setEf(std::strtoul(arguments[a], nullptr, 10));
            std::vector<unsigned> found(asked * k, ~0u);
            const double begin = now();
            for (size_t q = 0; q < asked; q++) {
                auto nearest = index.searchKnn(queries.data() + q * dimensions, k);
                for (size_t at = nearest.size(); at-- > 0; nearest.pop()) found[q * k + at] = static_cast<unsigned>(nearest.top().second);
            }
            std::printf("%s %f\n", arguments[a], now() - begin);
            std::fflush(stdout);
            if (round == 0) out.write(reinterpret_cast<const char *>(found.data()), static_cast<std::streamsize>(found.size() * sizeof(unsigned)));
        }
    }
}
