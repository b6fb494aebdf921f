using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Parley.Bench.Vectors;

/// <summary>hnswlib on the same vectors: a small program compiled for this machine, asked through files.</summary>
internal static class Peer
{
    public sealed record Outcome(Curve Curve, double BuildSeconds, double BytesPerVector);

    public static Outcome? Run(string folder, float[][] vectors, float[][] queries, Truth truth, Settings settings)
    {
        var program = Path.Combine(folder, "walk");
        var source = Path.Combine(AppContext.BaseDirectory, "peer", "walk.cpp");
        if (Start("g++", ["-O3", "-march=native", "-std=c++17", "-o", program, source]).ExitCode != 0)
        {
            Console.WriteLine("hnswlib could not be compiled: apt-get install g++ libhnswlib-dev");
            return null;
        }

        var (basePath, queryPath, foundPath) = (Path.Combine(folder, "base.f32"), Path.Combine(folder, "queries.f32"), Path.Combine(folder, "found.u32"));
        Write(basePath, vectors);
        Write(queryPath, queries);
        var (exit, output) = Start(program,
            [basePath, queryPath, $"{vectors[0].Length}", $"{settings.Neighbours}", $"{settings.BuildBreadth}", $"{settings.K}", $"{settings.Rounds}", foundPath,
                .. settings.Breadths.Select(breadth => $"{breadth}")]);
        return exit == 0 ? Read(output, foundPath, vectors.Length, queries.Length, truth, settings) : null;
    }

    private static Outcome Read(string output, string foundPath, int vectors, int queries, Truth truth, Settings settings)
    {
        var curve = new Curve("hnswlib");
        var found = MemoryMarshal.Cast<byte, uint>(File.ReadAllBytes(foundPath)).ToArray();
        var recalls = settings.Breadths.Select((_, i) => truth.Recall(
            [.. Enumerable.Range(0, queries).Select(q => found.Skip((i * queries + q) * settings.K).Take(settings.K).Select(key => (long)key).ToArray())])).ToArray();
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToArray();
        foreach (var line in lines.Where(line => char.IsDigit(line[0][0])))
        {
            var breadth = int.Parse(line[0], CultureInfo.InvariantCulture);
            curve.Add(breadth, recalls[Array.IndexOf(settings.Breadths, breadth)], Number(line) * 1e6 / queries);
        }

        return new Outcome(curve, Number(lines.Single(line => line[0] == "build")), Number(lines.Single(line => line[0] == "memory")) / vectors);
    }

    private static double Number(string[] line) => double.Parse(line[1], CultureInfo.InvariantCulture);

    private static void Write(string path, float[][] rows)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20);
        foreach (var row in rows)
        {
            file.Write(MemoryMarshal.AsBytes(row.AsSpan()));
        }
    }

    private static (int ExitCode, string Output) Start(string program, string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (127, "");
        }
    }
}
