using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Models;

namespace Parley.OpenAI;

/// <summary>Reads frames of a chat completion, whole or in chunks, and keeps what they said until it is taken.</summary>
internal sealed class ChunkReader : IDisposable
{
    public TextBuffer Text { get; } = new();

    public TextBuffer Reasoning { get; } = new();

    public ToolCallAssembler ToolCalls { get; } = new();

    public string? Id { get; private set; }

    public string? Model { get; private set; }

    public string? FinishReason { get; private set; }

    /// <summary>Which of the texts that end an answer ended this one, where the server says so.</summary>
    public string? StopSequence { get; private set; }

    /// <summary>How likely the tokens were, since it was taken last.</summary>
    public List<TokenLogprob> Logprobs { get; private set; } = [];

    public UsageDetails? Usage { get; private set; }

    /// <summary>An error that the server reports in the middle of a stream.</summary>
    public WireError? Error { get; private set; }

    /// <exception cref="JsonException">The frame is not JSON, or not an object.</exception>
    /// <exception cref="InvalidOperationException">A string in it is not valid Unicode, or a member has another type than the wire's.</exception>
    public void Read(ReadOnlySpan<byte> frame)
    {
        var reader = new Utf8JsonReader(frame);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A frame must be an object.");
        }

        while (JsonMembers.NextMember(ref reader))
        {
            if (JsonMembers.Is(ref reader, "choices"u8))
            {
                ReadChoices(ref reader);
            }
            else if (JsonMembers.Is(ref reader, "usage"u8))
            {
                Usage = UsageReader.Read(ref reader) ?? Usage;
            }
            else if (JsonMembers.Is(ref reader, "error"u8))
            {
                Error = WireError.Read(ref reader) ?? Error;
            }
            else if (Id is null && JsonMembers.Is(ref reader, "id"u8))
            {
                Id = JsonMembers.TextOf(ref reader);
            }
            else if (Model is null && JsonMembers.Is(ref reader, "model"u8))
            {
                Model = JsonMembers.TextOf(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        // What follows the object is no part of the wire.
        if (reader.Read())
        {
            throw new JsonException("A frame must be one object.");
        }
    }

    public List<TokenLogprob> TakeLogprobs()
    {
        var taken = Logprobs;
        Logprobs = [];
        return taken;
    }

    public void Dispose()
    {
        Text.Dispose();
        Reasoning.Dispose();
        ToolCalls.Dispose();
    }

    private void ReadChoices(ref Utf8JsonReader reader)
    {
        if (!JsonMembers.Enter(ref reader, JsonTokenType.StartArray))
        {
            return;
        }

        // We ask for one choice; a further one would be another answer and is left out.
        for (var first = true; reader.Read() && reader.TokenType != JsonTokenType.EndArray; first = false)
        {
            if (first && reader.TokenType == JsonTokenType.StartObject)
            {
                ReadChoice(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadChoice(ref Utf8JsonReader reader)
    {
        while (JsonMembers.NextMember(ref reader))
        {
            if (JsonMembers.Is(ref reader, "delta"u8) || JsonMembers.Is(ref reader, "message"u8))
            {
                ReadDelta(ref reader);
            }
            else if (JsonMembers.Is(ref reader, "finish_reason"u8))
            {
                FinishReason = JsonMembers.TextOf(ref reader) ?? FinishReason;
            }
            else if (JsonMembers.Is(ref reader, "stop_reason"u8))
            {
                // A number is a token of the model's own.
                StopSequence = JsonMembers.TextOf(ref reader) ?? StopSequence;
            }
            else if (JsonMembers.Is(ref reader, "logprobs"u8))
            {
                LogprobsReader.Read(ref reader, Logprobs);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadDelta(ref Utf8JsonReader reader)
    {
        if (!JsonMembers.Enter(ref reader, JsonTokenType.StartObject))
        {
            return;
        }

        while (JsonMembers.NextMember(ref reader))
        {
            if (JsonMembers.Is(ref reader, "content"u8) || JsonMembers.Is(ref reader, "refusal"u8))
            {
                Append(ref reader, Text);
            }
            else if (JsonMembers.Is(ref reader, "reasoning_content"u8) || JsonMembers.Is(ref reader, "reasoning"u8))
            {
                Append(ref reader, Reasoning);
            }
            else if (JsonMembers.Is(ref reader, "tool_calls"u8))
            {
                ToolCallReader.Read(ref reader, ToolCalls);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void Append(ref Utf8JsonReader reader, TextBuffer buffer)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            buffer.Append(ref reader);
        }
        else
        {
            reader.Skip();
        }
    }
}
