using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Parley.Orchestration;

/// <summary>The passages of a prompt, marked as data, each under the label that the answer calls it by.</summary>
internal static partial class SourcesBlock
{
    private const string Beginning = "<sources>\n";
    private const string End = "</sources>\n\n";

    /// <summary>Tokens of what stands around the passages.</summary>
    public static int Around { get; } = Text.TokenEstimate.Of(Beginning) + Text.TokenEstimate.Of(End);

    /// <returns>Empty when there are none.</returns>
    public static string Write(IReadOnlyList<Source> sources) => sources.Count == 0 ? "" : Beginning + string.Concat(sources.Select(Write)) + End;

    public static string Write(Source source)
    {
        var block = new StringBuilder().Append(CultureInfo.InvariantCulture, $"[{source.Label}] {Line(source.Hit.Title)}");
        if (!string.IsNullOrEmpty(source.Hit.Heading))
        {
            block.Append(" > ").Append(Line(source.Hit.Heading));
        }

        return block.Append('\n').Append(Frame.WarningFor(source.IsSuspicious)).Append(Harmless(source.Hit.Text)).Append("\n\n").ToString();
    }

    private static string Line(string? text) => Harmless((text ?? "").ReplaceLineEndings(" "));

    // A document can neither end the block early and speak as somebody else, nor begin a passage in another's name.
    private static string Harmless(string text) => LabelAtStart().Replace(Frame.Tame(text), "($1)");

    [GeneratedRegex(@"^[ \t]*\[(S\d+)\]", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex LabelAtStart();
}
