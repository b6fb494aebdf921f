using System.Globalization;
using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Parley.Conversations;
using Parley.Models;
using Parley.Text;

namespace Parley.Orchestration;

/// <summary>Has a language model fold messages into a summary.</summary>
internal sealed class SummaryWriter(ModelGateway gateway, IOptions<MemoryOptions> options, TimeProvider time)
{
    private const string File = "summary.v1";
    private const float Temperature = 0.2f;
    private const int LongestLine = 2_000;
    private static readonly string Instructions = PromptFile.Load(File);

    /// <summary>How many tokens of messages one call may be given.</summary>
    public static long Room(Deployment deployment, MemoryOptions options) =>
        Math.Max(500, (long)(deployment.ContextTokens * 0.7) - (3L * MostTokens(deployment, options)) - 600);

    /// <summary>How long a summary may be for this model.</summary>
    public static int MostTokens(Deployment deployment, MemoryOptions options) => Math.Min(options.SummaryTokens, deployment.ContextTokens / 8);

    /// <returns>The summary; null when the model said nothing that could be one.</returns>
    /// <exception cref="ProviderException">The model failed.</exception>
    /// <exception cref="TimeoutException">It took too long.</exception>
    /// <exception cref="RefusedException">A budget is in the way.</exception>
    public async Task<string?> WriteAsync(
        Deployment deployment, CallContext context, string earlier, IReadOnlyList<Message> messages, CancellationToken cancellationToken)
    {
        var most = MostTokens(deployment, options.Value);
        var prompt = new List<ChatMessage>
        {
            new(ChatRole.System, Instructions.Replace("{tokens}", most.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)),
            new(ChatRole.User, Material(earlier, messages, Room(deployment, options.Value))),
        };
        var settings = new ChatOptions { Temperature = Temperature, MaxOutputTokens = most + (most / 4) };
        var patience = TimeSpan.FromSeconds(options.Value.ModelSeconds);
        using var limit = new CancellationTokenSource(patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var answer = await gateway.For(deployment).GetResponseAsync(prompt, settings.With(context), both.Token);
            return Lines(answer.Text, most);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{deployment.Name} did not write a summary within {options.Value.ModelSeconds:0.#} s.");
        }
    }

    /// <summary>What the model is given. One message may take a quarter of the room; of a longer one the beginning and the end are shown.</summary>
    private static string Material(string earlier, IReadOnlyList<Message> messages, long room)
    {
        var text = new StringBuilder("<summary>\n").Append(Harmless(earlier)).Append("\n</summary>\n\n<messages>\n");
        foreach (var message in messages)
        {
            var files = string.Concat(message.Attachments.Select(file => $", with the file {Harmless(file.Name)}"));
            text.Append(CultureInfo.InvariantCulture, $"[{message.Role}, {message.CreatedAt:yyyy-MM-dd}{files}]\n")
                .Append(Harmless(Ends(message.Content, (int)Math.Min(room, 200_000)))).Append("\n\n");
        }

        return text.Append("</messages>").ToString();
    }

    /// <summary>The beginning and the end of a text that has more characters than this; a token has some four of them.</summary>
    private static string Ends(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        var tail = Shortening.PlaceBefore(text, text.Length - (most / 3));
        return $"{text[..Shortening.WordBefore(text, most * 2 / 3)]} … {text[tail..]}";
    }

    private static string Harmless(string text) => text
        .Replace("</messages>", "< /messages>", StringComparison.OrdinalIgnoreCase).Replace("</summary>", "< /summary>", StringComparison.OrdinalIgnoreCase);

    private static string? Lines(string answer, int most)
    {
        var lines = answer.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var text = MemoryBlock.Fit(string.Join('\n', lines.Select(line => Shortening.To(line, LongestLine))), 2L * most);
        return text.Any(char.IsLetterOrDigit) ? text : null;
    }
}
