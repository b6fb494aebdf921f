using System.Text.Json;

namespace Parley.Doors;

/// <summary>The member <c>parley</c> of an answer: what an imitated format has no word for.</summary>
internal static class ParleyMember
{
    public static void Write(Utf8JsonWriter writer, AnswerEnd end)
    {
        writer.WriteStartObject("parley"u8);
        writer.WriteString("turn_id"u8, end.TurnId);
        writer.WritePropertyName("citations"u8);
        end.Citations.WriteTo(writer);
        writer.WriteString("grounding"u8, end.Grounding);
        writer.WritePropertyName("adjusted"u8);
        end.Adjusted.WriteTo(writer);
        writer.WriteEndObject();
    }
}
