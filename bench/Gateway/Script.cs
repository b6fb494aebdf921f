using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Parley.Bench.Gateway;

/// <summary>How a stream of the upstream goes, as the question says it: <c>bench-20x400</c> is 400 tokens, 20 a second.</summary>
/// <param name="Rate">Tokens a second; 0 for all at once, each in a packet of its own.</param>
internal sealed partial record Script(int Rate, int Tokens)
{
    private const string Text = "|aaaaa ";

    private byte[]? _frame;

    /// <summary>The one model there is.</summary>
    public const string Model = "bench";

    public string Question => string.Create(CultureInfo.InvariantCulture, $"Tell me something: bench-{Rate}x{Tokens}");

    /// <summary>A token's frame, as a chunk of the body; its stamp stands at <see cref="StampAt"/>.</summary>
    public byte[] Frame => _frame ??= Chunk(Json($$"""{"content":"{{Text}}"}""", "null"));

    public int StampAt => Frame.AsSpan().IndexOf(Stamps.Mark) + 1;

    public byte[] Begin => Encoding.ASCII.GetBytes(
        $"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n{Encoding.ASCII.GetString(Chunk(Json("{\"role\":\"assistant\",\"content\":\"\"}", "null")))}");

    public byte[] End => Encoding.ASCII.GetBytes(
        $"{Encoding.ASCII.GetString(Chunk(Json("{}", "\"stop\"")))}{Encoding.ASCII.GetString(Chunk("data: [DONE]\n\n"))}0\r\n\r\n");

    /// <summary>The whole answer of one who does not stream.</summary>
    public byte[] Whole
    {
        get
        {
            var text = string.Concat(Enumerable.Repeat("word ", Tokens));
            var body = $$$"""{"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"{{{Model}}}","choices":[{"index":0,"message":{"role":"assistant","content":"{{{text}}}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":{{{Tokens}}},"total_tokens":{{{Tokens + 12}}}}}""";
            return Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
        }
    }

    public static Script? Of(ReadOnlySpan<byte> request) =>
        Names().Match(Encoding.Latin1.GetString(request)) is { Success: true } match
            ? new(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture))
            : null;

    private string Json(string delta, string reason) =>
        $$"""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"{{Model}}","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{reason}}}]}""" + "\n\n";

    private static byte[] Chunk(string text) => Encoding.ASCII.GetBytes($"{text.Length:x}\r\n{text}\r\n");

    [GeneratedRegex("bench-([0-9]+)x([0-9]+)")]
    private static partial Regex Names();
}
