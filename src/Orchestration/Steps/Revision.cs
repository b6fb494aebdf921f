using System.Text;
using System.Text.RegularExpressions;
using Parley.Conversations;
using Parley.Text;

namespace Parley.Orchestration;

/// <summary>An answer that is to be given again in another length.</summary>
/// <param name="How"><c>shorter</c> or <c>longer</c>.</param>
public sealed record Revision(MessageId Of, string How)
{
    /// <returns>Null when none is asked for.</returns>
    /// <exception cref="RefusedException">It names no length, or no answer.</exception>
    internal static Revision? Read(MessageId? regenerateOf, string? revise) => (regenerateOf, revise) switch
    {
        (_, null) => null,
        ({ } of, "shorter" or "longer") => new(of, revise),
        (null, _) => throw new RefusedException(Refusal.Invalid("revise", "Say by regenerate_of which answer is to become shorter or longer.")),
        _ => throw new RefusedException(Refusal.Invalid("revise", "An answer can be revised to be shorter or longer.")),
    };
}

/// <summary>The words that ask for a revision, and what the built-in model makes of one.</summary>
internal static partial class RevisionPrompt
{
    private const int UsualPieces = 4;
    private const int MostPieces = 12;
    private const string Beginning = "<earlier_answer>\n";
    private const string End = "\n</earlier_answer>\n\n";
    private static readonly int AroundEarlier = TokenEstimate.Of("\n\n") + TokenEstimate.Of(Beginning) + TokenEstimate.Of(End);
    private static readonly Dictionary<string, string> Instructions = new()
    {
        ["shorter"] = PromptFile.Load("revise-shorter.v1"),
        ["longer"] = PromptFile.Load("revise-longer.v1"),
    };

    /// <summary>The prompt file's name and version, as the record has it beside the first; empty when nothing is revised.</summary>
    public static string VersionOf(Turn turn) => turn.Options.Revision is { } revision ? $"+revise-{revision.How}.v1" : "";

    /// <summary>Tokens of the words that ask for it.</summary>
    public static long Words(Turn turn) =>
        turn.Options.Revision is { } revision ? AroundEarlier + turn.Deployment!.Tokens.Estimate(Instructions[revision.How]) : 0;

    /// <summary>The earlier answer, cut to its share of the prompt and to what is left of it; null when nothing is revised, or it is gone.</summary>
    public static async Task<string?> FindEarlierAsync(MessageStore messages, MessageGuard guard, Turn turn, CancellationToken cancellationToken)
    {
        if (turn.Options.Revision is not { } revision
            || await messages.FindAsync(turn.Tenant, turn.Subject, revision.Of, cancellationToken) is not { IsRefused: false } written
            || await guard.ShowAsync(turn.Tenant, written, cancellationToken) is not { } earlier)
        {
            return null;
        }

        // Its share is taken already, but what cannot be shortened may have needed it.
        var room = PromptBudget.Revision(turn) + Math.Min(0, PromptBudget.Left(turn));
        // An answer may have been led astray by a document: it cannot end the block early and speak as somebody else.
        var text = earlier.Content.Replace("</earlier_answer>", "< /earlier_answer>", StringComparison.OrdinalIgnoreCase);
        var fits = KeptMessages.Fit(text, room);
        return fits > 0 ? text[..fits] : null;
    }

    /// <summary>The question with the earlier answer and what is wanted of it.</summary>
    public static string Around(Turn turn, string question)
    {
        if (turn.Options.Revision is not { } revision)
        {
            return question;
        }

        var text = new StringBuilder(question).Append("\n\n");
        if (turn.EarlierAnswer is { } earlier)
        {
            text.Append(Beginning).Append(earlier).Append(End);
        }

        return text.Append(Instructions[revision.How]).ToString();
    }

    /// <summary>How many pieces of passages a model without language is to quote; null for its own choice.</summary>
    public static int? Pieces(Turn turn)
    {
        var before = turn.EarlierAnswer is { } earlier && Label().Count(earlier) is > 0 and var labels ? labels : UsualPieces;
        return turn.Options.Revision?.How switch
        {
            "shorter" => Math.Max(1, before / 2),
            "longer" => Math.Min(MostPieces, before * 2),
            _ => null,
        };
    }

    [GeneratedRegex(@"\[S\d+\]")]
    private static partial Regex Label();
}
