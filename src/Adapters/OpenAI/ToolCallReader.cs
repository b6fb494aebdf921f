using System.Text.Json;

namespace Parley.OpenAI;

/// <summary>Reads the tool calls of one frame into the calls that are being put together.</summary>
internal static class ToolCallReader
{
    public static void Read(ref Utf8JsonReader reader, ToolCallAssembler calls)
    {
        if (!JsonMembers.Enter(ref reader, JsonTokenType.StartArray))
        {
            return;
        }

        // Whole answers, and some servers in streams, leave the index out: then the place in the list counts.
        for (var place = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; place++)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            ReadCall(ref reader, calls, place);
        }
    }

    private static void ReadCall(ref Utf8JsonReader reader, ToolCallAssembler calls, int place)
    {
        // The members come in any order, so the index is looked for first.
        var ahead = reader;
        var index = place;
        while (JsonMembers.NextMember(ref ahead))
        {
            if (JsonMembers.Is(ref ahead, "index"u8))
            {
                index = (int?)JsonMembers.Whole(ref ahead) ?? place;
                break;
            }

            ahead.Skip();
        }

        var call = calls.At(index);
        while (JsonMembers.NextMember(ref reader))
        {
            if (JsonMembers.Is(ref reader, "id"u8))
            {
                var id = JsonMembers.TextOf(ref reader);
                call.Id ??= string.IsNullOrEmpty(id) ? null : id;
            }
            else if (JsonMembers.Is(ref reader, "function"u8))
            {
                ReadFunction(ref reader, call);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadFunction(ref Utf8JsonReader reader, ToolCallAssembler.Pending call)
    {
        if (!JsonMembers.Enter(ref reader, JsonTokenType.StartObject))
        {
            return;
        }

        while (JsonMembers.NextMember(ref reader))
        {
            if (JsonMembers.Is(ref reader, "name"u8))
            {
                var name = JsonMembers.TextOf(ref reader);
                call.Name ??= string.IsNullOrEmpty(name) ? null : name;
            }
            else if (JsonMembers.Is(ref reader, "arguments"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.String)
                {
                    call.Arguments.Append(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }
            else
            {
                reader.Skip();
            }
        }
    }
}
