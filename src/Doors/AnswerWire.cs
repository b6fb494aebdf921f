using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>How one wire format says what happens in a turn, as server-sent events.</summary>
internal abstract class AnswerWire
{
    /// <summary>Whether a stream that fails is cut after saying so, for clients that would take its quiet end for the end of the answer.</summary>
    public virtual bool IsCutOnFailure => false;

    /// <summary>The answer begins.</summary>
    /// <param name="model">Who answers.</param>
    public virtual void Begin(IBufferWriter<byte> output, string model)
    {
    }

    /// <summary>Nothing was said for a while: shows that the stream lives.</summary>
    public virtual void Silence(PipeWriter output) => TurnStream.WriteComment(output);

    /// <param name="quoted">The text as a JSON string.</param>
    public abstract void Delta(IBufferWriter<byte> output, ReadOnlySpan<byte> quoted);

    /// <summary>More of what the model thinks, for a format that can show it.</summary>
    /// <param name="quoted">The text as a JSON string.</param>
    public virtual void Thinking(IBufferWriter<byte> output, ReadOnlySpan<byte> quoted)
    {
    }

    /// <param name="ended"><c>{"signature", "redacted"}</c>.</param>
    public virtual void ThinkingEnd(IBufferWriter<byte> output, JsonElement ended)
    {
    }

    /// <summary>How likely the tokens of the text before were, for a format that can say it.</summary>
    /// <param name="tokens">A list of <c>{"token", "logprob", "bytes", "top_logprobs"}</c>.</param>
    public virtual void Logprobs(IBufferWriter<byte> output, JsonElement tokens)
    {
    }

    /// <param name="index">Counts the calls of this answer, from 0.</param>
    public abstract void Call(IBufferWriter<byte> output, int index, JsonElement call);

    public abstract void End(IBufferWriter<byte> output, AnswerEnd end);

    /// <summary>What was shown is withdrawn by a guard, which these formats cannot express: the answer ends here.</summary>
    public abstract void Withdraw(IBufferWriter<byte> output);

    /// <summary>The answer ends without its end.</summary>
    public abstract void Fail(IBufferWriter<byte> output, Refusal refusal);
}
