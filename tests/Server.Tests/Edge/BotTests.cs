using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Parley.Host.Edge;
using Parley.Host.Edge.Bots;
using Parley.Kernel;
using Parley.TestKit;

namespace Parley.Server.Tests.Edge;

/// <summary>How much strangers look like uninvited programs, and that nobody with a key does.</summary>
public sealed class BotTests
{
    private const string Browser = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    private readonly FakeTime _time = new();
    private readonly BotWatch _watch;

    public BotTests() => _watch = new BotWatch(Options.Create(new EdgeOptions { Burst = 10 }), _time);

    [Theory]
    [InlineData("curl/8.5.0", 0)]
    [InlineData("python-requests/2.32.3", 0)]
    [InlineData("OpenAI/JS 4.104.0", 0)]
    [InlineData("node", 0)]
    [InlineData(null, 0.1)]
    [InlineData(" ", 0.1)]
    [InlineData(Browser, 0.2)]
    [InlineData("-", 0.5)]
    [InlineData("sqlmap/1.8#stable", 0.8)]
    [InlineData("Mozilla/5.0 (compatible; Nmap Scripting Engine)", 0.8)]
    public void An_agent_that_is_missing_or_odd_is_a_hint_and_an_honest_program_is_none(string? agent, double score) =>
        Assert.Equal(score, _watch.Judge(From("203.0.113.5", agent)).Score);

    [Fact]
    public void A_browser_as_browsers_are_is_no_hint()
    {
        var request = From("203.0.113.5", Browser);
        request.Request.Headers.AcceptLanguage = "de,en;q=0.5";
        request.Request.Headers.AcceptEncoding = "gzip, br";

        Assert.Equal(0, _watch.Judge(request).Score);
    }

    [Fact]
    public void A_burst_from_one_network_is_a_hint_until_it_is_over()
    {
        var scores = Enumerable.Range(0, 30).Select(_ => _watch.Judge(From("203.0.113.5")).Score).ToList();

        Assert.All(scores.Take(10), score => Assert.Equal(0, score));
        Assert.Equal(0.5, scores[^1]);
        Assert.Equal(0, _watch.Judge(From("203.0.113.6")).Score);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(0, _watch.Judge(From("203.0.113.5")).Score);
    }

    [Fact]
    public void One_network_of_IPv6_is_one_however_many_addresses_it_has()
    {
        var scores = Enumerable.Range(1, 30).Select(i => _watch.Judge(From($"2001:db8:1:2::{i}")).Score).ToList();

        Assert.Equal(0.5, scores[^1]);
        Assert.Equal(0, _watch.Judge(From("2001:db8:1:3::1")).Score);
    }

    [Fact]
    public void Who_asked_for_what_only_break_ins_ask_for_is_remembered_for_a_while()
    {
        _watch.NoteHoney(From("203.0.113.5"));

        Assert.Equal(0.8, _watch.Judge(From("203.0.113.5")).Score);
        Assert.Equal(0.8, _watch.Judge(From("::ffff:203.0.113.5")).Score);
        Assert.Equal(0, _watch.Judge(From("203.0.113.6")).Score);
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(0, _watch.Judge(From("203.0.113.5")).Score);
    }

    [Fact]
    public void Ever_new_networks_do_not_fill_the_memory_for_ever()
    {
        for (var i = 0; i < 30_000; i++)
        {
            _watch.Judge(From(new IPAddress(i + 0x0100_0000).ToString()));
        }

        Assert.InRange(_watch.Networks, 1, 20_000);
    }

    [Fact]
    public async Task Whoever_shows_a_key_is_never_judged_by_its_agent_and_strangers_are()
    {
        var seen = new List<(string Path, double? Score)>();
        await using var server = await InProcessServer.StartAsync(customise: builder => builder.Services.AddSingleton<IStartupFilter>(new Watching(seen)));
        using var keyed = server.NewClient(server.Key);
        using var stranger = server.NewClient(null);
        foreach (var client in new[] { keyed, stranger })
        {
            client.DefaultRequestHeaders.UserAgent.ParseAdd("sqlmap/1.8");
        }

        await keyed.GetAsync("/v1/me", TestContext.Current.CancellationToken);
        await stranger.GetAsync("/v1/me", TestContext.Current.CancellationToken);
        await keyed.PostAsync("/v1/auth/login", null, TestContext.Current.CancellationToken);
        var honey = await stranger.GetAsync("/wp-login.php", TestContext.Current.CancellationToken);
        await stranger.GetAsync("/v1/me", TestContext.Current.CancellationToken);

        Assert.Equal([("/v1/me", null), ("/v1/me", 0.8), ("/v1/auth/login", 0.8), ("/wp-login.php", null), ("/v1/me", 0.96)], seen);
        Assert.Equal(HttpStatusCode.NotFound, honey.StatusCode);
    }

    private static DefaultHttpContext From(string address, string? agent = "curl/8.5.0")
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        if (agent is not null)
        {
            context.Request.Headers.UserAgent = agent;
        }

        return context;
    }

    private sealed class Watching(List<(string, double?)> seen) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, go) =>
            {
                // Before the answer goes out, so that whoever has it finds this written.
                context.Response.OnStarting(() =>
                {
                    seen.Add((context.Request.Path, context.Features.Get<BotHints>()?.Score));
                    return Task.CompletedTask;
                });
                return go(context);
            });
            next(app);
        };
    }
}
