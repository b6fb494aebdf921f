using System.Diagnostics;

namespace Parley.Bench.Edge;

/// <summary>A server as a process of its own, so that the sender's work is not counted as its.</summary>
internal sealed class MeasuredProcess : IAsyncDisposable
{
    private const string Ready = "ready at ";
    private readonly Process _process;

    private MeasuredProcess(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    /// <summary>What it has spent so far.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<MeasuredProcess> StartAsync(string what, string folder, Dictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(MeasuredProcess).Assembly.Location, "serve", what]) { RedirectStandardOutput = true };
        start.Environment["PARLEY_DATA"] = folder;
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Ready, StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return new(process, new Uri(line[Ready.Length..].Trim()));
            }
        }

        throw new InvalidOperationException($"The server '{what}' did not start.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
