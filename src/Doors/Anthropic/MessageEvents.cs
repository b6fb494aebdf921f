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
    private bool _isOpen;
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
        if (!_isOpen)
        {
            Open(output, writer =>
            {
                writer.WriteString("type"u8, "text"u8);
                writer.WriteString("text"u8, ""u8);
            });
            _head = Encoding.UTF8.GetBytes(
                $"event: content_block_delta\ndata: {{\"type\":\"content_block_delta\",\"index\":{_block},\"delta\":{{\"type\":\"text_delta\",\"text\":");
        }

        output.Write(_head);
        output.Write(quoted);
        output.Write("}}\n\n"u8);
    }

    public override void Call(IBufferWriter<byte> output, int index, JsonElement call)
    {
        Close(output);
        Open(output, writer =>
        {
            writer.WriteString("type"u8, "tool_use"u8);
            writer.WriteString("id"u8, call.GetProperty("call_id").GetString());
            writer.WriteString("name"u8, call.GetProperty("name").GetString());
            writer.WriteStartObject("input"u8);
            writer.WriteEndObject();
        });
        Event(output, "content_block_delta", writer =>
        {
            writer.WriteNumber("index"u8, _block);
            writer.WriteStartObject("delta"u8);
            writer.WriteString("type"u8, "input_json_delta"u8);
            writer.WriteString("partial_json"u8, call.GetProperty("arguments").GetRawText());
            writer.WriteEndObject();
        });
        Close(output);
    }

    public override void End(IBufferWriter<byte> output, AnswerEnd end) =>
        End(output, WholeMessage.StopReason(end.FinishReason), writer =>
        {
            WholeMessage.WriteUsage(writer, end);
            ParleyMember.Write(writer, end);
        });

    public override void Withdraw(IBufferWriter<byte> output) => End(output, "refusal", writer =>
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

    private void End(IBufferWriter<byte> output, string reason, Action<Utf8JsonWriter> rest)
    {
        Close(output);
        Event(output, "message_delta", writer =>
        {
            writer.WriteStartObject("delta"u8);
            writer.WriteString("stop_reason"u8, reason);
            writer.WriteNull("stop_sequence"u8);
            writer.WriteEndObject();
            rest(writer);
        });
        Event(output, "message_stop", _ => { });
    }

    private void Open(IBufferWriter<byte> output, Action<Utf8JsonWriter> block)
    {
        Event(output, "content_block_start", writer =>
        {
            writer.WriteNumber("index"u8, _block);
            writer.WriteStartObject("content_block"u8);
            block(writer);
            writer.WriteEndObject();
        });
        _isOpen = true;
    }

    private void Close(IBufferWriter<byte> output)
    {
        if (_isOpen)
        {
            Event(output, "content_block_stop", writer => writer.WriteNumber("index"u8, _block));
            (_isOpen, _block) = (false, _block + 1);
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
