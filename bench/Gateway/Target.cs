using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Parley.Bench.Gateway;

/// <summary>What stands between the load and the upstream.</summary>
internal abstract class Target : IAsyncDisposable
{
    public abstract string Name { get; }

    public abstract Uri Url { get; }

    protected virtual IReadOnlyList<string> Headers => [];

    protected abstract IReadOnlyList<int> Processes { get; }

    /// <summary>What its processes have spent so far.</summary>
    public TimeSpan Cpu => Processes.Select(CpuOf).Aggregate(TimeSpan.Zero, (sum, one) => sum + one);

    /// <summary>Bytes that its processes hold in memory.</summary>
    public long Resident => Processes.Sum(ResidentOf);

    public byte[] Request(Script script, bool isStreamed)
    {
        var body = $$"""{"model":"{{Script.Model}}","messages":[{"role":"user","content":"{{script.Question}}"}],"stream":{{(isStreamed ? "true" : "false")}}}""";
        var headers = string.Concat(Headers.Select(header => header + "\r\n"));
        return Encoding.ASCII.GetBytes(
            $"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:{Url.Port}\r\nContent-Type: application/json\r\n{headers}Content-Length: {body.Length}\r\n\r\n{body}");
    }

    public abstract ValueTask DisposeAsync();

    private static TimeSpan CpuOf(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / 100.0);
    }

    private static long ResidentOf(int process)
    {
        using var one = Process.GetProcessById(process);
        return one.WorkingSet64;
    }
}

/// <summary>Nothing at all: what the measuring itself can do.</summary>
internal sealed class Direct(Uri upstream) : Target
{
    public override string Name => "nothing between";

    public override Uri Url => upstream;

    protected override IReadOnlyList<int> Processes => [];

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
