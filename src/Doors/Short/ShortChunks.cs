using System.Buffers;
using System.Text.Json;

namespace Parley.Doors;

/// <summary>The stream of the short form: <c>{"delta": "…"}</c>, and at the end <c>{"done": true, …}</c> or <c>{"error": {…}}</c>.</summary>
internal sealed class ShortChunks : AnswerWire
{
    public override void Delta(IBufferWriter<byte> output, ReadOnlySpan<byte> quoted)
    {
        output.Write("data: {\"delta\":"u8);
        output.Write(quoted);
        output.Write("}\n\n"u8);
    }

    // All calls stand in the last chunk, as in the whole form.
    public override void Call(IBufferWriter<byte> output, int index, JsonElement call)
    {
    }

    public override void End(IBufferWriter<byte> output, AnswerEnd end) => Chunk(output, writer =>
    {
        writer.WriteBoolean("done"u8, true);
        WriteEnd(writer, end);
    });

    public override void Withdraw(IBufferWriter<byte> output) =>
        Fail(output, new(422, "content_filter", "A part of the answer that was shown has been withdrawn; the answer ends here."));

    public override void Fail(IBufferWriter<byte> output, Refusal refusal) => Chunk(output, writer =>
    {
        writer.WriteStartObject("error"u8);
        writer.WriteString("code"u8, refusal.Code);
        writer.WriteString("detail"u8, refusal.Detail);
        writer.WriteEndObject();
    });

    /// <summary>What the stream's last chunk and the whole form say of the end.</summary>
    public static void WriteEnd(Utf8JsonWriter writer, AnswerEnd end)
    {
        writer.WriteString("turn_id"u8, end.TurnId);
        writer.WriteString("finish_reason"u8, end.FinishReason);
        writer.WritePropertyName("citations"u8);
        end.Citations.WriteTo(writer);
        writer.WriteStartArray("tool_calls"u8);
        foreach (var call in end.Calls)
        {
            call.WriteTo(writer);
        }

        writer.WriteEndArray();
        writer.WritePropertyName("usage"u8);
        end.Usage.WriteTo(writer);
    }

    private static void Chunk(IBufferWriter<byte> output, Action<Utf8JsonWriter> members)
    {
        output.Write("data: "u8);
        PlainJson.Write(output, writer =>
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        });
        output.Write("\n\n"u8);
    }
}
