using Parley.Models;
using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>How likely the tokens of a text were, held until the text is shown; of what is replaced nothing is told.</summary>
internal sealed class HeldTokens
{
    private readonly Queue<(TokenLogprob Token, int Start, int End)> _waiting = [];
    /// <param name="text">What was written since the last tokens.</param>
    /// <param name="end">Where that ends.</param>
    public void Add(IReadOnlyList<TokenLogprob> tokens, ReadOnlySpan<char> text, int end)
    {
        // Where the tokens are not the text, piece by piece, each of them stands for all of it.
        var areText = string.Concat(tokens.Select(token => token.Token)).AsSpan().SequenceEqual(text);
        var from = end - text.Length;
        foreach (var token in tokens)
        {
            var to = areText ? from + token.Token.Length : end;
            _waiting.Enqueue((token, from, to));
            from = areText ? to : from;
        }
    }

    public LogprobsTold? Take(GuardedText text)
    {
        List<TokenLogprob>? shown = null;
        while (_waiting.TryPeek(out var first) && text.Find(first.Start, first.End) is not null)
        {
            _waiting.Dequeue();
            if (text.IsKept(first.Start, first.End))
            {
                (shown ??= []).Add(first.Token);
            }
        }

        return shown is null ? null : new(shown);
    }
}
