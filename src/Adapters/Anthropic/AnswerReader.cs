using System.Text;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;
using Parley.Models;

namespace Parley.Anthropic;

/// <summary>Reads the events of an answer, and keeps what is told at its end.</summary>
/// <param name="trimmed">Blanks that the given beginning lost; the continuation may bring them again, and they are shown already.</param>
internal sealed class AnswerReader(string trimmed)
{
    private const int MostCalls = 128;

    private readonly SortedDictionary<long, Pending> _calls = [];
    private long _input;
    private long _output;
    private long _read;
    private long _written;
    private bool _counted;
    private int _repeated;
    private string? _reason;
    private string? _sequence;
    private (long Block, string? Signature)? _thought;

    private string? _id;
    private string? _model;

    /// <summary>Whether the server said why it ended; else the stream broke off.</summary>
    public bool HasEnded => _reason is not null;

    /// <returns>What is new for who reads along; null when it is nothing.</returns>
    /// <exception cref="InvalidDataException">More calls than any model makes.</exception>
    public ChatResponseUpdate? Read(RawMessageStreamEvent told)
    {
        if (told.TryPickContentBlockDelta(out var delta))
        {
            return Read(delta.Index, delta.Delta);
        }

        if (told.TryPickContentBlockStart(out var start))
        {
            return Begin(start.Index, start.ContentBlock);
        }

        if (told.TryPickContentBlockStop(out var stop))
        {
            return End(stop.Index);
        }

        if (told.TryPickStart(out var message))
        {
            (_id, _model) = (message.Message.ID, message.Message.Model.Raw());
            var usage = message.Message.Usage;
            Count(usage.InputTokens, usage.OutputTokens, usage.CacheReadInputTokens, usage.CacheCreationInputTokens);
        }
        else if (told.TryPickDelta(out var end))
        {
            _reason = end.Delta.StopReason?.Raw() ?? _reason;
            _sequence = end.Delta.StopSequence ?? _sequence;
            Count(end.Usage.InputTokens, end.Usage.OutputTokens, end.Usage.CacheReadInputTokens, end.Usage.CacheCreationInputTokens);
        }

        return null;
    }

    /// <summary>The calls, the usage, and why it ended.</summary>
    public ChatResponseUpdate Ending()
    {
        var ending = Update([.. _calls.Values.Select(call => CalledTool.Of(call.Id, call.Name, call.Arguments.ToString()))]);
        if (_counted)
        {
            ending.Contents.Add(new UsageContent(new()
            {
                // The wire counts what was in the cache, or went into it, apart from the rest of the input.
                InputTokenCount = _input + _read + _written,
                OutputTokenCount = _output,
                TotalTokenCount = _input + _read + _written + _output,
                CachedInputTokenCount = _read,
                AdditionalCounts = new() { [CallUsage.CacheWritten] = _written },
            }));
        }

        if (_reason == "stop_sequence" && _sequence is { } sequence)
        {
            ending.Contents.Add(new StoppedContent(sequence));
        }

        ending.FinishReason = _reason switch
        {
            "max_tokens" or "model_context_window_exceeded" => ChatFinishReason.Length,
            "tool_use" => ChatFinishReason.ToolCalls,
            "refusal" => ChatFinishReason.ContentFilter,
            _ => _calls.Count > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
        };
        return ending;
    }

    private ChatResponseUpdate? Read(long index, RawContentBlockDelta delta)
    {
        if (delta.TryPickText(out var text))
        {
            return Text(text.Text);
        }

        if (delta.TryPickThinking(out var thinking))
        {
            return thinking.Thinking.Length == 0 ? null : Update([new TextReasoningContent(thinking.Thinking)]);
        }

        if (delta.TryPickSignature(out var signed) && _thought is { } thought && thought.Block == index)
        {
            _thought = thought with { Signature = thought.Signature + signed.Signature };
            return null;
        }

        if (delta.TryPickInputJson(out var json) && _calls.TryGetValue(index, out var call))
        {
            call.Arguments.Append(json.PartialJson);
        }

        return null;
    }

    private ChatResponseUpdate? Begin(long index, RawContentBlockStartEventContentBlock block)
    {
        if (block.TryPickToolUse(out var call))
        {
            if (_calls.Count >= MostCalls)
            {
                throw new InvalidDataException($"More than {MostCalls} tool calls in one answer.");
            }

            _calls[index] = new(call.ID, call.Name);
        }

        if (block.TryPickThinking(out var thought))
        {
            _thought = (index, thought.Signature is { Length: > 0 } known ? known : null);
            return thought.Thinking.Length == 0 ? null : Update([new TextReasoningContent(thought.Thinking)]);
        }

        return block.TryPickRedactedThinking(out var hidden) ? Update([new ThoughtEndContent(null, hidden.Data)])
            : block.TryPickText(out var text) ? Text(text.Text)
            : null;
    }

    private ChatResponseUpdate? End(long index)
    {
        if (_thought is not { } thought || thought.Block != index)
        {
            return null;
        }

        _thought = null;
        return Update([new ThoughtEndContent(thought.Signature)]);
    }

    private ChatResponseUpdate? Text(string text)
    {
        var skipped = 0;
        while (_repeated >= 0 && _repeated < trimmed.Length && skipped < text.Length)
        {
            if (text[skipped] != trimmed[_repeated])
            {
                _repeated = -1;
                break;
            }

            (skipped, _repeated) = (skipped + 1, _repeated + 1);
        }

        return skipped == text.Length ? null : Update([new TextContent(text[skipped..])]);
    }

    /// <summary>The counts of a stream only grow, and the last word on each counts.</summary>
    private void Count(long? input, long output, long? read, long? written)
    {
        (_input, _read, _written, _counted) = (input ?? _input, read ?? _read, written ?? _written, true);
        _output = Math.Max(_output, output);
    }

    private ChatResponseUpdate Update(IList<AIContent> contents) =>
        new(ChatRole.Assistant, contents) { ResponseId = _id, MessageId = _id, ModelId = _model };

    private sealed record Pending(string Id, string Name)
    {
        public StringBuilder Arguments { get; } = new();
    }
}
