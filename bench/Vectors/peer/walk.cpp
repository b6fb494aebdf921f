// The same vectors, the same M and breadth of building, through hnswlib on one thread.
// walk BASE QUERIES DIMENSIONS M BREADTH K OUT
//   prints "SECONDS BYTES" of building, then, for each ef that it reads, the seconds that all queries took; their keys are in OUT then.
// Seconds are the processor's, spent by this thread: what else runs on the machine is not in them.
#include <hnswlib/hnswlib.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
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
    timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

static long resident() {
    long total = 0, pages = 0;
    std::ifstream("/proc/self/statm") >> total >> pages;
    return pages * sysconf(_SC_PAGESIZE);
}

int main(int count, char **arguments) {
    if (count != 8) return 2;
    const size_t dimensions = std::strtoul(arguments[3], nullptr, 10);
    const size_t k = std::strtoul(arguments[6], nullptr, 10);
    auto base = read(arguments[1]);
    const auto queries = read(arguments[2]);
    const size_t vectors = base.size() / dimensions, asked = queries.size() / dimensions;

    hnswlib::InnerProductSpace space(dimensions);
    const long before = resident();
    hnswlib::HierarchicalNSW<float> index(&space, vectors, std::strtoul(arguments[4], nullptr, 10), std::strtoul(arguments[5], nullptr, 10), 1);
    const double start = now();
    for (size_t i = 0; i < vectors; i++) index.addPoint(base.data() + i * dimensions, i);
    std::printf("%f %ld\n", now() - start, resident() - before);
    std::fflush(stdout);
    std::vector<float>().swap(base);

    size_t ef;
    while (std::cin >> ef) {
        index.setEf(ef);
        std::vector<unsigned> found(asked * k, ~0u);
        const double begin = now();
        for (size_t q = 0; q < asked; q++) {
            auto nearest = index.searchKnn(queries.data() + q * dimensions, k);
            for (size_t at = nearest.size(); at-- > 0; nearest.pop()) found[q * k + at] = static_cast<unsigned>(nearest.top().second);
        }
        const double seconds = now() - begin;
        std::ofstream out(arguments[7], std::ios::binary | std::ios::trunc);
        out.write(reinterpret_cast<const char *>(found.data()), static_cast<std::streamsize>(found.size() * sizeof(unsigned)));
        out.close();
        std::printf("%f\n", seconds);
        std::fflush(stdout);
    }
}
