using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Parley.Doors;

/// <summary>
/// OpenAI's stream of <c>chat.completion.chunk</c>. What all chunks share is encoded once; a delta costs three copies.
/// </summary>
/// <param name="id">The completion's id.</param>
/// <param name="created">Unix seconds.</param>
/// <param name="reportsUsage">Whether the client asked for a last chunk with the usage; all others then say <c>"usage": null</c>.</param>
internal sealed class ChatChunks(string id, long created, bool reportsUsage) : AnswerWire
{
    private readonly byte[] _tail = Encoding.UTF8.GetBytes(
        $"}},\"logprobs\":null,\"finish_reason\":null}}]{(reportsUsage ? ",\"usage\":null" : "")}}}\n\n");

    private byte[] _head = [];
    private byte[] _deltaHead = [];
    private string _model = "";

    // Some clients read over an error in the stream and do not miss [DONE].
    public override bool IsCutOnFailure => true;

    public override void Begin(IBufferWriter<byte> output, string model)
    {
        _model = model;
        var name = JsonSerializer.Serialize(model, PlainJson.Options);
        _head = Encoding.UTF8.GetBytes(
            $"data: {{\"id\":\"{id}\",\"object\":\"chat.completion.chunk\",\"created\":{created},\"model\":{name},\"choices\":[");
        _deltaHead = [.. _head, .. """{"index":0,"delta":{"content":"""u8];
        Write(output, """{"index":0,"delta":{"role":"assistant","content":"","refusal":null"""u8);
        output.Write(_tail);
    }

    public override void Delta(IBufferWriter<byte> output, ReadOnlySpan<byte> quoted)
    {
        // At once: what the server does for each part of an answer costs more than to copy it.
        var length = _deltaHead.Length + quoted.Length + _tail.Length;
        var chunk = output.GetSpan(length);
        _deltaHead.CopyTo(chunk);
        quoted.CopyTo(chunk[_deltaHead.Length..]);
        _tail.CopyTo(chunk[(length - _tail.Length)..]);
        output.Advance(length);
    }

    public override void Logprobs(IBufferWriter<byte> output, JsonElement tokens) => Chunk(output, writer =>
    {
        writer.WriteStartArray("choices"u8);
        writer.WriteStartObject();
        writer.WriteNumber("index"u8, 0);
        writer.WriteStartObject("delta"u8);
        writer.WriteEndObject();
        Completion.WriteLogprobs(writer, tokens.EnumerateArray());
        writer.WriteNull("finish_reason"u8);
        writer.WriteEndObject();
        writer.WriteEndArray();
        if (reportsUsage)
        {
            writer.WriteNull("usage"u8);
        }
    });

    public override void Call(IBufferWriter<byte> output, int index, JsonElement call)
    {
        Write(output, """{"index":0,"delta":{"tool_calls":"""u8);
        PlainJson.Write(output, writer =>
        {
            writer.WriteStartArray();
            Completion.WriteCall(writer, call, index);
            writer.WriteEndArray();
        });
        output.Write(_tail);
    }

    public override void End(IBufferWriter<byte> output, AnswerEnd end)
    {
        Last(output, Completion.FinishReason(end.FinishReason), writer => ParleyMember.Write(writer, end));
        if (reportsUsage)
        {
            Chunk(output, writer =>
            {
                writer.WriteStartArray("choices"u8);
                writer.WriteEndArray();
                Completion.WriteUsage(writer, end);
            });
        }

        output.Write("data: [DONE]\n\n"u8);
    }

    public override void Withdraw(IBufferWriter<byte> output)
    {
        Last(output, "content_filter", _ => { });
        output.Write("data: [DONE]\n\n"u8);
    }

    // Without [DONE]: what came is no whole answer, and nobody shall take it for one.
    public override void Fail(IBufferWriter<byte> output, Refusal refusal)
    {
        output.Write("data: "u8);
        PlainJson.Write(output, writer =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName("error"u8);
            JsonSerializer.Serialize(writer, OpenAIErrors.Body(refusal), PlainJson.Options);
            writer.WriteEndObject();
        });
        output.Write("\n\n"u8);
    }

    private void Last(IBufferWriter<byte> output, string reason, Action<Utf8JsonWriter> ours) =>
        Chunk(output, writer =>
        {
            writer.WriteStartArray("choices"u8);
            writer.WriteStartObject();
            writer.WriteNumber("index"u8, 0);
            writer.WriteStartObject("delta"u8);
            writer.WriteEndObject();
            writer.WriteNull("logprobs"u8);
            writer.WriteString("finish_reason"u8, reason);
            writer.WriteEndObject();
            writer.WriteEndArray();
            if (reportsUsage)
            {
                writer.WriteNull("usage"u8);
            }

            ours(writer);
        });

    private void Chunk(IBufferWriter<byte> output, Action<Utf8JsonWriter> rest)
    {
        output.Write("data: "u8);
        PlainJson.Write(output, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, id);
            writer.WriteString("object"u8, "chat.completion.chunk"u8);
            writer.WriteNumber("created"u8, created);
            writer.WriteString("model"u8, _model);
            rest(writer);
            writer.WriteEndObject();
        });
        output.Write("\n\n"u8);
    }

    private void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> rest)
    {
        output.Write(_head);
        output.Write(rest);
    }
}
