using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace Parley.Doors;

/// <summary>Anthropic's stream: a message that starts, its blocks one after the other, and how it ended.</summary>
/// <param name="id">The message's id.</param>
internal sealed class MessageEvents(string id) : AnswerWire
{
    private byte[] _head = [];
    private string? _open;
    private int _block;

    public override void Begin(IBufferWriter<byte> output, string model) => Event(output, "message_start", writer =>
    {
        writer.WriteStartObject("message"u8);
        writer.WriteString("id"u8, id);
        writer.WriteString("type"u8, "message"u8);
        writer.WriteString("role"u8, "assistant"u8);
        writer.WriteString("model"u8, model);
        writer.WriteStartArray("content"u8);
        writer.WriteEndArray();
        writer.WriteNull("stop_reason"u8);
        writer.WriteNull("stop_sequence"u8);

        // What was read is known at the end; message_delta has all of it.
        writer.WriteStartObject("usage"u8);
        writer.WriteNumber("input_tokens"u8, 0);
        writer.WriteNumber("cache_creation_input_tokens"u8, 0);
        writer.WriteNumber("cache_read_input_tokens"u8, 0);
        writer.WriteNumber("output_tokens"u8, 0);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    public override void Silence(PipeWriter output) => output.Write("event: ping\ndata: {\"type\":\"ping\"}\n\n"u8);

    public override void Delta(IBufferWriter<byte> output, ReadOnlySpan<byte> quoted)
    {
        if (_open != "text")
        {
            Open(output, "text", writer => writer.WriteString("text"u8, ""u8));
            _head = Head("text_delta", "text");
        }

        Write(output, quoted);
    }

    public override void Thinking(IBufferWriter<byte> output, ReadOnlySpan<byte> quoted)
    {
        OpenThought(output);
        Write(output, quoted);
    }

    public override void ThinkingEnd(IBufferWriter<byte> output, JsonElement ended)
    {
        if (ended.GetProperty("redacted").GetString() is { } hidden)
        {
            Open(output, "redacted_thinking", writer => writer.WriteString("data"u8, hidden));
        }
        else
        {
            OpenThought(output);
            if (ended.GetProperty("signature").GetString() is { } signature)
            {
                Piece(output, "signature_delta", "signature", signature);
            }
        }

        Close(output);
    }

    public override void Call(IBufferWriter<byte> output, int index, JsonElement call)
    {
        Open(output, "tool_use", writer =>
        {
            writer.WriteString("id"u8, call.GetProperty("call_id").GetString());
            writer.WriteString("name"u8, call.GetProperty("name").GetString());
            writer.WriteStartObject("input"u8);
            writer.WriteEndObject();
        });
        Piece(output, "input_json_delta", "partial_json", call.GetProperty("arguments").GetRawText());
        Close(output);
    }

    public override void End(IBufferWriter<byte> output, AnswerEnd end) =>
        End(output, WholeMessage.StopReason(end), end.StopSequence, writer =>
        {
            WholeMessage.WriteUsage(writer, end);
            ParleyMember.Write(writer, end);
        });

    public override void Withdraw(IBufferWriter<byte> output) => End(output, "refusal", null, writer =>
    {
        writer.WriteStartObject("usage"u8);
        writer.WriteNumber("output_tokens"u8, 0);
        writer.WriteEndObject();
    });

    // Without message_stop: what came is no whole answer.
    public override void Fail(IBufferWriter<byte> output, Refusal refusal)
    {
        output.Write("event: error\ndata: "u8);
        PlainJson.Write(output, writer => JsonSerializer.Serialize(writer, AnthropicErrors.Body(refusal), PlainJson.Options));
        output.Write("\n\n"u8);
    }

    private void End(IBufferWriter<byte> output, string reason, string? sequence, Action<Utf8JsonWriter> rest)
    {
        Close(output);
        Event(output, "message_delta", writer =>
        {
            writer.WriteStartObject("delta"u8);
            writer.WriteString("stop_reason"u8, reason);
            writer.WriteString("stop_sequence"u8, sequence);
            writer.WriteEndObject();
            rest(writer);
        });
        Event(output, "message_stop", _ => { });
    }

    private void OpenThought(IBufferWriter<byte> output)
    {
        if (_open != "thinking")
        {
            Open(output, "thinking", writer =>
            {
                writer.WriteString("thinking"u8, ""u8);
                writer.WriteString("signature"u8, ""u8);
            });
            _head = Head("thinking_delta", "thinking");
        }
    }

    private byte[] Head(string type, string member) => Encoding.UTF8.GetBytes(
        $"event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":{_block},\"delta\":{{\"type\":\"{type}\",\"{member}\":");

    // Text and thinking come in many pieces, which share all but their text.
    private void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> quoted)
    {
        output.Write(_head);
        output.Write(quoted);
        output.Write("}}\n\n"u8);
    }

    private void Piece(IBufferWriter<byte> output, string type, string member, string value) => Event(output, "content_block_delta", writer =>
    {
        writer.WriteNumber("index"u8, _block);
        writer.WriteStartObject("delta"u8);
        writer.WriteString("type"u8, type);
        writer.WriteString(member, value);
        writer.WriteEndObject();
    });

    private void Open(IBufferWriter<byte> output, string type, Action<Utf8JsonWriter> block)
    {
        Close(output);
        Event(output, "content_block_start", writer =>
        {
            writer.WriteNumber("index"u8, _block);
            writer.WriteStartObject("content_block"u8);
            writer.WriteString("type"u8, type);
            block(writer);
            writer.WriteEndObject();
        });
        _open = type;
    }

    private void Close(IBufferWriter<byte> output)
    {
        if (_open is not null)
        {
            Event(output, "content_block_stop", writer => writer.WriteNumber("index"u8, _block));
            (_open, _block) = (null, _block + 1);
        }
    }

    private static void Event(IBufferWriter<byte> output, string type, Action<Utf8JsonWriter> members)
    {
        output.Write(Encoding.ASCII.GetBytes($"event: {type}\ndata: "));
        PlainJson.Write(output, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, type);
            members(writer);
            writer.WriteEndObject();
        });
        output.Write("\n\n"u8);
    }
}
