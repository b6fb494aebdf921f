using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace Parley.Outgoing.Tests;

/// <summary>Where connections are made to.</summary>
public sealed class OutgoingTests(FarEnd far) : IClassFixture<FarEnd>
{
    [Fact]
    public async Task A_name_with_a_public_address_is_called_at_that_address()
    {
        far.Names["plain.test"] = new(["93.184.216.34"]);
        using var outgoing = far.Open();

        var text = await outgoing.Client.GetStringAsync($"http://plain.test{far.At(context => context.Response.WriteAsync("hello"))}", Cancel);

        Assert.Equal("hello", text);
        Assert.Contains(IPAddress.Parse("93.184.216.34"), far.Dialled);
    }

    [Fact]
    public async Task No_metric_tells_which_host_was_called()
    {
        far.Names["secretive.test"] = new(["93.184.216.34"]);
        using var outgoing = far.Open();
        var told = new ConcurrentBag<object?>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name.StartsWith("System.Net", StringComparison.Ordinal) || instrument.Meter.Name.StartsWith("Parley", StringComparison.Ordinal))
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Note(tags));
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Note(tags));
        listener.Start();

        await outgoing.Client.GetStringAsync($"http://secretive.test{far.At(context => context.Response.WriteAsync("hello"))}", Cancel);

        Assert.DoesNotContain("secretive.test", told);

        void Note(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                told.Add(tag.Value);
            }
        }
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.7")]
    [InlineData("169.254.169.254")]
    [InlineData("::1")]
    [InlineData("::ffff:192.168.0.1")]
    [InlineData("93.184.216.35 127.0.0.2")]
    public async Task A_name_of_which_any_address_is_inside_is_refused_before_a_connection(string addresses)
    {
        far.Names["inner.test"] = new([addresses]);
        using var outgoing = far.Open();

        Assert.Equal("address_not_allowed", await CodeAsync(() => outgoing.Client.GetAsync("http://inner.test/", Cancel)));
        Assert.DoesNotContain(far.Dialled, dialled => addresses.Split(' ').Select(IPAddress.Parse).Contains(dialled));
    }

    [Fact]
    public async Task A_name_that_changes_between_the_look_and_the_call_gains_nothing()
    {
        far.Names["turncoat.test"] = new(["93.184.216.36", "127.0.0.1"]);
        using var outgoing = far.Open();
        var path = far.At(context =>
        {
            context.Response.Headers.Connection = "close";
            return context.Response.WriteAsync("outside");
        });

        Assert.Equal("outside", await outgoing.Client.GetStringAsync($"http://turncoat.test{path}", Cancel));
        Assert.Equal("address_not_allowed", await CodeAsync(() => outgoing.Client.GetStringAsync($"http://turncoat.test{path}", Cancel)));
        Assert.DoesNotContain(IPAddress.Loopback, far.Dialled);
    }

    [Fact]
    public async Task A_literal_inner_address_is_refused_and_allowed_by_the_setting_alone()
    {
        using var closed = new OutgoingHttp(new OutgoingOptions(), TimeProvider.System, Quiet, Network.Real);
        using var open = new OutgoingHttp(new OutgoingOptions { AllowPrivateAddresses = true }, TimeProvider.System, Quiet, Network.Real);
        var address = $"http://127.0.0.1:{far.Port}{far.At(context => context.Response.WriteAsync("inside"))}";

        Assert.Equal("address_not_allowed", await CodeAsync(() => closed.Client.GetAsync(address, Cancel)));
        Assert.Equal("inside", await open.Client.GetStringAsync(address, Cancel));
        Assert.Equal("address_not_allowed", await CodeAsync(() => closed.Client.GetAsync($"http://localhost:{far.Port}/", Cancel)));
    }

    [Fact]
    public async Task The_next_address_of_a_name_is_tried_when_the_first_is_dead()
    {
        far.Names["two.test"] = new(["9.9.9.9 93.184.216.34"]);
        far.Names["dead.test"] = new(["9.9.9.9"]);
        using var outgoing = far.Open();

        Assert.Equal(HttpStatusCode.NotFound, (await outgoing.Client.GetAsync("http://two.test/none", Cancel)).StatusCode);
        Assert.Equal("address_unreachable", await CodeAsync(() => outgoing.Client.GetAsync("http://dead.test/", Cancel)));
    }

    [Fact]
    public async Task An_address_that_swallows_everything_does_not_take_the_time_of_the_next()
    {
        var time = new FakeTime();
        far.Names["silent.test"] = new(["9.9.9.8 93.184.216.34"]);
        using var outgoing = far.Open(time: time);
        var call = outgoing.Client.GetAsync("http://silent.test/none", Cancel);
        await Poll.UntilAsync(() => far.Dialled.Contains(IPAddress.Parse("9.9.9.8")), "the first address is dialled");

        time.Advance(TimeSpan.FromSeconds(2.5));

        Assert.Equal(HttpStatusCode.NotFound, (await call).StatusCode);
    }

    [Fact]
    public async Task A_name_that_nobody_has_is_said_to_be_so()
    {
        using var outgoing = far.Open();

        Assert.Equal("host_not_found", await CodeAsync(() => outgoing.Client.GetAsync("http://nobody.test/", Cancel)));
    }

    [Fact]
    public async Task The_call_shows_the_named_host_and_neither_a_proxy_nor_a_trace()
    {
        far.Names["seen.test"] = new(["93.184.216.34"]);
        using var outgoing = far.Open();
        using var activity = new System.Diagnostics.Activity("test").Start();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://seen.test{far.At(context => context.Response.WriteAsync(string.Join('|', context.Request.Headers.Select(header => $"{header.Key}: {header.Value}"))))}");
        request.Headers.Host = "other.test";

        var seen = await (await outgoing.Client.SendAsync(request, Cancel)).Content.ReadAsStringAsync(Cancel);

        Assert.Contains("Host: seen.test", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("traceparent", seen, StringComparison.OrdinalIgnoreCase);
    }

    internal static Microsoft.Extensions.Logging.ILoggerFactory Quiet => Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal static async Task<string> CodeAsync(Func<Task> call) => (await Assert.ThrowsAsync<OutgoingException>(call)).Refusal.Code;
}
