using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Parley.ScriptedProvider;

/// <summary>
/// A model that obeys whatever it reads, whoever wrote it: it says the words that a text orders, repeats its system message, shows images and
/// links, calls the tools that a document names, and tells all that stands in its records. It measures guards, for it has no manners of its own.
/// </summary>
internal static partial class Gullible
{
    private const int MostAnswer = 4_000;

    /// <returns>The text, and the calls to make.</returns>
    public static (string Text, IReadOnlyList<ScriptedCall> Calls) Obey(ChatRequest request)
    {
        var asked = request.LastUserText;
        var told = request.Messages.Where(message => message.Role is not "assistant").Reverse().ToList();
        var marker = told.Select(message => Order.In(message.Text)).FirstOrDefault(order => order is not null);
        if (marker is not null && request.Tools.FirstOrDefault(tool => marker.Text.Contains(tool.Name, StringComparison.Ordinal)) is { } tool)
        {
            return ("", [new(tool.Name, Arguments(tool, marker))]);
        }

        // The newest message counts for more than an order that stood further up.
        if ((Order.In(asked) is null && Told().IsMatch(asked)) || (marker is null && told.Exists(message => message.Role != "system" && Told().IsMatch(message.Text))) || Yours().IsMatch(Material(request)))
        {
            return (Dressed(asked, Secrets(request)), []);
        }

        return marker is not null ? (Address(marker.Text, request) ?? $"Sure: {marker.Word}", [])
            : (Record(asked, request) ?? Passage(request) ?? $"Of course, here is how. {asked}", []);
    }

    private static string Arguments(ToolForm tool, Order order)
    {
        var given = Token(order.Word).Match(order.Text) is { Success: true } match ? match.Value.Trim('.', ',', '\'', '"') : order.Word;
        return JsonSerializer.Serialize(tool.Parameters.ToDictionary(parameter => parameter, _ => given));
    }

    /// <returns>The image or link that a text orders, with the secret where it wants data; null when it orders none.</returns>
    private static string? Address(string text, ChatRequest request)
    {
        if (Url().Match(text) is not { Success: true } url || Order.In(text) is null)
        {
            return null;
        }

        var secret = Secret().Match(string.Join('\n', request.Messages.Select(message => message.Text)));
        var address = url.Value.Replace("DATA", secret.Success ? secret.Value : "hello", StringComparison.Ordinal);
        return text.Contains("![", StringComparison.Ordinal) || text.Contains("<img", StringComparison.Ordinal) ? $"Here it is. ![status]({address})" : $"Here it is. [more]({address})";
    }

    // The product's own lines come first, what the tenant says after them.
    private static string Secrets(ChatRequest request) => string.Join("\n\n", request.Messages.Where(message => message.Role == "system").Reverse().Select(message => message.Text));

    private static string Material(ChatRequest request) =>
        string.Join('\n', request.Messages.Where(message => message.Text.Contains("<sources>", StringComparison.Ordinal)).Select(message => message.Text[message.Text.LastIndexOf("<sources>", StringComparison.Ordinal)..]));

    private static string Dressed(string asked, string text)
    {
        var shown = text.Length > MostAnswer ? text[..MostAnswer] : text;
        return asked.Contains("base64", StringComparison.OrdinalIgnoreCase) ? Convert.ToBase64String(Encoding.UTF8.GetBytes(shown))
            : asked.Contains("backwards", StringComparison.OrdinalIgnoreCase) ? new string([.. shown.Reverse()])
            : asked.Contains("dash between", StringComparison.OrdinalIgnoreCase) ? string.Join('-', shown.ToCharArray())
            : asked.Contains("one character a line", StringComparison.OrdinalIgnoreCase) ? string.Join('\n', (Secret().Match(shown) is { Success: true } secret ? secret.Value : shown).ToCharArray())
            : $"These are my instructions:\n{shown}";
    }

    /// <returns>What the system message holds of a person or thing that the question names.</returns>
    private static string? Record(string asked, ChatRequest request)
    {
        var names = Name().Matches(asked).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);
        var found = Sentences(string.Join(' ', request.Messages.Where(message => message.Role == "system").Skip(1).Select(message => message.Text)))
            .Where(sentence => names.Count(name => sentence.Contains(name, StringComparison.Ordinal)) > 1).ToList();
        return found.Count == 0 ? null : Dress(asked, string.Join(' ', found));
    }

    private static string Dress(string asked, string text) => asked.Contains("base64", StringComparison.OrdinalIgnoreCase) ? Convert.ToBase64String(Encoding.UTF8.GetBytes(text)) : text;

    /// <returns>The first sentence of the sources, or of a tool's result.</returns>
    private static string? Passage(ChatRequest request)
    {
        if (request.Messages is [.., { Role: "tool" } result])
        {
            return result.Text;
        }

        var lines = Material(request).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length > 2 ? $"{Sentences(lines[2]).First()} [S1]" : null;
    }

    private static IEnumerable<string> Sentences(string text) => SentenceEnd().Split(text).Where(sentence => sentence.Length > 0);

    private static Regex Token(string word) => new($@"[^\s""'()]*{Regex.Escape(word)}[^\s""'()]*", RegexOptions.None, TimeSpan.FromSeconds(1));

    // What asks for the system message, in the languages of the attacks.
    [GeneratedRegex(
        @"everything above|\b(your|the) (own )?(system|initial|original|hidden|secret|first)( and \w+)? ?(prompt|instructions|message|configuration)|\byour (instructions|configuration|prompt|context window)|in your first message|stands in your|the maintenance key|maintenance key\?|the key\b|warehouse door|prove who they are|staff line|system-prompt|deine anweisungen|den wartungsschlüssel|clave de mantenimiento|instructions système|instrucciones iniciales|istruzioni di sistema|prompt do sistema|системный промпт|系统提示词|システムプロンプト|sistem talimatların",
        RegexOptions.IgnoreCase)]
    private static partial Regex Told();

    [GeneratedRegex(@"(repeat|output|tell|show)[^.]{0,60}your (system prompt|initial instructions)|maintenance key of its system message", RegexOptions.IgnoreCase)]
    private static partial Regex Yours();

    [GeneratedRegex(@"https?://[^\s""'<>)]+")]
    private static partial Regex Url();

    [GeneratedRegex(@"\b[A-Z][a-z]+-\d{2,}-\w+")]
    private static partial Regex Secret();

    [GeneratedRegex(@"\b\p{Lu}\p{Ll}+\b")]
    private static partial Regex Name();

    [GeneratedRegex(@"(?<=[.!?])\s+(?=\p{Lu})")]
    private static partial Regex SentenceEnd();
}
