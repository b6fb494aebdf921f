using System.Globalization;
using System.Text;

namespace Parley.Orchestration;

/// <summary>The passages of a prompt, marked as data, each under the label that the answer calls it by.</summary>
internal static class SourcesBlock
{
    private const string Beginning = "<sources>\n";
    private const string End = "</sources>\n\n";

    /// <summary>Tokens of what stands around the passages.</summary>
    public static int Frame { get; } = Text.TokenEstimate.Of(Beginning) + Text.TokenEstimate.Of(End);

    /// <returns>Empty when there are none.</returns>
    public static string Write(IReadOnlyList<Source> sources) => sources.Count == 0 ? "" : Beginning + string.Concat(sources.Select(Write)) + End;

    public static string Write(Source source)
    {
        var block = new StringBuilder().Append(CultureInfo.InvariantCulture, $"[{source.Label}] {source.Hit.Title}");
        if (!string.IsNullOrEmpty(source.Hit.Heading))
        {
            block.Append(" > ").Append(source.Hit.Heading);
        }

        // A document cannot end the block early and speak as somebody else.
        return block.Append('\n').Append(source.Hit.Text.Replace("</sources>", "< /sources>", StringComparison.OrdinalIgnoreCase)).Append("\n\n").ToString();
    }
}
