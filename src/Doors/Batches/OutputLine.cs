using System.Buffers;

namespace Parley.Doors;

/// <summary>A line of a batch's output, as OpenAI has it.</summary>
internal static class OutputLine
{
    public static byte[] Answered(Batch batch, BatchLine line, LineAnswer answer) => Write(batch, line, writer =>
    {
        writer.WriteStartObject("response"u8);
        writer.WriteNumber("status_code"u8, answer.Status);
        writer.WriteString("request_id"u8, answer.RequestId);
        writer.WritePropertyName("body"u8);
        writer.WriteRawValue(answer.Body.Span);
        writer.WriteEndObject();
        writer.WriteNull("error"u8);
    });

    public static byte[] Expired(Batch batch, BatchLine line) => Write(batch, line, writer =>
    {
        writer.WriteNull("response"u8);
        writer.WriteStartObject("error"u8);
        writer.WriteString("code"u8, "batch_expired"u8);
        writer.WriteString("message"u8, "The batch's time was over before this line was begun."u8);
        writer.WriteEndObject();
    });

    private static byte[] Write(Batch batch, BatchLine line, Action<System.Text.Json.Utf8JsonWriter> rest)
    {
        var output = new ArrayBufferWriter<byte>();
        PlainJson.Write(output, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, $"batch_req_{batch.Id.Value[(batch.Id.Value.IndexOf('_', StringComparison.Ordinal) + 1)..]}_{line.Number}");
            writer.WriteString("custom_id"u8, line.CustomId);
            rest(writer);
            writer.WriteEndObject();
        });
        return output.WrittenSpan.ToArray();
    }
}
