using System.Globalization;
using System.Text;
using Parley.Conversations;

namespace Parley.Exchange;

/// <summary>
/// One branch as Markdown (CommonMark with footnotes): a heading per message and below it the text, as a quotation, or in a fence where it
/// holds what would reach beyond a quotation. So nothing that a message says can become a heading, a footnote or an end of the document.
/// </summary>
internal static class MarkdownDocument
{
    private const int DeepestNesting = 16;

    public static async Task WriteAsync(
        Stream body, Conversation conversation, DateTimeOffset at, IAsyncEnumerable<IReadOnlyList<Message>> pages, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var title = OneLine.Of(conversation.Title);
        text.Append("# ").Append(title.Length == 0 ? "Conversation" : Escape(title)).Append("\n\n")
            .Append("Exported on ").Append(Time(at)).Append(".\n");
        var number = 0;
        await foreach (var page in pages.WithCancellation(cancellationToken))
        {
            foreach (var message in page)
            {
                Append(text, message, ++number);
            }

            await body.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
            text.Clear();
        }

        await body.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
    }

    internal static void Append(StringBuilder text, Message message, int number)
    {
        text.Append("\n## ").Append(number).Append(". ").Append(Who(message)).Append(" · ").Append(Time(message.CreatedAt));
        if (message.State != "complete")
        {
            text.Append(" · ").Append(message.State);
        }

        text.Append("\n\n");
        AppendContent(text, message.Content);
        foreach (var call in message.ToolCalls ?? [])
        {
            text.Append("\nTool call ").Append(Escape(OneLine.Of(call.Name))).Append(":\n\n");
            AppendFenced(text, call.Arguments.ToString());
        }

        AppendNotes(text, message.Citations, number);
    }

    private static void AppendNotes(StringBuilder text, IReadOnlyList<Citation> citations, int number)
    {
        if (citations.Count == 0)
        {
            return;
        }

        text.Append("\nSources:");
        for (var i = 1; i <= citations.Count; i++)
        {
            text.Append(' ').Append(Escape(OneLine.Of(citations[i - 1].Label))).Append("[^m").Append(number).Append('-').Append(i).Append(']');
        }

        text.Append('\n');
        for (var i = 1; i <= citations.Count; i++)
        {
            var citation = citations[i - 1];
            text.Append("\n[^m").Append(number).Append('-').Append(i).Append("]: ").Append(Escape(OneLine.Of(citation.Title ?? citation.Label)))
                .Append(": “").Append(Escape(OneLine.Of(citation.Quote))).Append("”\n");
        }
    }

    internal static void AppendContent(StringBuilder text, string content)
    {
        if (content.Length == 0)
        {
            text.Append("*(empty)*\n");
        }
        else if (ReachesOut(content))
        {
            AppendFenced(text, content);
        }
        else
        {
            foreach (var line in Lines(content))
            {
                text.Append(line.Length == 0 ? ">" : "> ").Append(line).Append('\n');
            }
        }
    }

    private static void AppendFenced(StringBuilder text, string content)
    {
        var longest = 2;
        for (int i = 0, run = 0; i < content.Length; i++)
        {
            run = content[i] == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        var fence = new string('`', longest + 1);
        text.Append(fence).Append("text\n");
        foreach (var line in Lines(content))
        {
            text.Append(line).Append('\n');
        }

        text.Append(fence).Append('\n');
    }

    // Markup of HTML lives on in the page that is made of the document, and definitions hold for all of it, wherever they stand.
    private static bool ReachesOut(string content)
    {
        for (var i = 0; i + 1 < content.Length; i++)
        {
            if ((content[i] == '<' && (char.IsAsciiLetter(content[i + 1]) || content[i + 1] is '/' or '!' or '?'))
                || (content[i] == ']' && content[i + 1] == ':')
                || (content[i] == '$' && content[i + 1] == '$'))
            {
                return true;
            }
        }

        return content.Contains("[^", StringComparison.Ordinal) || content.Contains('\0', StringComparison.Ordinal) || Lines(content).Any(IsDeep);
    }

    // Readers of Markdown give up on what is nested too deeply.
    private static bool IsDeep(string line)
    {
        var depth = 0;
        for (var i = 0; i < line.Length && line[i] is '>' or '-' or '*' or '+' or ' ' or '\t'; i++)
        {
            depth += line[i] == '>' || (line[i] is '-' or '*' or '+' && i + 1 < line.Length && line[i + 1] is ' ' or '\t') ? 1 : 0;
        }

        return depth > DeepestNesting;
    }

    private static string[] Lines(string content) => content.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');

    private static string Who(Message message) => message.Role switch
    {
        "user" => "User",
        "assistant" => message.Model is { Length: > 0 } model ? $"Assistant ({Escape(OneLine.Of(model))})" : "Assistant",
        "system" => "Instructions",
        "tool" => "Tool",
        _ => "Agent",
    };

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Every mark of ASCII may be escaped in Markdown, and means itself then.</summary>
    internal static string Escape(string line)
    {
        var escaped = new StringBuilder(line.Length + 8);
        foreach (var letter in line)
        {
            if (char.IsAscii(letter) && (char.IsPunctuation(letter) || char.IsSymbol(letter)))
            {
                escaped.Append('\\');
            }

            escaped.Append(letter);
        }

        return escaped.ToString();
    }
}
