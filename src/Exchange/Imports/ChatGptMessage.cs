using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Parley.Exchange;

/// <summary>One message of a ChatGPT export, as far as people saw it: what was said, code that was run, and the names of what is left out.</summary>
internal static partial class ChatGptMessage
{
    private const int LongestName = 200;

    /// <param name="longest">The longest text that is imported, in UTF-16 code units: nothing is added to one that is longer, as it will be refused.</param>
    /// <returns>Null for what was never shown: instructions, thoughts, calls of tools and their results.</returns>
    public static SourceMessage? Read(JsonElement message, int longest, DateTimeOffset now)
    {
        var role = message.Member("author")?.Text("role");
        var metadata = message.Member("metadata") ?? default;
        if (role is not ("user" or "assistant" or "tool") || metadata.IsTrue("is_visually_hidden_from_conversation") || message.Text("channel") == "analysis")
        {
            return null;
        }

        var text = new StringBuilder();
        AppendContent(text, message.Member("content") ?? default, role, message.Text("recipient") ?? "all");
        foreach (var attachment in (role == "user" ? metadata.Items("attachments") : []).TakeWhile(_ => text.Length <= longest))
        {
            Append(text, $"[File left out: {Name(attachment.Text("name") ?? "without a name")}]");
        }

        if (text.Length == 0)
        {
            return null;
        }

        var isAnswer = role != "user";
        return new(
            isAnswer ? "assistant" : "user",
            text.ToString(),
            message.Time("create_time", now),
            isAnswer && metadata.Text("model_slug") is { Length: > 0 } model ? Name(model) : null,
            message.Text("status") == "in_progress" ? "interrupted" : "complete",
            Fold: isAnswer);
    }

    private static void AppendContent(StringBuilder text, JsonElement content, string role, string recipient)
    {
        var type = content.Text("content_type");
        if (role == "tool")
        {
            // Pictures that were made come as results of a tool.
            foreach (var part in content.Items("parts").Where(part => part.Text("content_type") == "image_asset_pointer"))
            {
                AppendPart(text, part);
            }

            return;
        }

        if (type == "code" && recipient is "all" or "python")
        {
            AppendCode(text, content.Text("text") ?? "", recipient == "python" ? "python" : content.Text("language") ?? "");
            return;
        }

        if (recipient != "all" || type is "thoughts" or "reasoning_recap" or "user_editable_context" or "model_editable_context" or "execution_output")
        {
            return;
        }

        foreach (var part in content.Items("parts"))
        {
            AppendPart(text, part);
        }

        if (type is not "code" && content.Text("text") is { } single)
        {
            Append(text, Clean(single));
        }
    }

    private static void AppendPart(StringBuilder text, JsonElement part)
    {
        if (part.ValueKind == JsonValueKind.String)
        {
            Append(text, Clean(JsonReading.Text(part)));
            return;
        }

        switch (part.Text("content_type"))
        {
            case "image_asset_pointer":
                var prompt = part.Member("metadata")?.Member("dalle")?.Text("prompt");
                Append(text, string.IsNullOrWhiteSpace(prompt) ? "[Image left out]" : $"[Image left out: {Name(prompt)}]");
                break;
            case "audio_transcription":
                Append(text, Clean(part.Text("text") ?? ""));
                break;
            case { } other when other.Contains("audio", StringComparison.Ordinal) || other.Contains("video", StringComparison.Ordinal):
                break;
            case { } other:
                Append(text, $"[Left out: {Name(other)}]");
                break;
        }
    }

    private static void AppendCode(StringBuilder text, string code, string language)
    {
        if (code.Length == 0)
        {
            return;
        }

        var fence = new string('`', Math.Max(3, 1 + LongestRun(code)));
        var name = language is "unknown" ? "" : new string([.. language.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '#' or '-').Take(20)]);
        Append(text, $"{fence}{name}\n{code}\n{fence}");
    }

    private static int LongestRun(string code)
    {
        var longest = 0;
        for (int i = 0, run = 0; i < code.Length; i++)
        {
            run = code[i] == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    private static void Append(StringBuilder text, string part)
    {
        if (part.Length > 0)
        {
            text.Append(text.Length > 0 ? "\n\n" : "").Append(part);
        }
    }

    private static string Clean(string text) => text.Contains('\uE200', StringComparison.Ordinal) ? Marker().Replace(text, "") : text;

    private static string Name(string name)
    {
        var line = OneLine.Of(name.Length > LongestName * 2 ? name[..(LongestName * 2)] : name);
        return line.Length <= LongestName ? line : string.Concat(line.AsSpan(0, char.IsHighSurrogate(line[LongestName - 1]) ? LongestName - 1 : LongestName), "…");
    }

    // References that only the page of their maker could show, between marks of private use.
    [GeneratedRegex("\uE200[^\uE200\uE201]{0,2000}\uE201", RegexOptions.CultureInvariant)]
    private static partial Regex Marker();
}
