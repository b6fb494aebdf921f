using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Parley.OpenAI;

/// <summary>Reads what a server says that a call used.</summary>
internal static class UsageReader
{
    public static UsageDetails? Read(ref Utf8JsonReader reader)
    {
        if (!ChunkReader.Enter(ref reader, JsonTokenType.StartObject))
        {
            return null;
        }

        var usage = new UsageDetails();
        while (ChunkReader.NextMember(ref reader))
        {
            if (ChunkReader.Is(ref reader, "prompt_tokens"u8))
            {
                usage.InputTokenCount = ChunkReader.Whole(ref reader);
            }
            else if (ChunkReader.Is(ref reader, "completion_tokens"u8))
            {
                usage.OutputTokenCount = ChunkReader.Whole(ref reader);
            }
            else if (ChunkReader.Is(ref reader, "total_tokens"u8))
            {
                usage.TotalTokenCount = ChunkReader.Whole(ref reader);
            }
            else if (ChunkReader.Is(ref reader, "prompt_tokens_details"u8))
            {
                usage.CachedInputTokenCount = Detail(ref reader, "cached_tokens"u8);
            }
            else if (ChunkReader.Is(ref reader, "completion_tokens_details"u8))
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
        if (!ChunkReader.Enter(ref reader, JsonTokenType.StartObject))
        {
            return null;
        }

        long? found = null;
        while (ChunkReader.NextMember(ref reader))
        {
            if (ChunkReader.Is(ref reader, name))
            {
                found = ChunkReader.Whole(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return found;
    }
}
