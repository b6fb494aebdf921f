using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Parley.OpenAI;

/// <summary>Reads what a server says that a call used.</summary>
internal static class UsageReader
{
    public static UsageDetails? Read(ref Utf8JsonReader reader)
    {
        if (!JsonMembers.Enter(ref reader, JsonTokenType.StartObject))
        {
            return null;
        }

        var usage = new UsageDetails();
        while (JsonMembers.NextMember(ref reader))
        {
            if (JsonMembers.Is(ref reader, "prompt_tokens"u8))
            {
                usage.InputTokenCount = JsonMembers.Whole(ref reader);
            }
            else if (JsonMembers.Is(ref reader, "completion_tokens"u8))
            {
                usage.OutputTokenCount = JsonMembers.Whole(ref reader);
            }
            else if (JsonMembers.Is(ref reader, "total_tokens"u8))
            {
                usage.TotalTokenCount = JsonMembers.Whole(ref reader);
            }
            else if (JsonMembers.Is(ref reader, "prompt_tokens_details"u8))
            {
                usage.CachedInputTokenCount = Detail(ref reader, "cached_tokens"u8);
            }
            else if (JsonMembers.Is(ref reader, "completion_tokens_details"u8))
            {
                usage.ReasoningTokenCount = Detail(ref reader, "reasoning_tokens"u8);
            }
            else
            {
                reader.Skip();
            }
        }

        return usage;
    }

    private static long? Detail(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (!JsonMembers.Enter(ref reader, JsonTokenType.StartObject))
        {
            return null;
        }

        long? found = null;
        while (JsonMembers.NextMember(ref reader))
        {
            if (JsonMembers.Is(ref reader, name))
            {
                found = JsonMembers.Whole(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return found;
    }
}
