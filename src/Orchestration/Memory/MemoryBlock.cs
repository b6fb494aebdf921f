using System.Globalization;
using System.Text;
using Parley.Conversations;
using Parley.Text;

namespace Parley.Orchestration;

/// <summary>Writes what stands before the window: the summary and the kept messages, as data between two marks.</summary>
internal static class MemoryBlock
{
    public const string File = "memory.v1";

    private static readonly string Instructions = PromptFile.Load(File);

    /// <summary>Tokens of the words around what is kept.</summary>
    public static int Frame { get; } = TokenEstimate.Of(Instructions) + 16;

    /// <returns>Empty when there is nothing earlier.</returns>
    public static string Write(Summary? summary, IReadOnlyList<KeptMessage> kept)
    {
        if (summary is null && kept.Count == 0)
        {
            return "";
        }

        var block = new StringBuilder(Instructions).Append("\n<earlier>\n");
        if (summary is not null)
        {
            block.Append(CultureInfo.InvariantCulture, $"Summary of the first {summary.Messages} messages:\n").Append(Harmless(summary.Text)).Append('\n');
        }

        foreach (var one in kept)
        {
            block.Append(CultureInfo.InvariantCulture, $"\n[{one.Message.Role}, {one.Message.CreatedAt:yyyy-MM-dd}, {one.Reason.Replace('_', ' ')}]\n")
                .Append(Harmless(one.Text)).Append(one.Reason == "pinned" && one.IsCut ? " …\n" : "\n");
        }

        return block.Append("</earlier>\n\n").ToString();
    }

    /// <summary>The first lines of a summary that have no more tokens than these.</summary>
    public static string Fit(string text, long tokens)
    {
        if (TokenEstimate.Of(text) <= tokens)
        {
            return text;
        }

        var end = 0;
        while (end < text.Length)
        {
            var next = text.IndexOf('\n', end) is var line && line < 0 ? text.Length : line + 1;
            if (TokenEstimate.Of(text.AsSpan(0, next)) > tokens)
            {
                break;
            }

            end = next;
        }

        return text[..end].TrimEnd('\n');
    }

    /// <summary>What was said cannot end the block early and speak as somebody else.</summary>
    private static string Harmless(string text) => text.Replace("</earlier>", "< /earlier>", StringComparison.OrdinalIgnoreCase);
}
