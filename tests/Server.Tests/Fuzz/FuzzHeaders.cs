namespace Parley.Server.Tests.Fuzz;

/// <summary>Headers that no honest client sends, or not so.</summary>
internal static class FuzzHeaders
{
    private static readonly string[] Names =
    [
        "Accept", "Accept-Encoding", "Accept-Language", "Cookie", "Content-Encoding", "Content-Language", "Date", "Expect", "Forwarded", "From", "Host", "Idempotency-Key",
        "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "Last-Event-ID", "Max-Forwards", "Origin", "Parley-End-User", "Pragma", "Range", "Referer",
        "TE", "Upgrade", "User-Agent", "Via", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-HTTP-Method-Override", "traceparent", "tracestate", "baggage",
    ];

    private static readonly string[] Texts =
    [
        "", "*", "*/*;q=nonsense", "text/event-stream", "application/xml", "gzip", "gzip, br;q=1.0, deflate;q=", "br", "bytes=0-0", "bytes=-1-,5", "W/\"x\"", "\"", "0",
        "-1", "99999999999999999999", "Thu, 99 Foo 2026 25:61:61 GMT", "127.0.0.1, evil", "[::1]:99999", "https", "null", "https://evil.example",
        "00-00000000000000000000000000000000-0000000000000000-00", "00-ffffffffffffffffffffffffffffffff-ffffffffffffffff-ff", "a=b;c=d", "a b c", "websocket", "trailers",
        "evil.example", "localhost:notaport", "DELETE", "parley_refresh=x; parley_refresh=y", "\u00e9\u00ff",
    ];

    public static void Put(HttpRequestMessage message, Values values, Random chance)
    {
        for (var count = chance.Next(1, 5); count > 0; count--)
        {
            var name = Names[chance.Next(Names.Length)];
            var text = chance.Next(3) == 0 ? OneLine(values.Text()) : Texts[chance.Next(Texts.Length)];
            Add(message, name, text);
            if (chance.Next(6) == 0)
            {
                Add(message, name, text + "x");
            }
        }

        switch (chance.Next(25))
        {
            case 0:
                Add(message, "X-Huge", new string('h', chance.Next(1_000, 60_000)));
                break;
            case 1:
                for (var number = chance.Next(20, 150); number > 0; number--)
                {
                    Add(message, $"X-Many-{number}", "x");
                }

                break;
            case 2:
                message.Headers.TransferEncodingChunked = message.Content is not null;
                break;
            case 3:
                message.Headers.ConnectionClose = true;
                break;
        }
    }

    private static void Add(HttpRequestMessage message, string name, string text)
    {
        if (!message.Headers.TryAddWithoutValidation(name, text))
        {
            message.Content?.Headers.TryAddWithoutValidation(name, text);
        }
    }

    // The client itself refuses to send what would not be one header; raw sockets do that elsewhere.
    private static string OneLine(string text) => string.Concat(text.Where(symbol => symbol is >= ' ' and <= '~').Take(2000));
}
