using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Parley.Bench.Vectors;

/// <summary>hnswlib on the same vectors: a small program compiled for this machine, which answers as often as it is asked.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;
    private readonly string _found;
    private readonly Settings _settings;

    private Peer(Process process, string found, Settings settings)
    {
        (_process, _found, _settings) = (process, found, settings);
        var built = process.StandardOutput.ReadLine()!.Split(' ');
        BuildSeconds = double.Parse(built[0], CultureInfo.InvariantCulture);
        BytesPerVector = double.Parse(built[1], CultureInfo.InvariantCulture) / settings.Count;
    }

    public double BuildSeconds { get; }

    public double BytesPerVector { get; }

    /// <returns>Null, and a word, where it cannot be compiled.</returns>
    public static Peer? Build(string folder, float[][] vectors, float[][] queries, Settings settings)
    {
        var program = Path.Combine(folder, "walk");
        using (var compiler = Process.Start("g++", ["-O3", "-march=native", "-std=c++17", "-o", program, Path.Combine(AppContext.BaseDirectory, "peer", "walk.cpp")]))
        {
            compiler.WaitForExit();
            if (compiler.ExitCode != 0)
            {
                Console.WriteLine("hnswlib could not be compiled: apt-get install g++ libhnswlib-dev");
                return null;
            }
        }

        var (basePath, queryPath, found) = (Path.Combine(folder, "base.f32"), Path.Combine(folder, "queries.f32"), Path.Combine(folder, "found.u32"));
        Write(basePath, vectors);
        Write(queryPath, queries);
        string[] arguments = [basePath, queryPath, $"{settings.Dimensions}", $"{settings.Neighbours}", $"{settings.BuildBreadth}", $"{settings.K}", found];
        return new Peer(Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardInput = true })!, found, settings);
    }

    public (List<long[]> Found, double Seconds) Ask(int breadth)
    {
        _process.StandardInput.WriteLine(breadth);
        _process.StandardInput.Flush();
        var seconds = double.Parse(_process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
        var keys = MemoryMarshal.Cast<byte, uint>(File.ReadAllBytes(_found)).ToArray();
        return ([.. keys.Chunk(_settings.K).Select(chunk => chunk.Select(key => (long)key).ToArray())], seconds);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static void Write(string path, float[][] rows)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        foreach (var row in rows)
        {
            file.Write(MemoryMarshal.AsBytes(row.AsSpan()));
        }
    }
}
