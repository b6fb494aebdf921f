using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Parley.Outgoing.Tests;

/// <summary>How much an answer may bring and how long it may take.</summary>
public sealed class LimitTests : IClassFixture<FarEnd>, IDisposable
{
    private const int Most = 64 * 1024;
    private readonly FarEnd _far;
    private readonly FakeTime _time = new();
    private readonly OutgoingHttp _outgoing;

    public LimitTests(FarEnd far)
    {
        far.Names["far.test"] = new(["93.184.216.34"]);
        (_far, _outgoing) = (far, far.Open(new OutgoingOptions { MaxBytes = Most }, _time));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Most, null)]
    [InlineData(Most + 1, "answer_too_large")]
    public async Task An_answer_may_be_as_large_as_the_limit_and_no_larger(int size, string? code)
    {
        var stated = _far.At(context => WriteAsync(context, new byte[size], size));
        var unstated = _far.At(context => WriteAsync(context, new byte[size], null));

        foreach (var path in new[] { stated, unstated })
        {
            var failure = await Record.ExceptionAsync(() => _outgoing.Client.GetByteArrayAsync("http://far.test" + path, Cancel));
            Assert.Equal(code, (failure as OutgoingException)?.Refusal.Code);
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("GZIP")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_packed_answer_is_unpacked_and_counted_as_it_is_unpacked(string packing)
    {
        Assert.Equal("small", await _outgoing.Client.GetStringAsync("http://far.test" + Packed(packing, Encoding.UTF8.GetBytes("small")), Cancel));
        Assert.Equal("answer_too_large", await OutgoingTests.CodeAsync(() => _outgoing.Client.GetByteArrayAsync("http://far.test" + Packed(packing, new byte[50_000_000]), Cancel)));
    }

    [Fact]
    public async Task Packets_that_hold_nothing_are_counted_as_they_come()
    {
        var empty = Convert.FromHexString("1f8b080000000000000303000000000000000000");
        var path = _far.At(async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(empty, context.RequestAborted);
            }
        });

        Assert.Equal("answer_too_large", await OutgoingTests.CodeAsync(() => _outgoing.Client.GetByteArrayAsync("http://far.test" + path, Cancel)));
    }

    [Theory]
    [InlineData("gzip, gzip")]
    [InlineData("compress")]
    [InlineData("gzip")]
    public async Task What_cannot_be_unpacked_is_refused(string packing)
    {
        var path = _far.At(context =>
        {
            context.Response.Headers.ContentEncoding = packing;
            return context.Response.WriteAsync("no packet at all, whatever its name says");
        });

        Assert.Equal("answer_unreadable", await OutgoingTests.CodeAsync(() => _outgoing.Client.GetByteArrayAsync("http://far.test" + path, Cancel)));
    }

    [Fact]
    public async Task The_time_limit_ends_a_call_that_nobody_answers()
    {
        var asked = new TaskCompletionSource();
        var path = _far.At(async context =>
        {
            asked.TrySetResult();
            await UntilLeftAsync(context);
        });
        var call = _outgoing.Client.GetAsync("http://far.test" + path, Cancel);
        await asked.Task.WaitAsync(Cancel);

        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("answer_too_slow", await OutgoingTests.CodeAsync(() => call));
    }

    [Fact]
    public async Task The_time_limit_goes_on_while_the_answer_is_read()
    {
        var path = _far.At(async context =>
        {
            await context.Response.WriteAsync("the beginning");
            await context.Response.Body.FlushAsync();
            await UntilLeftAsync(context);
        });
        using var answer = await _outgoing.Client.GetAsync("http://far.test" + path, HttpCompletionOption.ResponseHeadersRead, Cancel);
        var body = await answer.Content.ReadAsStreamAsync(Cancel);
        var buffer = new byte["the beginning".Length];
        await body.ReadExactlyAsync(buffer, Cancel);
        var rest = body.ReadAsync(buffer, Cancel).AsTask();

        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal("answer_too_slow", await OutgoingTests.CodeAsync(() => rest));
    }

    [Fact]
    public async Task Who_gives_a_call_up_is_told_nothing_else()
    {
        using var gone = new CancellationTokenSource();
        var path = _far.At(async context =>
        {
            await gone.CancelAsync();
            await UntilLeftAsync(context);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _outgoing.Client.GetAsync("http://far.test" + path, gone.Token));
    }

    [Fact]
    public async Task A_call_may_say_its_own_limits()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://far.test" + _far.At(context => WriteAsync(context, new byte[2000], null)))
            .Within(new OutgoingLimits { MaxBytes = 1000 });

        Assert.Equal("answer_too_large", await OutgoingTests.CodeAsync(() => _outgoing.Client.SendAsync(request, Cancel)));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_no_answer()
    {
        var path = _far.At(async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });

        Assert.Equal("address_unreachable", await OutgoingTests.CodeAsync(() => _outgoing.Client.GetByteArrayAsync("http://far.test" + path, Cancel)));
    }

    [Fact]
    public async Task Headers_without_end_are_refused()
    {
        var path = _far.At(context =>
        {
            context.Response.Headers["X-Long"] = new string('a', 40 * 1024);
            return Task.CompletedTask;
        });

        Assert.Equal("address_unreachable", await OutgoingTests.CodeAsync(() => _outgoing.Client.GetAsync("http://far.test" + path, Cancel)));
    }

    public void Dispose() => _outgoing.Dispose();

    private string Packed(string packing, byte[] text)
    {
        var packed = Pack(packing, text);
        return _far.At(context =>
        {
            context.Response.Headers.ContentEncoding = packing;
            return WriteAsync(context, packed, packed.Length);
        });
    }

    private static byte[] Pack(string packing, byte[] text)
    {
        using var packed = new MemoryStream();
        using (Stream pack = packing.ToLowerInvariant() switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.SmallestSize),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest),
            _ => new ZLibStream(packed, CompressionLevel.Fastest),
        })
        {
            pack.Write(text);
        }

        return packed.ToArray();
    }

    private static async Task WriteAsync(HttpContext context, byte[] body, int? length)
    {
        context.Response.ContentLength = length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static Task UntilLeftAsync(HttpContext context)
    {
        var left = new TaskCompletionSource();
        context.RequestAborted.Register(left.SetResult);
        return left.Task;
    }
}
