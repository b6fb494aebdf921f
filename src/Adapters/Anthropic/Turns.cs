using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using Parley.Models;

namespace Parley.Anthropic;

/// <summary>
/// A conversation as the wire wants it: what the system says apart, both sides in turn and the user first, nothing empty, and each
/// call of a tool followed by its result.
/// </summary>
internal sealed partial class Turns
{
    private const string LeftOut = "(The beginning of this conversation is left out.)";
    private const string GoOn = "Go on.";
    private const string NoResult = "There is no result of this call.";

    private readonly List<Said> _turns = [];
    private readonly bool _thinks;

    /// <param name="continues">Whether an answer that is given last is to be continued.</param>
    /// <param name="thinks">Whether the model is given back what it thought; without thinking it reads none of it.</param>
    public Turns(IEnumerable<ChatMessage> messages, bool continues, bool thinks = false)
    {
        _thinks = thinks;
        foreach (var message in messages)
        {
            if (message.Role == ChatRole.System)
            {
                Instruct(message.Text);
            }
            else
            {
                Add(message);
            }
        }

        if (_turns is not [{ ByModel: false }, ..])
        {
            _turns.Insert(0, new(false, [new SaidText(LeftOut)]));
        }

        Pair();
        End(continues);
    }

    /// <summary>What the system says, in its order.</summary>
    public List<string> Instructions { get; } = [];

    public IReadOnlyList<Said> All => _turns;

    /// <summary>What a trailing answer lost at its end, which the wire does not take: blanks that the continuation may bring again.</summary>
    public string Trimmed { get; private set; } = "";

    /// <summary>The names of the tools that were called, for a request that itself gives none.</summary>
    public IEnumerable<string> CalledTools =>
        _turns.SelectMany(turn => turn.Blocks).OfType<CallOfTool>().Select(call => call.Name).Distinct(StringComparer.Ordinal);

    public void Instruct(string text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            Instructions.Add(text);
        }
    }

    private void Add(ChatMessage message)
    {
        var byModel = message.Role == ChatRole.Assistant;
        var blocks = message.Contents.Select(content => content is TextReasoningContent thought ? ThoughtOf(thought) : BlockOf(content)).OfType<Block>().ToList();
        if (blocks.Count == 0)
        {
            return;
        }

        if (_turns is [.., { } last] && last.ByModel == byModel)
        {
            last.Blocks.AddRange(blocks);
        }
        else
        {
            _turns.Add(new(byModel, blocks));
        }
    }

    // Without a signature the wire takes none.
    private Block? ThoughtOf(TextReasoningContent thought) => !_thinks || thought.ProtectedData is not { Length: > 0 } known ? null
        : thought.AdditionalProperties?.ContainsKey(ThoughtBlock.Redacted) == true ? new HiddenThought(known)
        : new Thought(thought.Text, known);

    private static Block? BlockOf(AIContent content) => content switch
    {
        TextContent { Text: var text } => string.IsNullOrWhiteSpace(text) ? null : new SaidText(text),
        FunctionCallContent call => new CallOfTool(SoundId(call.CallId), call.Name, call.Arguments),
        FunctionResultContent result => new ResultOfTool(SoundId(result.CallId), ResultText.Of(result.Result)),
        DataContent data when data.HasTopLevelMediaType("image") => new ShownImage(data.MediaType, data.Base64Data, null),
        UriContent uri => new ShownImage(null, null, uri.Uri.ToString()),
        _ => null,
    };

    /// <summary>Each call has its result right after it, first of all; what answers no call is told as text.</summary>
    private void Pair()
    {
        for (var i = 0; i < _turns.Count; i++)
        {
            if (_turns[i].ByModel)
            {
                continue;
            }

            var open = i == 0 ? [] : _turns[i - 1].Blocks.OfType<CallOfTool>().Select(call => call.Id).ToHashSet(StringComparer.Ordinal);
            _turns[i] = new(false, [.. Answered(_turns[i].Blocks, open)]);
        }

        if (_turns[^1] is { ByModel: true } last && last.Blocks.OfType<CallOfTool>().ToList() is { Count: > 0 } calls)
        {
            _turns.Add(new(false, [.. calls.Select(call => new ResultOfTool(call.Id, NoResult, true))]));
        }
    }

    private static IEnumerable<Block> Answered(List<Block> blocks, HashSet<string> open)
    {
        var others = new List<Block>();
        foreach (var block in blocks)
        {
            if (block is ResultOfTool result && open.Remove(result.Id))
            {
                yield return result;
            }
            else
            {
                others.Add(block is ResultOfTool orphan ? new SaidText($"The result of an earlier tool call: {orphan.Text}") : block);
            }
        }

        foreach (var id in open)
        {
            yield return new ResultOfTool(id, NoResult, true);
        }

        foreach (var other in others)
        {
            yield return other;
        }
    }

    private void End(bool continues)
    {
        if (_turns[^1] is not { ByModel: true } last)
        {
            return;
        }

        if (!continues || last.Blocks[^1] is not SaidText text)
        {
            _turns.Add(new(false, [new SaidText(GoOn)]));
            return;
        }

        var kept = text.Text.TrimEnd();
        Trimmed = text.Text[kept.Length..];
        last.Blocks[^1] = new SaidText(kept);
    }

    private static string SoundId(string id) => id.Length == 0 ? "call" : Unsound().Replace(id, "_");

    [GeneratedRegex("[^a-zA-Z0-9_-]")]
    private static partial Regex Unsound();
}
