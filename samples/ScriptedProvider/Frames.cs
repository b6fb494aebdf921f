using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace Parley.ScriptedProvider;

/// <summary>
/// The frames of one stream. What all of them share is encoded once, so that a token costs three copies and no JSON writer.
/// </summary>
internal sealed class Frames(string id, string model, long created, Answer answer, bool promisesUsage) : IFrames
{
    private const int MostRemembered = 20_000;

    private static readonly ConcurrentDictionary<string, byte[]> Escaped = new();

    private readonly byte[] contentHead = Encoding.UTF8.GetBytes($"{Head(id, model, created)}[{{\"index\":0,\"delta\":{{\"content\":\"");
    private readonly byte[] contentTail =
        Encoding.UTF8.GetBytes($"\"}},\"logprobs\":null,\"finish_reason\":null}}]{(promisesUsage ? ",\"usage\":null" : "")}}}\n\n");

    /// <summary>How many alternatives are told for each token; null when nothing of the kind is asked for.</summary>
    public int? TopLogprobs { get; init; }

    /// <summary>What stands behind the reason of the end.</summary>
    public string StopReason { get; init; } = "";

    public void WriteContent(IBufferWriter<byte> output, string piece)
    {
        if (TopLogprobs is not null)
        {
            WriteDelta(output, $"{{\"content\":{Quoted(piece)}}}", null, Logprobs.Of([piece], TopLogprobs));
            return;
        }

        output.Write(contentHead);
        output.Write(Escape(piece));
        output.Write(contentTail);
    }

    public void WriteStart(IBufferWriter<byte> output) => WriteDelta(output, "{\"role\":\"assistant\",\"content\":\"\"}", null);

    public void WriteEnd(IBufferWriter<byte> output)
    {
        WriteDelta(output, "{}", answer.FinishReason);
        if (promisesUsage)
        {
            Write(output, $"{Head(id, model, created)}[],\"usage\":{UsageJson(answer)}}}\n\n");
        }

        output.Write("data: [DONE]\n\n"u8);
    }

    public void WriteMalformed(IBufferWriter<byte> output) =>
        output.Write("data: {\"id\":\"chatcmpl-broken\",\"choices\":[{\"index\":0,\"delta\":{\"conte\n\n"u8);

    public void WriteError(IBufferWriter<byte> output) =>
        output.Write("data: {\"error\":{\"message\":\"This error is part of the script.\",\"type\":\"server_error\",\"param\":null,\"code\":500}}\n\n"u8);

    /// <summary>A call in pieces, as hosted models send it: first its id and name, then its arguments bit by bit.</summary>
    public void WriteCall(IBufferWriter<byte> output, int index, string callId, ScriptedCall call)
    {
        WriteDelta(
            output,
            $$$$"""{"tool_calls":[{"index":{{{{index}}}},"id":"{{{{callId}}}}","type":"function","function":{"name":{{{{Quoted(call.Name)}}}},"arguments":""}}]}""",
            null);
        foreach (var piece in Pieces.Of(call.Arguments))
        {
            WriteDelta(output, $$$$"""{"tool_calls":[{"index":{{{{index}}}},"function":{"arguments":{{{{Quoted(piece)}}}}}}]}""", null);
        }
    }

    public static string UsageJson(Answer answer) =>
        $$$"""{"prompt_tokens":{{{answer.PromptTokens}}},"completion_tokens":{{{answer.CompletionTokens}}},"total_tokens":{{{answer.PromptTokens + answer.CompletionTokens}}},"prompt_tokens_details":{"cached_tokens":{{{answer.CachedTokens}}}}}""";

    public static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private void WriteDelta(IBufferWriter<byte> output, string delta, string? reason, string logprobs = "null")
    {
        var finish = reason is null ? "null" : Quoted(reason) + StopReason;
        var usage = promisesUsage ? ",\"usage\":null" : "";
        Write(output, $"{Head(id, model, created)}[{{\"index\":0,\"delta\":{delta},\"logprobs\":{logprobs},\"finish_reason\":{finish}}}]{usage}}}\n\n");
    }

    private static string Head(string id, string model, long created) =>
        $"data: {{\"id\":\"{id}\",\"object\":\"chat.completion.chunk\",\"created\":{created},\"model\":{Quoted(model)},\"system_fingerprint\":\"scripted\",\"choices\":";

    private static void Write(IBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);

    private static byte[] Escape(string piece)
    {
        if (Escaped.TryGetValue(piece, out var known))
        {
            return known;
        }

        var bytes = JsonEncodedText.Encode(piece).EncodedUtf8Bytes.ToArray();
        return Escaped.Count < MostRemembered ? Escaped.GetOrAdd(piece, bytes) : bytes;
    }
}
