using Parley.Conversations;

namespace Parley.Orchestration;

/// <summary>Which messages are folded, onto which summary.</summary>
/// <param name="Pieces">The oldest first; each ends before a user's message, so that calls of tools stay with their results.</param>
internal sealed record FoldingPlan(Summary? Summary, IReadOnlyList<IReadOnlyList<MessageId>> Pieces)
{
    private const int MostMessages = 200;

    /// <summary>Of most languages a token has more bytes than this, so a text is rather taken for longer than it is.</summary>
    private const int BytesPerToken = 3;

    /// <param name="steps">The branch since the last summary, newest first.</param>
    /// <param name="keep">Tokens of the newest messages that are left as they are; the newest turn is in any case.</param>
    /// <param name="pieceTokens">Tokens of one piece, but for a single turn that has more.</param>
    /// <param name="attached">What a message's files take of a prompt. They are folded away with it, and no summary is made of them.</param>
    public static IReadOnlyList<IReadOnlyList<MessageId>> Cut(
        IReadOnlyList<BranchStep> steps, long keep, long pieceTokens, Func<MessageId, long> attached)
    {
        var newest = steps.Index().FirstOrDefault(step => step.Item.Role == "user", (-1, null!)).Index;
        if (newest < 0)
        {
            return [];
        }

        var kept = steps.Take(newest + 1).Sum(InPrompt);
        var turn = 0L;
        for (var i = newest + 1; i < steps.Count; i++)
        {
            turn += InPrompt(steps[i]);
            if (kept + turn > keep)
            {
                break;
            }

            if (steps[i].Role == "user")
            {
                (newest, kept, turn) = (i, kept + turn, 0);
            }
        }

        return Split([.. steps.Skip(newest + 1).Reverse()], pieceTokens);

        long InPrompt(BranchStep step) => Tokens(step) + attached(step.Id);
    }

    private static List<IReadOnlyList<MessageId>> Split(IReadOnlyList<BranchStep> steps, long pieceTokens)
    {
        var pieces = new List<IReadOnlyList<MessageId>>();
        var piece = new List<MessageId>();
        var used = 0L;
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i].Role == "user" && piece.Count > 0
                && (piece.Count >= MostMessages || used + TurnTokens(steps, i) > pieceTokens))
            {
                pieces.Add(piece);
                (piece, used) = ([], 0);
            }

            piece.Add(steps[i].Id);
            used += Tokens(steps[i]);
        }

        if (piece.Count > 0)
        {
            pieces.Add(piece);
        }

        return pieces;
    }

    private static long TurnTokens(IReadOnlyList<BranchStep> steps, int user)
    {
        var tokens = Tokens(steps[user]);
        for (var i = user + 1; i < steps.Count && steps[i].Role != "user"; i++)
        {
            tokens += Tokens(steps[i]);
        }

        return tokens;
    }

    private static long Tokens(BranchStep step) => (step.Bytes / BytesPerToken) + 1;
}
