namespace Parley.Server.Tests.Edge;

/// <summary>Forwarded headers are believed from trusted proxies and from nobody else.</summary>
public sealed class ForwardedHeaderTests
{
    [Theory]
    [InlineData(null, false, false)]
    [InlineData("10.0.0.0/8", false, false)]
    [InlineData("127.0.0.1", true, false)]
    [InlineData("127.0.0.1, 10.0.0.0/8", true, true)]
    public async Task A_connection_counts_as_encrypted_when_a_trusted_proxy_says_so(string? proxies, bool believed, bool chainBelieved)
    {
        await using var server = await InProcessServer.StartAsync(settings: new KeyValuePair<string, string?>("Parley:Proxies", proxies));

        Assert.Equal(believed, await IsEncryptedAsync(server, "203.0.113.9", "https"));
        Assert.Equal(chainBelieved, await IsEncryptedAsync(server, "203.0.113.9, 10.0.0.5", "https, http"));
        Assert.False(await IsEncryptedAsync(server, "nonsense", "ftp"));
        Assert.False(await IsEncryptedAsync(server, "", ""));
    }

    private static async Task<bool> IsEncryptedAsync(InProcessServer server, string forwardedFor, string proto)
    {
        using var client = server.NewClient(null);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live") { Headers = { Host = "parley.example" } };
        request.Headers.Add("X-Forwarded-For", forwardedFor);
        request.Headers.Add("X-Forwarded-Proto", proto);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return answer.Headers.Contains("Strict-Transport-Security");
    }
}
