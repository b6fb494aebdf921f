using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Bench.Turns;

/// <summary>The scripted provider as a process of its own, so that its work is not counted as the server's.</summary>
internal sealed class ProviderProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _client;

    private ProviderProcess(Process process, Uri url) => (_process, Url, _client) = (process, url, new() { BaseAddress = url });

    public Uri Url { get; }

    public static async Task<ProviderProcess> StartAsync()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "../../../../../samples/ScriptedProvider/bin/Release/net10.0/Parley.ScriptedProvider.dll");
        var process = Process.Start(new ProcessStartInfo("dotnet", [Path.GetFullPath(program), "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
        })!;
        const string ready = "ready at ";
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.IndexOf(ready, StringComparison.Ordinal) is >= 0 and var at)
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return new(process, new Uri(line[(at + ready.Length)..].Trim()));
            }
        }

        throw new InvalidOperationException("The scripted provider did not start; build it first: dotnet build -c Release samples/ScriptedProvider");
    }

    /// <summary>How requests are answered from now on; what was seen before is forgotten.</summary>
    public async Task FollowAsync(object script)
    {
        (await _client.PutAsJsonAsync("/script", new { @default = script })).EnsureSuccessStatusCode();
        (await _client.DeleteAsync("/requests")).EnsureSuccessStatusCode();
    }

    public async Task<IReadOnlyList<Seen>> SeenAsync() =>
    [
        .. (await _client.GetFromJsonAsync<JsonElement>("/requests")).GetProperty("data").EnumerateArray()
            .Where(request => request.GetProperty("path").GetString()!.EndsWith("/chat/completions", StringComparison.Ordinal))
            .Select(request => new Seen(
                request.GetProperty("received_at").GetDateTimeOffset(),
                request.TryGetProperty("first_token_at", out var first) && first.ValueKind == JsonValueKind.String ? first.GetDateTimeOffset() : null,
                request.TryGetProperty("tokens_sent", out var tokens) ? tokens.GetInt64() : 0)),
    ];

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _client.Dispose();
    }

    internal sealed record Seen(DateTimeOffset ReceivedAt, DateTimeOffset? FirstTokenAt, long Tokens);
}
