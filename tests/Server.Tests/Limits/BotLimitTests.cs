using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Accounts;
using Parley.Server.Tests.Turns;
using Parley.TestKit;

namespace Parley.Server.Tests.Limits;

/// <summary>
/// From the hint to the refusal, on a running server: whoever looks like an uninvited program comes through less often than others, is
/// told so, and is let in again when it has waited or behaves. The clocks of hints and buckets are the test's own.
/// </summary>
public sealed class BotLimitTests(BotLimitFixture fixture) : IClassFixture<BotLimitFixture>, IAsyncLifetime
{
    private const int AtOnce = BotLimitFixture.AtOnce;
    private const string Plain = "curl/8.5.0";

    private readonly FakeTime _time = fixture.Time;
    private readonly InProcessServer _server = fixture.Server;

    /// <summary>Nothing is left of the test before.</summary>
    public async ValueTask InitializeAsync()
    {
        _time.Advance(BotLimitFixture.HoneyMemory);
        await CalmAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(null, 30)]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", 20)]
    [InlineData("--", 12)]
    [InlineData("sqlmap/1.8#stable", 8)]
    public async Task An_odd_agent_is_refused_much_sooner_than_a_plain_one(string? agent, int most)
    {
        var odd = await ThroughAsync(agent);
        await CalmAsync();
        var plain = await ThroughAsync(Plain);

        Assert.InRange(odd, 1, most);

        // A burst is a hint as well, so even a plain program does not get all of the room when it takes it at once.
        Assert.InRange(plain, 24, AtOnce);
        Assert.True(odd < plain, $"{odd} of the odd agent came through, and {plain} of the plain one");
    }

    [Fact]
    public async Task A_burst_is_refused_sooner_than_the_same_requests_one_after_the_other()
    {
        var atOnce = await ThroughAsync(Plain);
        await CalmAsync();
        var slowly = await ThroughAsync(Plain, pause: TimeSpan.FromSeconds(1), most: 2 * AtOnce);

        Assert.True(atOnce < AtOnce, $"{atOnce} came through at once");
        Assert.Equal(2 * AtOnce, slowly);
    }

    [Fact]
    public async Task Whoever_asked_for_what_only_break_ins_ask_for_is_refused_sooner_until_it_is_forgotten()
    {
        using (var honey = await SendAsync("/wp-login.php", Plain))
        {
            Assert.Equal(HttpStatusCode.NotFound, honey.StatusCode);
        }

        var remembered = await ThroughAsync(Plain);
        await CalmAsync();
        var stillRemembered = await ThroughAsync(Plain);
        _time.Advance(BotLimitFixture.HoneyMemory);
        var forgotten = await ThroughAsync(Plain);

        Assert.InRange(remembered, 1, 8);
        Assert.InRange(stillRemembered, 1, 8);
        Assert.InRange(forgotten, 24, AtOnce);
    }

    [Fact]
    public async Task The_refusal_says_what_is_wrong_and_when_to_come_again_and_then_it_is_right()
    {
        await ThroughAsync("sqlmap/1.8#stable");

        using var refused = await SendAsync("/v1/me", "sqlmap/1.8#stable");
        var problem = await refused.Content.ReadFromJsonAsync<JsonElement>(Asking.Cancelled);
        var wait = refused.Headers.RetryAfter!.Delta!.Value;
        Assert.Equal((HttpStatusCode.TooManyRequests, "rate_limited"), (refused.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Equal("0", refused.Headers.GetValues("RateLimit-Remaining").Single());
        Assert.InRange(wait, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(6));
        Assert.Contains($"Come again in {wait.TotalSeconds:0} s", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(wait.TotalSeconds, problem.GetProperty("retry_after_s").GetDouble());

        _time.Advance(wait);
        using var again = await SendAsync("/v1/me", "sqlmap/1.8#stable");
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
    }

    [Fact]
    public async Task Whoever_has_a_key_is_not_judged_by_its_agent()
    {
        using var keyed = _server.NewClient(_server.Key);
        keyed.DefaultRequestHeaders.UserAgent.ParseAdd("sqlmap/1.8");
        await ThroughAsync("sqlmap/1.8#stable");

        for (var i = 0; i < AtOnce; i++)
        {
            using var answer = await keyed.GetAsync("/v1/me", Asking.Cancelled);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    // The bursts are over then, and the bucket is full again.
    private async Task CalmAsync()
    {
        _time.Advance(TimeSpan.FromSeconds(30));
        await _server.Services.GetRequiredService<TokenBuckets>().GiveBackAsync(TimeSpan.Zero, Asking.Cancelled);
    }

    /// <returns>How many came through before the first that was refused.</returns>
    private async Task<int> ThroughAsync(string? agent, TimeSpan pause = default, int most = 1_000)
    {
        for (var i = 0; i < most; i++)
        {
            using var answer = await SendAsync("/v1/me", agent);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                return i;
            }

            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            _time.Advance(pause);
        }

        return most;
    }

    private Task<HttpResponseMessage> SendAsync(string path, string? agent)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (agent is not null)
        {
            request.Headers.TryAddWithoutValidation("User-Agent", agent);
        }

        return fixture.Client.SendAsync(request, Asking.Cancelled);
    }
}
